import type { Consequence } from '../change';
import { type ConsequenceRule, type DiffContext, type PairChange, workloadsOf } from '../context';
import { describePods, podCount } from '../pod-count';
import { describeEntry, describeWorkload } from '../wording';

/**
 * The API server refuses the update, so that the object has to be deleted and created again; or it gets another name,
 * which is the same for everybody who knows it by the old one.
 */
export const recreate: ConsequenceRule = function* (change, context) {
  if (change.action === 'rename') yield* renamed(change, context);
  if (change.action !== 'replace') return;
  const hook = hookOf(change);
  const subject = describeEntry(change.after!);
  for (const { field, message, fields } of change.refusals) {
    const reason = `${field || subject}: ${message}`;
    yield hook
      ? {
          type: 'recreate',
          severity: 'notice',
          fields,
          message: `${subject} is deleted and created again, as its ${hook} annotation asks for (${reason})`,
        }
      : {
          type: 'recreate',
          severity: 'danger',
          fields,
          message: `the API server refuses this update (${reason}): ${subject} has to be deleted and created again${aftermath(change, context)}`,
        };
  }
};

/** Pods that stop meanwhile. */
function aftermath(change: PairChange, context: DiffContext): string {
  const { before } = workloadsOf(change);
  if (!before || before.kind === 'CronJob') return '';
  const isOne = before.kind === 'DaemonSet' || podCount(before, context.before)?.most === 1;
  const pods = isOne && before.kind !== 'DaemonSet' ? 'pod' : describePods(before, context.before);
  return `, and its ${pods} stop${isOne ? 's' : ''} meanwhile`;
}

function* renamed(change: PairChange, context: DiffContext): Generator<Consequence> {
  const { before, after } = workloadsOf(change);
  if (!before || !after) return;
  const old =
    context.after === context.before ? 'the old ones' : `the ${describePods(before, context.before)}`;
  yield {
    type: 'recreate',
    severity: 'warning',
    fields: [before.name === after.name ? 'metadata.namespace' : 'metadata.name'],
    message: `${describeWorkload(after)} starts new pods beside ${old} of ${describeWorkload(before)}${
      change.isLeftBehind ? ', which stay' : ', which stop when it is deleted; this is no rolling update'
    }`,
  };
}

const HOOKS = ['helm.sh/hook', 'argocd.argoproj.io/hook'];

/** Objects that a deployment tool deletes before it creates them anew. */
function hookOf({ after }: PairChange): string | undefined {
  const annotations = after?.object.metadata.annotations ?? {};
  return HOOKS.find((name) => annotations[name] !== undefined);
}
