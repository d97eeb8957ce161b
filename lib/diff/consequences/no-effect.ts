import type { Consequence } from '../change';
import { type PairChange, workloadsOf } from '../context';
import { isBelow } from '../field-lookup';
import { describeEntry } from '../wording';

/** What is said of a change that does nothing else: why no running pod notices it. */
export function noEffect(change: PairChange): Consequence {
  return {
    type: 'none',
    severity: 'info',
    fields: change.fields.map(({ path }) => path),
    message: reason(change),
  };
}

function reason(change: PairChange): string {
  const { before, after, action, fields } = change;
  const name = describeEntry((after ?? before)!);
  if (action === 'create') return `${name} is new; nothing that runs depends on it`;
  if (action === 'delete') return `${name} is deleted; nothing that runs depends on it`;
  if (action === 'rename')
    return before!.identity.name === after!.identity.name
      ? `${name} moves from namespace ${before!.identity.namespace} to ${after!.identity.namespace}`
      : `${describeEntry(before!)} is now ${name}; nothing that runs depends on its name`;
  if (fields.every(({ path }) => path === 'apiVersion'))
    return `${name} is written in ${after!.identity.apiVersion} (was ${before!.identity.apiVersion}); it is the same object`;
  if (fields.every(({ path }) => isBelow(path, 'metadata')))
    return `labels and annotations of ${name} itself change; running pods are not affected`;
  const { after: workload } = workloadsOf(change);
  if (workload?.kind === 'CronJob') return `${name} changes; its next run is the first to notice`;
  return `${name} changes; running pods are not affected`;
}
