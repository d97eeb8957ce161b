import { memoize } from '../frozen';
import type { Container, EphemeralContainer, PodSpec, Volume } from '../generated/core-v1';

export type ReferencedKind = 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';

/**
 * How pods use what they refer to. What is read into the environment stays as it was when the container started; a
 * mounted volume follows its source after a while; a file that is mounted by `subPath` does not.
 */
export type ReferenceUse = 'environment' | 'volume' | 'subPath' | 'claim' | 'pull' | 'identity';

/** Something in its own namespace that a pod needs. */
export interface PodReference {
  readonly kind: ReferencedKind;
  readonly name: string;
  readonly use: ReferenceUse;
  /** Below the pod: `spec.containers[0].envFrom[0].configMapRef`. */
  readonly field: string;
  /** The one entry of a ConfigMap or Secret that is used; undefined for all. */
  readonly key?: string;
  /** Pods start without it. */
  readonly optional: boolean;
}

/** Everything in its namespace that a pod refers to, in the order of its fields. Remembered per frozen specification. */
export const podReferences = memoize((spec: PodSpec): readonly PodReference[] => {
  const found: PodReference[] = [];
  const serviceAccount = spec.serviceAccountName || spec.serviceAccount;
  if (serviceAccount)
    found.push({
      kind: 'ServiceAccount',
      name: serviceAccount,
      use: 'identity',
      field: 'spec.serviceAccountName',
      optional: false,
    });
  spec.imagePullSecrets?.forEach(({ name }, index) => {
    if (name)
      found.push({
        kind: 'Secret',
        name,
        use: 'pull',
        field: `spec.imagePullSecrets[${index}]`,
        optional: true,
      });
  });
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const)
    spec[list]?.forEach((container, index) => {
      addEnvironment(container, `spec.${list}[${index}]`, found);
    });
  spec.volumes?.forEach((volume, index) => {
    addVolume(spec, volume, `spec.volumes[${index}]`, found);
  });
  return found;
});

function addEnvironment(
  { env, envFrom }: Container | EphemeralContainer,
  path: string,
  found: PodReference[],
): void {
  envFrom?.forEach((source, index) => {
    for (const [field, kind] of [
      ['configMapRef', 'ConfigMap'],
      ['secretRef', 'Secret'],
    ] as const) {
      const reference = source[field];
      if (reference?.name)
        found.push({
          kind,
          name: reference.name,
          use: 'environment',
          field: `${path}.envFrom[${index}].${field}`,
          optional: reference.optional ?? false,
        });
    }
  });
  env?.forEach(({ valueFrom }, index) => {
    if (!valueFrom) return;
    for (const [field, kind] of [
      ['configMapKeyRef', 'ConfigMap'],
      ['secretKeyRef', 'Secret'],
    ] as const) {
      const reference = valueFrom[field];
      if (reference?.name)
        found.push({
          kind,
          name: reference.name,
          use: 'environment',
          field: `${path}.env[${index}].valueFrom.${field}`,
          key: reference.key,
          optional: reference.optional ?? false,
        });
    }
  });
}

interface Source {
  readonly kind: ReferencedKind;
  readonly name: string | undefined;
  readonly field: string;
  readonly optional?: boolean;
}

function addVolume(spec: PodSpec, volume: Volume, path: string, found: PodReference[]): void {
  const claim = volume.persistentVolumeClaim;
  if (claim)
    found.push({
      kind: 'PersistentVolumeClaim',
      name: claim.claimName,
      use: 'claim',
      field: `${path}.persistentVolumeClaim`,
      optional: false,
    });
  const sources = sourcesOf(volume);
  if (sources.length === 0) return;
  const use = isMountedWhole(spec, volume.name) ? 'volume' : 'subPath';
  for (const { kind, name, field, optional = false } of sources)
    if (name) found.push({ kind, name, use, field: `${path}.${field}`, optional });
}

function sourcesOf({ configMap, secret, projected, ...others }: Volume): readonly Source[] {
  const sources: Source[] = [];
  if (configMap)
    sources.push({
      kind: 'ConfigMap',
      name: configMap.name,
      field: 'configMap',
      optional: configMap.optional,
    });
  if (secret)
    sources.push({ kind: 'Secret', name: secret.secretName, field: 'secret', optional: secret.optional });
  projected?.sources?.forEach((source, index) => {
    const place = `projected.sources[${index}]`;
    if (source.configMap)
      sources.push({
        kind: 'ConfigMap',
        name: source.configMap.name,
        field: `${place}.configMap`,
        optional: source.configMap.optional,
      });
    if (source.secret)
      sources.push({
        kind: 'Secret',
        name: source.secret.name,
        field: `${place}.secret`,
        optional: source.secret.optional,
      });
  });
  if (others.csi?.nodePublishSecretRef)
    sources.push({
      kind: 'Secret',
      name: others.csi.nodePublishSecretRef.name,
      field: 'csi.nodePublishSecretRef',
    });
  return sources;
}

/** Whether any container mounts the volume itself rather than a file or folder in it, so that changes reach it. */
function isMountedWhole(spec: PodSpec, volume: string): boolean {
  let mounted = false;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])])
    for (const mount of container.volumeMounts ?? []) {
      if (mount.name !== volume) continue;
      mounted = true;
      if (!mount.subPath && !mount.subPathExpr) return true;
    }
  return !mounted;
}
