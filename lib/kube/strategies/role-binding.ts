import { changeElements, changeField, fillEmpty } from '../defaults/defaulting';
import type { FieldError } from '../field-error';
import type { ClusterRoleBinding, RoleBinding, Subject } from '../generated/rbac-v1';
import { isPathSegmentName } from '../names';
import type { Strategy } from '../strategy';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { RBAC_GROUP, validateBinding, validateRoleRefUnchanged } from '../validation/rbac';

export const roleBindingStrategy: Strategy<RoleBinding> = bindingStrategy(true);
export const clusterRoleBindingStrategy: Strategy<ClusterRoleBinding> = bindingStrategy(false);

function bindingStrategy<B extends RoleBinding | ClusterRoleBinding>(namespaced: boolean): Strategy<B> {
  const scope = { namespaced, nameRule: isPathSegmentName };
  const errorsOf = (binding: B): FieldError[] => {
    const errors: FieldError[] = [];
    validateOwnMetadata(binding, scope, errors);
    validateBinding(binding, namespaced, errors);
    return errors;
  };
  return {
    allowCreateOnUpdate: true,
    validatesOwnMetadata: true,
    defaults: (binding) => withGroups(binding) as B,
    validate: errorsOf,
    validateUpdate: (binding, old) => {
      const errors = errorsOf(binding);
      validateOwnMetadataUpdate(binding, old, errors);
      validateRoleRefUnchanged(binding, old, errors);
      return errors;
    },
  };
}

function withGroups(binding: RoleBinding): RoleBinding {
  const withRole = changeField(binding, 'roleRef', (reference) =>
    fillEmpty(reference, { apiGroup: RBAC_GROUP }),
  );
  return changeElements(withRole, 'subjects', withGroup);
}

function withGroup(subject: Subject): Subject {
  const isOfGroup = subject.kind === 'User' || subject.kind === 'Group';
  return isOfGroup ? fillEmpty(subject, { apiGroup: RBAC_GROUP }) : subject;
}
