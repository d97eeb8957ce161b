import { changeElements } from '../defaults/defaulting';
import type { FieldError } from '../field-error';
import type { ObjectReference, ServiceAccount } from '../generated/core-v1';
import { nameIsDnsSubdomain } from '../names';
import type { Strategy } from '../strategy';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };
const ENFORCE_MOUNTABLE_SECRETS = 'kubernetes.io/enforce-mountable-secrets';

export const serviceAccountStrategy: Strategy<ServiceAccount> = {
  validatesOwnMetadata: true,
  returnsDeletedObject: true,
  prepareForCreate: withSecretNames,
  prepareForUpdate: withSecretNames,
  validate: (account) => {
    const errors: FieldError[] = [];
    validateOwnMetadata(account, SCOPE, errors);
    return errors;
  },
  validateUpdate: (account, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(account, old, errors);
    validateOwnMetadata(account, SCOPE, errors);
    return errors;
  },
  warnings: ({ metadata }, old) => {
    const enforces = (annotations = metadata.annotations) =>
      annotations?.[ENFORCE_MOUNTABLE_SECRETS] !== undefined;
    if (!enforces() || (old?.metadata.annotations && enforces(old.metadata.annotations))) return [];
    return [
      `metadata.annotations[${ENFORCE_MOUNTABLE_SECRETS}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
    ];
  },
};

/** A reference to a secret says its name, and nothing else. */
function withSecretNames(account: ServiceAccount): ServiceAccount {
  return changeElements(account, 'secrets', nameOnly);
}

function nameOnly(reference: ObjectReference): ObjectReference {
  const { name } = reference;
  const isBare = Object.keys(reference).every((field) => field === 'name');
  if (isBare) return reference;
  return name ? { name } : {};
}
