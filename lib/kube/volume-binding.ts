import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  TopologySelectorTerm,
} from './generated/core-v1';
import { NodeSelectorMatcher } from './node-affinity';
import { Quantity } from './quantity';
import { LabelSelector } from './selectors/label-selector';
import type { Labels } from './selectors/requirement';

export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';
const CLASS = 'volume.beta.kubernetes.io/storage-class';

/** Empty for none. */
export function classOfClaim({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata.annotations?.[CLASS] ?? spec?.storageClassName ?? '';
}

export function classOfVolume({ metadata, spec }: PersistentVolume): string {
  return metadata.annotations?.[CLASS] ?? spec?.storageClassName ?? '';
}

export function isFullyBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return Boolean(spec?.volumeName) && metadata.annotations?.[BIND_COMPLETED] !== undefined;
}

export function requestedStorage({ spec }: PersistentVolumeClaim): Quantity {
  return Quantity.parse(spec?.resources?.requests?.storage ?? 0);
}

/** Whether a node can reach a volume, by its labels. */
export function isReachable({ spec }: PersistentVolume, { metadata }: Node): boolean {
  const required = spec?.nodeAffinity?.required;
  return !required || NodeSelectorMatcher.of(required).matches(metadata.labels, undefined);
}

/** Whether volumes of a class may be made for a node. No terms mean anywhere, an empty term nowhere. */
export function allowsTopology(
  terms: readonly TopologySelectorTerm[] | undefined,
  labels: Labels = {},
): boolean {
  if (!terms || terms.length === 0) return true;
  return terms.some(
    ({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.length > 0 &&
      matchLabelExpressions.every(({ key, values }) => values.includes(labels[key] ?? '')),
  );
}

/** Whether a volume is meant for the claim, by the user or by a controller. */
export function isMeantFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = spec?.claimRef;
  return (
    reference?.name === metadata.name &&
    reference?.namespace === metadata.namespace &&
    (!reference?.uid || reference.uid === metadata.uid)
  );
}

/**
 * The volume to bind to a claim: the one that is meant for it, or else the smallest that fits.
 * @param node where it has to be reached; undefined for anywhere
 * @param taken names of volumes that other claims of the same pod get
 */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  node: Node | undefined,
  taken: ReadonlySet<string>,
): PersistentVolume | undefined {
  let smallest: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (taken.has(volume.metadata.name!) || !isCandidate(volume, claim)) continue;
    if (isMeantFor(volume, claim)) return canReach(volume, node) ? volume : undefined;
    if (!isFree(volume, claim) || !canReach(volume, node)) continue;
    if (!smallest || capacity(volume).compare(capacity(smallest)) < 0) smallest = volume;
  }
  return smallest;
}

function canReach(volume: PersistentVolume, node: Node | undefined): boolean {
  return node === undefined || isReachable(volume, node);
}

function isCandidate(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { spec, metadata } = volume;
  if (spec!.claimRef && !isMeantFor(volume, claim)) return false;
  if (capacity(volume).compare(requestedStorage(claim)) < 0 || metadata.deletionTimestamp) return false;
  return (
    (spec!.volumeMode ?? 'Filesystem') === (claim.spec!.volumeMode ?? 'Filesystem') &&
    (spec!.volumeAttributesClassName ?? '') === (claim.spec!.volumeAttributesClassName ?? '')
  );
}

function isFree(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { selector, accessModes = [] } = claim.spec!;
  if (volume.status?.phase !== 'Available') return false;
  if (selector && !LabelSelector.of(selector).matches(volume.metadata.labels)) return false;
  if (classOfVolume(volume) !== classOfClaim(claim)) return false;
  return accessModes.every((mode) => volume.spec!.accessModes?.includes(mode));
}

function capacity({ spec }: PersistentVolume): Quantity {
  return Quantity.parse(spec?.capacity?.storage ?? 0);
}
