import { memoize } from '../../../kube/frozen';
import type { Container, Pod, PodSpec, Volume } from '../../../kube/generated/core-v1';
import { allContainers } from '../../../kube/validation/pod/visit-containers';

/** What a pod needs of its namespace: its kubelet may read it. */
interface References {
  readonly secrets: ReadonlySet<string>;
  readonly configMaps: ReadonlySet<string>;
}

export function refersToSecret({ spec }: Pod, name: string): boolean {
  return referencesOf(spec!).secrets.has(name);
}

export function refersToSecrets({ spec }: Pod): boolean {
  return referencesOf(spec!).secrets.size > 0;
}

export function refersToConfigMap({ spec }: Pod, name: string): boolean {
  return referencesOf(spec!).configMaps.has(name);
}

/** An ephemeral volume has a claim of its own, named after the pod. */
export function refersToClaim({ metadata, spec }: Pod, name: string): boolean {
  return (spec!.volumes ?? []).some(
    (volume) =>
      volume.persistentVolumeClaim?.claimName === name ||
      (volume.ephemeral !== undefined && `${metadata.name}-${volume.name}` === name),
  );
}

/** The claims of a pod's devices; one that is made from a template is named in the status. */
export function refersToResourceClaim({ spec, status }: Pod, name: string): boolean {
  return (
    (spec!.resourceClaims ?? []).some(({ resourceClaimName }) => resourceClaimName === name) ||
    (status?.resourceClaimStatuses ?? []).some(({ resourceClaimName }) => resourceClaimName === name) ||
    status?.extendedResourceClaimStatus?.resourceClaimName === name
  );
}

/** Remembered per frozen spec, which the changes of a pod's status leave alone. */
const referencesOf = memoize((spec: PodSpec): References => {
  const secrets = new Set<string>();
  const configMaps = new Set<string>();
  const add = (set: Set<string>, name: string | undefined) => {
    if (name) set.add(name);
  };
  for (const { name } of spec.imagePullSecrets ?? []) add(secrets, name);
  for (const container of allContainers(spec)) {
    for (const name of namesInEnvironment(container, 'secretRef', 'secretKeyRef')) add(secrets, name);
    for (const name of namesInEnvironment(container, 'configMapRef', 'configMapKeyRef'))
      add(configMaps, name);
  }
  for (const volume of spec.volumes ?? []) {
    for (const name of secretsOf(volume)) add(secrets, name);
    add(configMaps, volume.configMap?.name);
    for (const source of volume.projected?.sources ?? []) {
      add(secrets, source.secret?.name);
      add(configMaps, source.configMap?.name);
    }
  }
  return { secrets, configMaps };
});

function* namesInEnvironment(
  { env = [], envFrom = [] }: Container,
  whole: 'secretRef' | 'configMapRef',
  key: 'secretKeyRef' | 'configMapKeyRef',
): Generator<string | undefined> {
  for (const source of envFrom) yield source[whole]?.name;
  for (const { valueFrom } of env) yield valueFrom?.[key]?.name;
}

function secretsOf(volume: Volume): readonly (string | undefined)[] {
  return [
    volume.secret?.secretName,
    volume.azureFile?.secretName,
    volume.cephfs?.secretRef?.name,
    volume.cinder?.secretRef?.name,
    volume.flexVolume?.secretRef?.name,
    volume.rbd?.secretRef?.name,
    volume.scaleIO?.secretRef?.name,
    volume.iscsi?.secretRef?.name,
    volume.storageos?.secretRef?.name,
    volume.csi?.nodePublishSecretRef?.name,
  ];
}
