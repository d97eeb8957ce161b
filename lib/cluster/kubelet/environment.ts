import type { Container, EnvVar } from '../../kube/generated/core-v1';
import type { References } from './references';

/** Why the environment of a container cannot be made, and which object would have to change. */
export interface EnvironmentProblem {
  readonly message: string;
  /** `configmaps/default/settings` */
  readonly missing: string;
}

/** The first reference of a container's environment that leads nowhere. */
export function environmentProblem(
  { env, envFrom }: Container,
  namespace: string,
  references: References,
): EnvironmentProblem | undefined {
  for (const { configMapRef, secretRef } of envFrom ?? []) {
    const problem =
      (configMapRef && objectProblem('configmap', configMapRef, namespace, references)) ??
      (secretRef && objectProblem('secret', secretRef, namespace, references));
    if (problem) return problem;
  }
  for (const variable of env ?? []) {
    if (!variable.valueFrom) continue;
    const problem = variableProblem(variable, namespace, references);
    if (problem) return problem;
  }
  return undefined;
}

interface Reference {
  readonly name?: string;
  readonly optional?: boolean;
}

function variableProblem(
  { valueFrom }: EnvVar,
  namespace: string,
  references: References,
): EnvironmentProblem | undefined {
  const { configMapKeyRef, secretKeyRef } = valueFrom!;
  if (configMapKeyRef)
    return (
      objectProblem('configmap', configMapKeyRef, namespace, references) ??
      keyProblem('configmap', configMapKeyRef, namespace, references)
    );
  if (secretKeyRef)
    return (
      objectProblem('secret', secretKeyRef, namespace, references) ??
      keyProblem('secret', secretKeyRef, namespace, references)
    );
  return undefined;
}

function objectProblem(
  kind: 'configmap' | 'secret',
  { name = '', optional }: Reference,
  namespace: string,
  references: References,
): EnvironmentProblem | undefined {
  const found =
    kind === 'configmap' ? references.configMap(namespace, name) : references.secret(namespace, name);
  if (found || optional) return undefined;
  return { message: `${kind} "${name}" not found`, missing: `${kind}s/${namespace}/${name}` };
}

function keyProblem(
  kind: 'configmap' | 'secret',
  { name = '', key, optional }: Reference & { readonly key: string },
  namespace: string,
  references: References,
): EnvironmentProblem | undefined {
  const data =
    kind === 'configmap'
      ? references.configMap(namespace, name)?.data
      : references.secret(namespace, name)?.data;
  if (optional || (data && Object.hasOwn(data, key))) return undefined;
  const title = kind === 'configmap' ? 'ConfigMap' : 'Secret';
  return {
    message: `couldn't find key ${key} in ${title} ${namespace}/${name}`,
    missing: `${kind}s/${namespace}/${name}`,
  };
}
