import type { Pod } from '../../../kube/generated/core-v1';
import type { CSINode } from '../../../kube/generated/storage-v1';
import { classOfClaim } from '../../../kube/volume-binding';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import { on } from '../framework/cluster-event';
import type { SchedulingObjects } from '../framework/cluster-view';
import { type Plugin, SKIP } from '../framework/plugin';
import { type Rejection, unschedulable } from '../framework/rejection';
import { mountedClaims } from '../volumes/pod-claims';
import { isPlaced } from './placed';

const NAME = 'NodeVolumeLimits';
const REJECTION = unschedulable(NAME, 'node(s) exceed max volume count');

/** A driver attaches only so many volumes to a node. Volumes of drivers inside Kubernetes are not counted. */
export const nodeVolumeLimits: Plugin = {
  name: NAME,
  interests: [
    on('CSINode', ['Add']),
    on('CSINode', ['Update'], (_pod, before, after) => {
      const old = limitsOf(before);
      return [...limitsOf(after)].some(([driver, limit]) => limit > (old.get(driver) ?? 0));
    }),
    on('Pod', ['Delete'], (_pod, before) => isPlaced(before!) && mountedClaims(before!).length > 0),
    on(
      'PersistentVolumeClaim',
      ['Add'],
      ({ pod, namespace }, _before, after) =>
        after!.metadata.namespace === namespace &&
        mountedClaims(pod).some(({ name }) => name === after!.metadata.name),
    ),
    on('VolumeAttachment', ['Delete'], ({ claims }) => claims.length > 0),
  ],

  preFilter(pod, { objects }) {
    if (mountedClaims(pod.pod).length === 0) return SKIP;
    return { plugin: NAME, filter: (node) => exceeded(pod, node, objects) };
  },
};

function exceeded(
  { pod }: PodInfo,
  { name, pods }: NodeInfo,
  objects: SchedulingObjects,
): Rejection | undefined {
  const limits = limitsOf(objects.csiNodes.get('', name));
  const wanted = volumesOf(pod, objects);
  if (wanted.size === 0 || limits.size === 0) return undefined;
  const attached = new Map<string, string>();
  for (const other of pods.values())
    for (const [volume, driver] of volumesOf(other.pod, objects)) attached.set(volume, driver);
  for (const volume of attached.keys()) wanted.delete(volume);
  for (const [volume, driver] of attachmentsOf(name, objects)) attached.set(volume, driver);
  const counted = countDrivers(attached);
  for (const [driver, count] of countDrivers(wanted))
    if ((counted.get(driver) ?? 0) + count > (limits.get(driver) ?? Number.POSITIVE_INFINITY))
      return REJECTION;
  return undefined;
}

function limitsOf(csiNode: CSINode | undefined): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { name, allocatable } of csiNode?.spec.drivers ?? [])
    if (allocatable?.count !== undefined) limits.set(name, allocatable.count);
  return limits;
}

function countDrivers(volumes: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const driver of volumes.values()) counts.set(driver, (counts.get(driver) ?? 0) + 1);
  return counts;
}

/** The drivers of the volumes that a pod mounts, by driver and volume. */
function volumesOf(pod: Pod, objects: SchedulingObjects): Map<string, string> {
  const volumes = new Map<string, string>();
  for (const { name } of mountedClaims(pod)) {
    const claim = objects.claims.get(pod.metadata.namespace!, name);
    const volume = claim?.spec?.volumeName ? objects.volumes.get('', claim.spec.volumeName) : undefined;
    if (volume) {
      const csi = volume.spec?.csi;
      if (csi) volumes.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver);
    } else if (claim) {
      // The volume does not exist yet: the class says who will make it.
      const driver = objects.storageClasses.get('', classOfClaim(claim))?.provisioner;
      if (driver) volumes.set(`${driver}/new-${pod.metadata.namespace}/${name}`, driver);
    }
  }
  return volumes;
}

function attachmentsOf(node: string, { volumeAttachments, volumes }: SchedulingObjects): Map<string, string> {
  const attached = new Map<string, string>();
  for (const { spec } of volumeAttachments.list()) {
    if (spec.nodeName !== node || !spec.source.persistentVolumeName) continue;
    const csi = volumes.get('', spec.source.persistentVolumeName)?.spec?.csi;
    if (csi) attached.set(`${spec.attacher}/${csi.volumeHandle}`, spec.attacher);
  }
  return attached;
}
