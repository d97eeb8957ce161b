import { type FieldError, required } from '../field-error';
import { FieldPath } from '../field-path';
import type { ControllerRevision } from '../generated/apps-v1';
import { nameIsDnsSubdomain } from '../names';
import { isObject } from '../record';
import type { Strategy } from '../strategy';
import { validateOwnMetadata, validateOwnMetadataUpdate } from '../validation/own-metadata';
import { validateImmutable, validateNonNegative } from '../validation/scalars';

const SCOPE = { namespaced: true, nameRule: nameIsDnsSubdomain };
const DATA = FieldPath.of('data');

export const controllerRevisionStrategy: Strategy<ControllerRevision> = {
  validatesOwnMetadata: true,
  validate: (revision) => {
    const errors: FieldError[] = [];
    validateRevision(revision, errors);
    const data: unknown = revision.data;
    if (data === undefined || data === null) errors.push(required(DATA, 'data is mandatory'));
    else if (!isObject(data)) errors.push(required(DATA, 'data must be a valid JSON object'));
    return errors;
  },
  validateUpdate: (revision, old) => {
    const errors: FieldError[] = [];
    validateOwnMetadataUpdate(revision, old, errors);
    validateRevision(revision, errors);
    validateImmutable(revision.data, old.data, DATA, errors);
    return errors;
  },
};

function validateRevision(revision: ControllerRevision, errors: FieldError[]): void {
  validateOwnMetadata(revision, SCOPE, errors);
  validateNonNegative(revision.revision, FieldPath.of('revision'), errors);
}
