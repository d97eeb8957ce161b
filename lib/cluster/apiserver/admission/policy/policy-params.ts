import type { ParamKind, ParamRef } from '../../../../kube/generated/admissionregistration-v1';
import { type KubeObject, parseApiVersion } from '../../../../kube/object';
import type { ResourceInfo } from '../../../../kube/resource-catalogue';
import { lenientSelector } from '../../../../kube/selectors/lenient-selector';
import type { AdmissionEnvironment } from '../plugin';

/** A policy or a binding cannot be used as it is. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** The resource of a policy's parameters. Undefined if the policy has none. @throws ConfigurationError */
export function paramResource(
  paramKind: ParamKind | undefined,
  { resources }: AdmissionEnvironment,
): ResourceInfo | undefined {
  if (!paramKind) return undefined;
  const { apiVersion = '', kind = '' } = paramKind;
  const found = resources.findKind({ ...parseApiVersion(apiVersion), kind });
  if (!found)
    throw new ConfigurationError(
      `failed to find resource referenced by paramKind: '${apiVersion}, Kind=${kind}'`,
    );
  return found;
}

/**
 * The parameters that a binding gives to a policy: the policy is asked once with each of them, and once with none
 * (null) if there is nothing to give.
 * @throws ConfigurationError
 */
export function paramsOf(
  resource: ResourceInfo | undefined,
  ref: ParamRef | undefined,
  namespace: string,
  environment: AdmissionEnvironment,
): readonly (KubeObject | null)[] {
  if (!resource || !ref) return [null];
  const place = placeOf(resource, ref, namespace);
  const found = ref.name
    ? named(resource, place, ref.name, environment)
    : selected(resource, place, ref, environment);
  if (found.length === 0 && ref.parameterNotFoundAction === 'Deny')
    throw new ConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction');
  return found;
}

function placeOf(resource: ResourceInfo, { namespace: own }: ParamRef, namespace: string): string {
  if (!resource.namespaced) {
    if (own)
      throw new ConfigurationError(
        'paramRef.namespace must not be provided for a cluster-scoped `paramKind`',
      );
    return '';
  }
  const place = own || namespace;
  if (place === '')
    throw new ConfigurationError(
      'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
    );
  return place;
}

function named(
  resource: ResourceInfo,
  namespace: string,
  name: string,
  environment: AdmissionEnvironment,
): readonly KubeObject[] {
  const found = environment.get(resource, namespace, name);
  return found ? [found] : [];
}

function selected(
  resource: ResourceInfo,
  namespace: string,
  { selector }: ParamRef,
  environment: AdmissionEnvironment,
): readonly KubeObject[] {
  if (!selector) throw new ConfigurationError('one of name or selector must be provided');
  const compiled = lenientSelector(selector);
  return environment
    .list(resource, namespace || undefined)
    .filter(({ metadata }) => compiled.matches(metadata.labels ?? {}));
}
