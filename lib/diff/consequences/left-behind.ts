import type { StatefulSet } from '../../kube/generated/apps-v1';
import type { Consequence } from '../change';
import { type ConsequenceRule, workloadsOf } from '../context';
import { describeEntry, listed } from '../wording';

/** What is no longer in the manifests and stays in the cluster all the same. */
export const leftBehind: ConsequenceRule = function* (change) {
  const { before, isLeftBehind } = change;
  if (before && isLeftBehind) {
    const marker = keepMarkerOf(before.object);
    const why = marker ? `it is marked to be kept (${marker})` : 'nothing prunes it';
    yield behind(`${describeEntry(before)} is no longer in the manifests and stays in the cluster: ${why}`);
    return;
  }
  const workloads = workloadsOf(change);
  if (workloads.before?.kind !== 'StatefulSet') return;
  const set = workloads.before.object as StatefulSet;
  const claims = claimNames(set);
  if (claims.length === 0) return;
  const isGone = !workloads.after || change.action === 'rename';
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } =
    set.spec?.persistentVolumeClaimRetentionPolicy ?? {};
  const [from, to] = [set.spec?.replicas ?? 1, isGone ? 0 : (workloads.after?.replicas ?? 1)];
  const stays = isGone ? whenDeleted === 'Retain' : whenScaled === 'Retain';
  if (to >= from || !stays) return;
  const ordinals = from - to === 1 ? String(to) : `${to} to ${from - 1}`;
  yield behind(
    `the claims ${listed(claims.map((claim) => `${claim}-${set.metadata.name}`))} of ${from - to === 1 ? 'pod' : 'pods'} ${ordinals} stay, with their data, until somebody deletes them`,
  );
};

function claimNames({ spec }: StatefulSet): readonly string[] {
  return (spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? '');
}

function behind(message: string): Consequence {
  return { type: 'left-behind', severity: 'notice', fields: [], message };
}

/** Annotations by which tools that prune know what to keep. */
const KEEP_MARKERS: readonly (readonly [string, (value: string) => boolean])[] = [
  ['client.lifecycle.config.k8s.io/deletion', (value) => value === 'detach'],
  ['cli-utils.sigs.k8s.io/on-remove', (value) => value === 'keep'],
  ['helm.sh/resource-policy', (value) => value.split(',').some((one) => one.trim() === 'keep')],
  ['argocd.argoproj.io/sync-options', (value) => /(?:Prune|Delete)=false/.test(value)],
  ['kustomize.toolkit.fluxcd.io/prune', (value) => value === 'disabled'],
];

/** The annotation that keeps an object from being pruned; undefined when there is none. */
export function keepMarkerOf({
  metadata,
}: {
  readonly metadata: { readonly annotations?: { readonly [key: string]: string } };
}): string | undefined {
  const annotations = metadata.annotations ?? {};
  const found = KEEP_MARKERS.find(
    ([name, keeps]) => annotations[name] !== undefined && keeps(annotations[name]),
  );
  return found && `${found[0]}: ${annotations[found[0]]}`;
}
