import type { FieldError } from '../field-error';
import type { ClusterRole, Role } from '../generated/rbac-v1';
import { isPathSegmentName } from '../names';
import type { Strategy } from '../strategy';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { validateAggregationRule, validatePolicyRules } from '../validation/rbac';

/** A name may contain colons: `system:node`. */
const NAMESPACED = { namespaced: true, nameRule: isPathSegmentName };
const CLUSTER_SCOPED = { namespaced: false, nameRule: isPathSegmentName };

export const roleStrategy: Strategy<Role> = {
  allowCreateOnUpdate: true,
  validatesOwnMetadata: true,
  prepareForCreate: withRules,
  prepareForUpdate: withRules,
  validate: errorsOfRole,
  validateUpdate: (role, old) => {
    const errors = errorsOfRole(role);
    validateOwnMetadataUpdate(role, old, errors);
    return errors;
  },
};

/** A role without rules says so: its list is never left out. */
function withRules<R extends Role | ClusterRole>(role: R): R {
  return role.rules?.length ? role : { ...role, rules: null as never };
}

function errorsOfRole(role: Role): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(role, NAMESPACED, errors);
  validatePolicyRules(role.rules ?? [], true, errors);
  return errors;
}

export const clusterRoleStrategy: Strategy<ClusterRole> = {
  allowCreateOnUpdate: true,
  validatesOwnMetadata: true,
  prepareForCreate: withRules,
  prepareForUpdate: withRules,
  validate: errorsOfClusterRole,
  validateUpdate: (role, old) => {
    const errors = errorsOfClusterRole(role);
    validateOwnMetadataUpdate(role, old, errors);
    return errors;
  },
};

function errorsOfClusterRole(role: ClusterRole): FieldError[] {
  const errors: FieldError[] = [];
  validateOwnMetadata(role, CLUSTER_SCOPED, errors);
  validatePolicyRules(role.rules ?? [], false, errors);
  if (role.aggregationRule) validateAggregationRule(role.aggregationRule, errors);
  return errors;
}
