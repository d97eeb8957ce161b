import type { Pod, Volume } from '../../../kube/generated/core-v1';
import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import { on } from '../framework/cluster-event';
import { type Plugin, type PodFilter, SKIP } from '../framework/plugin';
import { type Rejection, unresolvable, unschedulable } from '../framework/rejection';

const NAME = 'VolumeRestrictions';
const DISK_CONFLICT = unschedulable(NAME, 'node(s) had no available disk');
const IN_USE = unschedulable(
  NAME,
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
);

/** Some disks can be mounted by one pod per node; some claims by one pod at all. */
export const volumeRestrictions: Plugin = {
  name: NAME,
  interests: [
    on('Pod', ['Delete'], (pod, before) => {
      if (before!.metadata.namespace !== pod.namespace) return false;
      const theirs = before!.spec!.volumes ?? [];
      return (
        theirs.some(({ persistentVolumeClaim: claim }) => claim && pod.claims.includes(claim.claimName)) ||
        disksOf(pod.pod).some((disk) => theirs.some((other) => areInConflict(disk, other)))
      );
    }),
    on('Node', ['Add']),
    on(
      'PersistentVolumeClaim',
      ['Add'],
      ({ claims, namespace }, _before, after) =>
        after!.metadata.namespace === namespace && claims.includes(after!.metadata.name!),
    ),
  ],

  preFilter(pod, { objects, nodes }) {
    const { claims, namespace } = pod;
    const exclusive: string[] = [];
    for (const name of claims) {
      const claim = objects.claims.get(namespace, name);
      if (!claim) return unresolvable(NAME, `persistentvolumeclaim "${name}" not found`);
      if (claim.spec!.accessModes?.includes('ReadWriteOncePod')) exclusive.push(name);
    }
    const uses = exclusive.filter((name) => nodes.isClaimUsed(namespace, name)).length;
    const disks = disksOf(pod.pod);
    if (disks.length === 0 && uses === 0) return SKIP;
    return new RestrictionFilter(disks, exclusive, uses);
  },
};

class RestrictionFilter implements PodFilter {
  readonly plugin = NAME;

  constructor(
    private readonly disks: readonly Volume[],
    private readonly exclusive: readonly string[],
    /** By other pods, of the claims that only one pod may use. */
    private uses: number,
  ) {}

  filter({ pods }: NodeInfo): Rejection | undefined {
    if (this.disks.length > 0)
      for (const { pod } of pods.values()) if (this.conflictsWith(pod)) return DISK_CONFLICT;
    return this.uses > 0 ? IN_USE : undefined;
  }

  podAdded(other: PodInfo): void {
    this.uses += this.usesOf(other);
  }

  podRemoved(other: PodInfo): void {
    this.uses -= this.usesOf(other);
  }

  clone(): RestrictionFilter {
    return new RestrictionFilter(this.disks, this.exclusive, this.uses);
  }

  private conflictsWith({ spec }: Pod): boolean {
    const theirs = spec!.volumes ?? [];
    return this.disks.some((disk) => theirs.some((other) => areInConflict(disk, other)));
  }

  private usesOf({ claims }: PodInfo): number {
    return claims.filter((name) => this.exclusive.includes(name)).length;
  }
}

function disksOf({ spec }: Pod): readonly Volume[] {
  return (spec!.volumes ?? []).filter(
    ({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }) =>
      gcePersistentDisk ?? awsElasticBlockStore ?? rbd ?? iscsi,
  );
}

/** The same disk twice; reading it twice is fine, except from AWS. */
function areInConflict(a: Volume, b: Volume): boolean {
  const writes = (one: { readonly readOnly?: boolean }, other: { readonly readOnly?: boolean }) =>
    !(one.readOnly && other.readOnly);
  const { gcePersistentDisk: gce, awsElasticBlockStore: aws, iscsi, rbd } = a;
  if (gce && b.gcePersistentDisk?.pdName === gce.pdName && writes(gce, b.gcePersistentDisk)) return true;
  if (aws && b.awsElasticBlockStore?.volumeID === aws.volumeID) return true;
  if (iscsi && b.iscsi?.iqn === iscsi.iqn && writes(iscsi, b.iscsi)) return true;
  return rbd !== undefined && b.rbd !== undefined && isSameImage(rbd, b.rbd) && writes(rbd, b.rbd);
}

type RbdVolume = NonNullable<Volume['rbd']>;

function isSameImage(a: RbdVolume, b: RbdVolume): boolean {
  return (
    a.monitors.some((monitor) => b.monitors.includes(monitor)) &&
    (a.pool ?? 'rbd') === (b.pool ?? 'rbd') &&
    a.image === b.image
  );
}
