import type { Workload } from '../../kube/workloads';
import { workloadsBehind } from '../belonging';
import type { Consequence } from '../change';
import { type DiffContext, type PairChange, workloadsOf } from '../context';
import { isBelow } from '../field-lookup';
import type { ObjectEntry } from '../object-set';
import { describeEntry, describeWorkload, listed } from '../wording';

/** What is said of a change that does nothing else: why no running pod notices it. */
export function noEffect(change: PairChange, context: DiffContext): Consequence {
  return {
    type: 'none',
    severity: 'info',
    fields: change.fields.map(({ path }) => path),
    message: reason(change, context),
  };
}

function reason(change: PairChange, context: DiffContext): string {
  const { before, after, action, fields } = change;
  const name = describeEntry((after ?? before)!);
  if (action === 'create') {
    const users = namesOf(workloadsBehind(after!.object, context.after));
    return users ? `${name} is new; it is for ${users}` : `${name} is new; nothing that runs depends on it`;
  }
  if (action === 'delete') {
    const users = namesOf(workloadsBehind(before!.object, context.before));
    return users ? `${name} is deleted; it was for ${users}` : `${name} is deleted; nothing depends on it`;
  }
  if (action === 'rename')
    return before!.identity.name === after!.identity.name
      ? `${name} moves from namespace ${before!.identity.namespace} to ${after!.identity.namespace}`
      : `${describeEntry(before!)} is now ${name}; nothing that runs depends on its name`;
  if (fields.every(({ path }) => path === 'apiVersion'))
    return `${name} is written in ${after!.identity.apiVersion} (was ${before!.identity.apiVersion}); it is the same object`;
  if (fields.every(({ path }) => isBelow(path, 'metadata')))
    return `labels and annotations of ${name} itself change; running pods are not affected`;
  if (isConfiguration(after!))
    return `${name} changes; no pod of these manifests reads it, and who reads it through the API sees it at once`;
  const { after: workload } = workloadsOf(change);
  if (workload?.kind === 'CronJob') return `${name} changes; its next run is the first to notice`;
  return `${name} changes; running pods are not affected`;
}

function namesOf(workloads: readonly Workload[]): string {
  return listed(workloads.map(describeWorkload));
}

function isConfiguration({ identity }: ObjectEntry): boolean {
  return identity.apiVersion === 'v1' && (identity.kind === 'ConfigMap' || identity.kind === 'Secret');
}
