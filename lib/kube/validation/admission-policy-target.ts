import { type FieldError, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type { MatchCondition, MatchResources, ParamKind } from '../generated/admissionregistration-v1';
import { validateParamKind } from './admission-policy';
import {
  FAILURE_POLICIES,
  validateMatchConditions,
  validateMatchResources,
  validateMutableOperations,
} from './admission-rules';
import { validateSupported } from './scalars';

/** What a policy is for, whatever it does. */
interface PolicyTarget {
  readonly failurePolicy?: string;
  readonly paramKind?: ParamKind;
  readonly matchConstraints?: MatchResources;
  readonly matchConditions?: readonly MatchCondition[];
}

export function validatePolicyTarget(
  { failurePolicy, paramKind, matchConstraints, matchConditions }: PolicyTarget,
  mutates: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (failurePolicy === undefined) errors.push(required(path.child('failurePolicy')));
  else validateSupported(failurePolicy, FAILURE_POLICIES, path.child('failurePolicy'), errors);
  if (paramKind) validateParamKind(paramKind, path.child('paramKind'), errors);
  const own = path.child('matchConstraints');
  if (!matchConstraints) errors.push(required(own));
  else {
    validateMatchResources(matchConstraints, own, errors);
    if (!matchConstraints.resourceRules?.length) errors.push(required(own.child('resourceRules')));
    if (mutates) validateMutableOperations(matchConstraints, own, errors);
  }
  validateMatchConditions(matchConditions, paramKind !== undefined, path.child('matchConditions'), errors);
}
