import type { KubeObject } from '../kube/object';
import { isObject, type JsonObject } from '../kube/record';

/**
 * Versions that are no longer served and whose fields had other names, in the form of today. What is not listed either
 * has the same fields as today's version, or is compared as it is written.
 */
export function inCurrentForm(object: KubeObject): KubeObject {
  const { apiVersion, kind } = object;
  if (
    kind === 'Ingress' &&
    (apiVersion === 'extensions/v1beta1' || apiVersion === 'networking.k8s.io/v1beta1')
  )
    return currentIngress(object as KubeObject & { readonly spec?: unknown });
  return object;
}

function currentIngress(object: KubeObject & { readonly spec?: unknown }): KubeObject {
  if (!isObject(object.spec)) return object;
  const { backend, rules, ...rest } = object.spec;
  return {
    ...object,
    spec: {
      ...rest,
      ...(isObject(backend) ? { defaultBackend: currentBackend(backend) } : {}),
      ...(Array.isArray(rules) ? { rules: rules.map(currentRule) } : {}),
    },
  } as KubeObject;
}

function currentRule(rule: unknown): unknown {
  if (!isObject(rule) || !isObject(rule.http) || !Array.isArray(rule.http.paths)) return rule;
  const paths = rule.http.paths.map((path) =>
    isObject(path)
      ? {
          pathType: 'ImplementationSpecific',
          ...path,
          ...(isObject(path.backend) ? { backend: currentBackend(path.backend) } : {}),
        }
      : path,
  );
  return { ...rule, http: { ...rule.http, paths } };
}

function currentBackend(backend: JsonObject): JsonObject {
  const { serviceName, servicePort, ...rest } = backend;
  if (serviceName === undefined) return backend;
  const port = typeof servicePort === 'number' ? { number: servicePort } : { name: servicePort };
  return { ...rest, service: { name: serviceName, ...(servicePort === undefined ? {} : { port }) } };
}
