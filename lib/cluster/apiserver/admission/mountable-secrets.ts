import type { Container, EphemeralContainer, PodSpec, ServiceAccount } from '../../../kube/generated/core-v1';

const ENFORCED = 'kubernetes.io/enforce-mountable-secrets';
/** What Go's strconv.ParseBool takes for true. */
const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True'];

/**
 * Why a pod may not use a secret: an account with that annotation names all secrets that its pods may use. Undefined if
 * it may.
 */
export function limitedReferences(
  spec: PodSpec,
  account: ServiceAccount,
  containers: 'new' | 'ephemeral',
): string | undefined {
  if (!TRUE.includes(account.metadata.annotations?.[ENFORCED] ?? '')) return undefined;
  const mountable = new Set(account.secrets?.map(({ name }) => name));
  const because = `because service account ${account.metadata.name} does not reference that`;
  const inEnvironment = (list: readonly (Container | EphemeralContainer)[] | undefined, kind: string) =>
    secretInEnvironment(list ?? [], kind, mountable, because);
  if (containers === 'ephemeral') return inEnvironment(spec.ephemeralContainers, 'ephemeral container');
  return (
    secretVolume(spec, mountable, because) ??
    inEnvironment(spec.initContainers, 'init container') ??
    inEnvironment(spec.containers, 'container') ??
    pullSecret(spec, account, because)
  );
}

type Secrets = ReadonlySet<string | undefined>;

function secretVolume({ volumes = [] }: PodSpec, mountable: Secrets, because: string): string | undefined {
  for (const { secret } of volumes)
    if (secret && !mountable.has(secret.secretName))
      return `volume with secret.secretName="${secret.secretName}" is not allowed ${because} secret`;
  return undefined;
}

function secretInEnvironment(
  containers: readonly (Container | EphemeralContainer)[],
  kind: string,
  mountable: Secrets,
  because: string,
): string | undefined {
  for (const { name, env = [], envFrom = [] } of containers) {
    for (const { name: variable, valueFrom } of env) {
      const secret = valueFrom?.secretKeyRef;
      if (secret && !mountable.has(secret.name))
        return `${kind} ${name} with envVar ${variable} referencing secret.secretName="${secret.name}" is not allowed ${because} secret`;
    }
    for (const { secretRef } of envFrom)
      if (secretRef && !mountable.has(secretRef.name))
        return `${kind} ${name} with envFrom referencing secret.secretName="${secretRef.name}" is not allowed ${because} secret`;
  }
  return undefined;
}

function pullSecret(
  { imagePullSecrets = [] }: PodSpec,
  account: ServiceAccount,
  because: string,
): string | undefined {
  const known = new Set(account.imagePullSecrets?.map(({ name }) => name));
  const index = imagePullSecrets.findIndex(({ name }) => !known.has(name));
  return index < 0
    ? undefined
    : `imagePullSecrets[${index}].name="${imagePullSecrets[index]!.name}" is not allowed ${because} imagePullSecret`;
}
