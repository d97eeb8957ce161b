import { equal } from '../../../kube/frozen';
import type { PersistentVolume } from '../../../kube/generated/core-v1';
import { classOfClaim } from '../../../kube/volume-binding';
import type { PodInfo } from '../cache/pod-info';
import { on } from '../framework/cluster-event';
import type { SchedulingObjects } from '../framework/cluster-view';
import { type Plugin, SKIP } from '../framework/plugin';
import { type Rejection, unresolvable } from '../framework/rejection';

const NAME = 'VolumeZone';
const REJECTION = unresolvable(NAME, 'node(s) had no available volume zone');

/** The labels of volumes that say where they are, and what the older ones are called now. */
const ZONE_LABELS: { readonly [label: string]: string } = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region': 'topology.kubernetes.io/region',
};
/** Between the zones of a volume that is in several. */
const DELIMITER = '__';

interface Place {
  readonly label: string;
  readonly values: readonly string[];
}

/** A volume that is in a zone can be used only there. */
export const volumeZone: Plugin = {
  name: NAME,
  interests: [
    on(
      'StorageClass',
      ['Add'],
      (_pod, _before, after) => after!.volumeBindingMode === 'WaitForFirstConsumer',
    ),
    on('Node', ['Add', 'UpdateNodeLabel']),
    on(
      'PersistentVolumeClaim',
      ['Add', 'Update'],
      ({ claims, namespace }, _before, after) =>
        after!.metadata.namespace === namespace && claims.includes(after!.metadata.name!),
    ),
    on(
      'PersistentVolume',
      ['Add', 'Update'],
      (_pod, before, after) => !before || !equal(placesOf(before), placesOf(after!)),
    ),
  ],

  preFilter(pod, { objects }) {
    const places = placesOfPod(pod, objects);
    if ('reasons' in places) return places;
    if (places.length === 0) return SKIP;
    return {
      plugin: NAME,
      filter: ({ labels }) => {
        // A cluster in one zone may have no labels at all.
        if (!Object.keys(ZONE_LABELS).some((label) => labels[label] !== undefined)) return undefined;
        const isThere = ({ label, values }: Place) =>
          values.includes(labels[label] ?? labels[ZONE_LABELS[label]!] ?? '');
        return places.every(isThere) ? undefined : REJECTION;
      },
    };
  },
};

function placesOfPod(
  { claims, namespace }: PodInfo,
  objects: SchedulingObjects,
): readonly Place[] | Rejection {
  const places: Place[] = [];
  for (const name of claims) {
    const claim = objects.claims.get(namespace, name);
    if (!claim) return unresolvable(NAME, `persistentvolumeclaim "${name}" not found`);
    const { volumeName } = claim.spec!;
    if (!volumeName) {
      const problem = unboundProblem(classOfClaim(claim), objects);
      if (problem) return unresolvable(NAME, problem);
      continue;
    }
    const volume = objects.volumes.get('', volumeName);
    if (!volume) return unresolvable(NAME, `persistentvolume "${volumeName}" not found`);
    places.push(...placesOf(volume));
  }
  return places;
}

/** Only a claim that waits for its consumer may be without a volume. */
function unboundProblem(className: string, { storageClasses }: SchedulingObjects): string | undefined {
  if (className === '') return 'PersistentVolumeClaim had no pv name and storageClass name';
  const storageClass = storageClasses.get('', className);
  if (!storageClass) return `storageclass.storage.k8s.io "${className}" not found`;
  return storageClass.volumeBindingMode === 'WaitForFirstConsumer'
    ? undefined
    : 'PersistentVolume had no name';
}

function placesOf({ metadata: { labels = {} } }: PersistentVolume): readonly Place[] {
  return Object.keys(ZONE_LABELS).flatMap((label) => {
    const values = labels[label]?.split(DELIMITER).map((value) => value.trim());
    return values && !values.includes('') ? [{ label, values }] : [];
  });
}
