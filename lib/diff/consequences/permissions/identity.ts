import { missingRules } from '../../../kube/rbac/missing-rules';
import { podSpecOf, templateField, type Workload } from '../../../kube/workloads';
import type { Consequence } from '../../change';
import { type DiffContext, type PairChange, workloadsOf } from '../../context';
import { changesBelow, pathsOf } from '../../field-lookup';
import { describeWorkload } from '../../wording';
import { grantsOf } from './bindings';
import { describeRules, severityOfGain } from './rules';

/** Pods that run as another ServiceAccount: what they may ask of the API that they could not ask before. */
export function* identityChange(change: PairChange, context: DiffContext): Generator<Consequence> {
  const { before, after } = workloadsOf(change);
  if (!before || !after) return;
  const causes = changesBelow(
    change.fields,
    templateField(after, 'spec.serviceAccountName'),
    templateField(after, 'spec.serviceAccount'),
  );
  if (causes.length === 0) return;
  const old = grantsOf(accountOf(before), before.namespace, context.before).rules;
  const now = grantsOf(accountOf(after), after.namespace, context.after).rules;
  const fields = pathsOf(causes);
  const name = `pods of ${describeWorkload(after)}`;
  const as = ` as ServiceAccount/${accountOf(after).name}`;
  const gained = missingRules(old, now);
  if (gained.length > 0)
    yield {
      type: 'permissions-widened',
      severity: severityOfGain(gained),
      fields,
      message: `${name} may also do ${describeRules(gained)}${as}`,
    };
  const lost = missingRules(now, old);
  if (lost.length > 0)
    yield {
      type: 'permissions-narrowed',
      severity: 'notice',
      fields,
      message: `${name} may no longer do ${describeRules(lost)}${as}`,
    };
}

function accountOf(workload: Workload) {
  const { serviceAccountName, serviceAccount } = podSpecOf(workload);
  return {
    kind: 'ServiceAccount',
    name: serviceAccountName || serviceAccount || 'default',
    namespace: workload.namespace,
  };
}
