import type { ClusterRole } from '../../../kube/generated/rbac-v1';
import type { KubeObject } from '../../../kube/object';
import { missingRules } from '../../../kube/rbac/missing-rules';
import type { Relations } from '../../../kube/relations/relations';
import type { Consequence } from '../../change';
import type { DiffContext, PairChange } from '../../context';
import { changesBelow, pathsOf } from '../../field-lookup';
import { describeEntry, listed } from '../../wording';
import { bindingsOf, describeSubject, subjectsOf } from './bindings';
import { describeRules, rulesOfRole, severityOfGain } from './rules';

/** What a Role or ClusterRole allows that it did not allow before, and the other way round. */
export function* roleChange(change: PairChange, context: DiffContext): Generator<Consequence> {
  const { before, after } = change;
  // A role that comes or goes with its bindings is told by these.
  if (!before && bindingsOf(after!.object, context.after).every((one) => isNew(one, context))) return;
  if (!after && bindingsOf(before!.object, context.after).length === 0) return;
  const old = rulesOfRole(before?.object as ClusterRole | undefined, context.before);
  const now = rulesOfRole(after?.object as ClusterRole | undefined, context.after);
  const fields = pathsOf(changesBelow(change.fields, 'rules', 'aggregationRule'));
  const who = holdersOf((after ?? before)!.object, context.after);
  const name = describeEntry((after ?? before)!);
  const gained = missingRules(old, now);
  if (gained.length > 0)
    yield {
      type: 'permissions-widened',
      severity: severityOfGain(gained),
      fields,
      message: `${name} also allows ${describeRules(gained)}${who}`,
    };
  const lost = missingRules(now, old);
  if (lost.length > 0)
    yield {
      type: 'permissions-narrowed',
      severity: who ? 'notice' : 'info',
      fields,
      message: `${name} no longer allows ${describeRules(lost)}${who}`,
    };
}

function isNew(binding: KubeObject, context: DiffContext): boolean {
  return context.predecessorOf(binding) === undefined;
}

/** ` (ServiceAccount/ci, Group/ops)`: who is bound to a role; empty for nobody in these manifests. */
function holdersOf(role: KubeObject, relations: Relations): string {
  const names = bindingsOf(role, relations).flatMap((binding) => subjectsOf(binding).map(describeSubject));
  return names.length > 0 ? ` (${listed([...new Set(names)])})` : '';
}
