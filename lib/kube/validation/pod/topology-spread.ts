import { duplicate, type FieldError, invalidValue, required } from '../../field-error';
import type { FieldPath } from '../../field-path';
import type { TopologySpreadConstraint } from '../../generated/core-v1';
import { validateLabelSelector } from '../label-selector';
import { validatePositive, validateSupported } from '../scalars';
import { validateMatchLabelKeys } from './affinity';

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const NODE_POLICIES = ['Honor', 'Ignore'];

export function validateTopologySpread(
  constraints: readonly TopologySpreadConstraint[],
  path: FieldPath,
  errors: FieldError[],
): void {
  constraints.forEach((constraint, index) => {
    const at = path.index(index);
    const { topologyKey = '', whenUnsatisfiable = '', nodeAffinityPolicy, nodeTaintsPolicy } = constraint;
    validatePositive(constraint.maxSkew ?? 0, at.child('maxSkew'), errors);
    if (!topologyKey) errors.push(required(at.child('topologyKey'), 'can not be empty'));
    validateSupported(whenUnsatisfiable, ACTIONS, at.child('whenUnsatisfiable'), errors);
    const repeated = constraints
      .slice(index + 1)
      .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable);
    if (repeated)
      errors.push(
        duplicate(at.child('{topologyKey, whenUnsatisfiable}'), `{${topologyKey}, ${whenUnsatisfiable}}`),
      );
    if (constraint.minDomains !== undefined)
      validateMinDomains(constraint.minDomains, whenUnsatisfiable, at.child('minDomains'), errors);
    if (nodeAffinityPolicy !== undefined)
      validateSupported(nodeAffinityPolicy, NODE_POLICIES, at.child('nodeAffinityPolicy'), errors);
    if (nodeTaintsPolicy !== undefined)
      validateSupported(nodeTaintsPolicy, NODE_POLICIES, at.child('nodeTaintsPolicy'), errors);
    validateMatchLabelKeys(constraint.matchLabelKeys, undefined, constraint.labelSelector, at, errors);
    validateLabelSelector(constraint.labelSelector, at.child('labelSelector'), errors);
  });
}

function validateMinDomains(
  minDomains: number,
  whenUnsatisfiable: string,
  path: FieldPath,
  errors: FieldError[],
): void {
  validatePositive(minDomains, path, errors);
  if (whenUnsatisfiable !== 'DoNotSchedule')
    errors.push(
      invalidValue(
        path,
        minDomains,
        `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`,
      ),
    );
}
