import type { Container, KeyToPath, Pod, Volume, VolumeProjection } from '../../kube/generated/core-v1';
import type { References } from './references';

/** Why a volume cannot be mounted. */
export interface VolumeProblem {
  readonly volume: string;
  /** Without what the kubelet puts before it. */
  readonly message: string;
  /** Setting up fails, and is tried again by itself; or there is nothing yet that could be set up. */
  readonly kind: 'setup' | 'claim';
  /** The object that would have to be there or change: `configmaps/default/settings`. */
  readonly missing: string;
}

/** What stands in the way of the volumes that a pod's containers mount. */
export function volumeProblems(pod: Pod, references: References): readonly VolumeProblem[] {
  const { volumes } = pod.spec!;
  if (!volumes?.length) return NONE;
  const mounted = mountedVolumes(pod);
  const problems: VolumeProblem[] = [];
  for (const volume of volumes) {
    if (!mounted.has(volume.name)) continue;
    const problem = problemOf(volume, pod, references);
    if (problem) problems.push({ ...problem, volume: volume.name });
  }
  return problems;
}

const NONE: readonly VolumeProblem[] = [];

/** What the event says of volumes whose claim is not ready. */
export function claimMessage(problems: readonly VolumeProblem[]): string {
  const names = problems
    .map(({ volume }) => volume)
    .sort()
    .join(' ');
  const reasons = problems.map(({ message }) => message).join('; ');
  return `Unable to attach or mount volumes: unmounted volumes=[${names}], unattached volumes=[], failed to process volumes=[${names}]: ${reasons}`;
}

type Found = Omit<VolumeProblem, 'volume'>;

function mountedVolumes({ spec }: Pod): ReadonlySet<string> {
  const names = new Set<string>();
  const add = ({ volumeMounts = [], volumeDevices = [] }: Container) => {
    for (const { name } of volumeMounts) names.add(name);
    for (const { name } of volumeDevices) names.add(name);
  };
  spec!.containers.forEach(add);
  spec!.initContainers?.forEach(add);
  return names;
}

function problemOf(volume: Volume, pod: Pod, references: References): Found | undefined {
  const { configMap, secret, projected, persistentVolumeClaim, ephemeral } = volume;
  const namespace = pod.metadata.namespace!;
  if (configMap) return configMapProblem(configMap, namespace, references);
  if (secret)
    return secretProblem(
      { name: secret.secretName, items: secret.items, optional: secret.optional },
      namespace,
      references,
    );
  if (projected) return projectedProblem(projected.sources ?? [], namespace, references);
  if (persistentVolumeClaim) return claimProblem(persistentVolumeClaim.claimName, namespace, references);
  if (ephemeral) return claimProblem(`${pod.metadata.name}-${volume.name}`, namespace, references);
  return undefined;
}

interface Source {
  readonly name?: string;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
}

function configMapProblem(
  { name = '', items = [], optional }: Source,
  namespace: string,
  references: References,
): Found | undefined {
  if (optional) return undefined;
  const missing = `configmaps/${namespace}/${name}`;
  const found = references.configMap(namespace, name);
  if (!found) return { kind: 'setup', message: `configmap "${name}" not found`, missing };
  const { data = {}, binaryData = {} } = found;
  const absent = items.find(({ key }) => !Object.hasOwn(data, key) && !Object.hasOwn(binaryData, key));
  return (
    absent && {
      kind: 'setup',
      message: `configmap references non-existent config key: ${absent.key}`,
      missing,
    }
  );
}

function secretProblem(
  { name = '', items = [], optional }: Source,
  namespace: string,
  references: References,
): Found | undefined {
  if (optional) return undefined;
  const missing = `secrets/${namespace}/${name}`;
  const found = references.secret(namespace, name);
  if (!found) return { kind: 'setup', message: `secret "${name}" not found`, missing };
  const { data = {} } = found;
  const absent = items.find(({ key }) => !Object.hasOwn(data, key));
  return (
    absent && {
      kind: 'setup',
      message: `references non-existent secret key: ${absent.key}`,
      missing,
    }
  );
}

function projectedProblem(
  sources: readonly VolumeProjection[],
  namespace: string,
  references: References,
): Found | undefined {
  const problems: Found[] = [];
  for (const { configMap, secret } of sources) {
    const problem =
      (configMap && configMapProblem(configMap, namespace, references)) ??
      (secret && secretProblem(secret, namespace, references));
    if (problem) problems.push(problem);
  }
  if (problems.length < 2) return problems[0];
  return { ...problems[0]!, message: `[${problems.map(({ message }) => message).join(', ')}]` };
}

function claimProblem(name: string, namespace: string, references: References): Found | undefined {
  const missing = `persistentvolumeclaims/${namespace}/${name}`;
  const refuse = (why: string, object = missing): Found => ({
    kind: 'claim',
    message: `error processing PVC ${namespace}/${name}: ${why}`,
    missing: object,
  });
  const claim = references.claim(namespace, name);
  if (!claim)
    return refuse(`failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found`);
  if (claim.metadata.deletionTimestamp && !claim.metadata.finalizers?.includes(CLAIM_PROTECTION))
    return refuse('PVC is being deleted');
  if (claim.status?.phase !== 'Bound') return refuse('PVC is not bound');
  const volumeName = claim.spec?.volumeName;
  if (!volumeName) return refuse('PVC has empty pvc.Spec.VolumeName');
  if (!references.volume(volumeName))
    return refuse(
      `failed to fetch PV ${volumeName} from API server: persistentvolumes "${volumeName}" not found`,
      `persistentvolumes/${volumeName}`,
    );
  return undefined;
}

const CLAIM_PROTECTION = 'kubernetes.io/pvc-protection';
