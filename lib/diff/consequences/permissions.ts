import { groupKindOf } from '../../kube/relations/relations';
import { workloadOf } from '../../kube/workloads';
import type { ConsequenceRule } from '../context';
import { BINDING_KINDS, bindingChange } from './permissions/bindings';
import { identityChange } from './permissions/identity';
import { namespaceLevelChange, podLevelChange } from './permissions/pod-security';
import { roleChange } from './permissions/roles';
import { CLUSTER_ROLE, ROLE } from './permissions/rules';

/** Who may do more or less: roles and bindings, the ServiceAccount of pods, Pod Security levels. */
export const permissions: ConsequenceRule = function* (change, context) {
  const { object } = (change.after ?? change.before)!;
  const groupKind = groupKindOf(object);
  if (groupKind === ROLE || groupKind === CLUSTER_ROLE) yield* roleChange(change, context);
  else if (BINDING_KINDS.includes(groupKind)) yield* bindingChange(change, context);
  else if (groupKind === 'Namespace') yield* namespaceLevelChange(change, context);
  else if (workloadOf(object)) {
    yield* identityChange(change, context);
    yield* podLevelChange(change);
  }
};
