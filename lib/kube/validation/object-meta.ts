import { type FieldError, forbiddenField, invalidValue, required, tooLong } from '../field-error';
import type { FieldPath } from '../field-path';
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from '../generated/meta-v1';
import { goQuote } from '../go-format';
import { isQualifiedName, nameIsDnsLabel } from '../names';
import { parseApiVersion } from '../object';
import { validateAnnotations, validateLabels } from './labels';
import { validateImmutable, validateNonNegative } from './scalars';
import { validateOnce } from './validate-once';

/** What is wrong with a name; `prefix` for a generateName, whose end is still open. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const FIELD_MANAGER_LIMIT = 128;
const SUBRESOURCE_LIMIT = 256;

const STANDARD_FINALIZERS: readonly string[] = ['kubernetes', ORPHAN, FOREGROUND];

/** Metadata of an object of one of Kubernetes' own kinds, whose finalizers must say whose they are. */
export function validateKindMeta(
  meta: ObjectMeta,
  namespaced: boolean,
  nameRule: NameRule,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateObjectMeta(meta, namespaced, nameRule, path, errors);
  if (meta.finalizers) validateKnownFinalizers(meta.finalizers, path.child('finalizers'), errors);
}

/** The same for an update. */
export function validateKindMetaUpdate(
  meta: ObjectMeta,
  old: ObjectMeta,
  path: FieldPath,
  errors: FieldError[],
): void {
  validateObjectMetaUpdate(meta, old, path, errors);
  if (meta.finalizers) validateKnownFinalizers(meta.finalizers, path.child('finalizers'), errors);
}

function validateKnownFinalizers(finalizers: readonly string[], path: FieldPath, errors: FieldError[]): void {
  finalizers.forEach((finalizer, index) => {
    validateKnownFinalizer(finalizer, path.index(index), errors);
  });
}

/** A finalizer without a prefix is one of Kubernetes' own. */
export function validateKnownFinalizer(finalizer: string, path: FieldPath, errors: FieldError[]): void {
  if (!finalizer.includes('/') && !STANDARD_FINALIZERS.includes(finalizer))
    errors.push(
      invalidValue(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'),
    );
}

/** Metadata of any object: names, labels, annotations, owners, finalizers. */
export function validateObjectMeta(
  meta: ObjectMeta,
  namespaced: boolean,
  nameRule: NameRule,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (meta.generateName)
    for (const message of nameRule(meta.generateName, true))
      errors.push(invalidValue(path.child('generateName'), meta.generateName, message));
  if (!meta.name) errors.push(required(path.child('name'), 'name or generateName is required'));
  else
    for (const message of nameRule(meta.name, false))
      errors.push(invalidValue(path.child('name'), meta.name, message));
  validateNamespace(meta.namespace, namespaced, path, errors);
  if (meta.generation) validateNonNegative(meta.generation, path.child('generation'), errors);
  validateCommonMeta(meta, path, errors);
  if (meta.finalizers) validateFinalizers(meta.finalizers, path.child('finalizers'), errors);
}

/** Most objects have few of these: there is no path to what is not there. */
function validateCommonMeta(meta: ObjectMeta, path: FieldPath, errors: FieldError[]): void {
  const { labels, annotations, ownerReferences, managedFields } = meta;
  if (labels) validateLabels(labels, path.child('labels'), errors);
  if (annotations) validateAnnotations(annotations, path.child('annotations'), errors);
  if (ownerReferences) validateOwnerReferences(ownerReferences, path.child('ownerReferences'), errors);
  if (managedFields) validateManagedFields(managedFields, path.child('managedFields'), errors);
}

const NAMING = ['name', 'namespace', 'uid'] as const;
const TIMES = ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const;

function validateNamespace(
  namespace: string | undefined,
  namespaced: boolean,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!namespaced) {
    if (namespace) errors.push(forbiddenField(path.child('namespace'), 'not allowed on this type'));
  } else if (!namespace) {
    errors.push(required(path.child('namespace')));
  } else {
    for (const message of nameIsDnsLabel(namespace, false))
      errors.push(invalidValue(path.child('namespace'), namespace, message));
  }
}

/** What an update may not change in the metadata. */
export function validateObjectMetaUpdate(
  meta: ObjectMeta,
  old: ObjectMeta,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (old.deletionTimestamp)
    validateNoNewFinalizers(meta.finalizers ?? [], old.finalizers ?? [], path.child('finalizers'), errors);
  if (!meta.resourceVersion)
    errors.push(invalidValue(path.child('resourceVersion'), '', 'must be specified for an update'));
  if ((meta.generation ?? 0) < (old.generation ?? 0))
    errors.push(invalidValue(path.child('generation'), meta.generation ?? 0, 'must not be decremented'));
  if (!isSameObject(meta, old)) validateSameObject(meta, old, path, errors);
  validateCommonMeta(meta, path, errors);
}

/** Of nearly every update it is: then there is no need to look at field after field by its name. */
export function isSameObject(meta: ObjectMeta, old: ObjectMeta): boolean {
  return (
    meta.name === old.name &&
    meta.namespace === old.namespace &&
    meta.uid === old.uid &&
    meta.creationTimestamp === old.creationTimestamp &&
    meta.deletionTimestamp === old.deletionTimestamp &&
    meta.deletionGracePeriodSeconds === old.deletionGracePeriodSeconds
  );
}

function validateSameObject(meta: ObjectMeta, old: ObjectMeta, path: FieldPath, errors: FieldError[]): void {
  for (const field of NAMING)
    if (meta[field] !== old[field])
      validateImmutable(meta[field] ?? '', old[field] ?? '', path.child(field), errors);
  for (const field of TIMES)
    if (meta[field] !== old[field]) validateImmutable(meta[field], old[field], path.child(field), errors);
}

function validateNoNewFinalizers(
  finalizers: readonly string[],
  old: readonly string[],
  path: FieldPath,
  errors: FieldError[],
): void {
  const added = [...new Set(finalizers)].filter((finalizer) => !old.includes(finalizer)).sort();
  if (added.length === 0) return;
  const list = `[]string{${added.map(goQuote).join(', ')}}`;
  errors.push(
    forbiddenField(
      path,
      `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
    ),
  );
}

export function validateFinalizers(
  finalizers: readonly string[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (!finalizers) return;
  for (const finalizer of finalizers) validateFinalizerName(finalizer, path, errors);
  if (finalizers.includes(ORPHAN) && finalizers.includes(FOREGROUND))
    errors.push(invalidValue(path, finalizers, `finalizer ${ORPHAN} and ${FOREGROUND} cannot be both set`));
}

export function validateFinalizerName(finalizer: string, path: FieldPath, errors: FieldError[]): void {
  for (const message of isQualifiedName(finalizer)) errors.push(invalidValue(path, finalizer, message));
}

export function validateOwnerReferences(
  references: readonly OwnerReference[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (references) validateOnce(VALID_OWNERS, references, path, errors, checkOwnerReferences);
}

const VALID_OWNERS = new WeakSet<object>();

function checkOwnerReferences(
  references: readonly OwnerReference[],
  path: FieldPath,
  errors: FieldError[],
): void {
  let controller = '';
  for (const reference of references) {
    validateOwnerReference(reference, path, errors);
    if (!reference.controller) continue;
    const owner = `${reference.kind}/${reference.name}`;
    if (controller)
      errors.push(
        invalidValue(
          path,
          references.map(inGoOrder),
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${owner}`,
        ),
      );
    else controller = owner;
  }
}

function validateOwnerReference(reference: OwnerReference, path: FieldPath, errors: FieldError[]): void {
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
  const isVersion = parseApiVersion(apiVersion).version && apiVersion.split('/').length < 3;
  if (!isVersion)
    errors.push(invalidValue(path.child('apiVersion'), apiVersion, 'version must not be empty'));
  for (const [field, value] of Object.entries({ kind, name, uid }))
    if (!value) errors.push(invalidValue(path.child(field), value, 'must not be empty'));
  if (apiVersion === 'v1' && kind === 'Event')
    errors.push(
      invalidValue(path, inGoOrder(reference), '/v1, Kind=Event is disallowed from being an owner'),
    );
}

/** The reference with its fields in the order of Kubernetes' type, as messages print it. */
function inGoOrder(reference: OwnerReference): OwnerReference {
  const { apiVersion, kind, name, uid, controller, blockOwnerDeletion } = reference;
  return { apiVersion, kind, name, uid, controller, blockOwnerDeletion };
}

const PLAIN_ASCII = /^[ -~]*$/;
const NOT_PRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** A field manager's name: at most 128 bytes, printable. */
export function validateFieldManager(manager: string, path: FieldPath, errors: FieldError[]): void {
  if (manager.length <= FIELD_MANAGER_LIMIT && PLAIN_ASCII.test(manager)) return;
  if (Buffer.byteLength(manager) > FIELD_MANAGER_LIMIT) errors.push(tooLong(path, FIELD_MANAGER_LIMIT));
  let position = 0;
  for (const character of manager) {
    if (NOT_PRINTABLE.test(character)) {
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      errors.push(invalidValue(path, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += Buffer.byteLength(character);
  }
}

export function validateManagedFields(
  entries: readonly ManagedFieldsEntry[] | undefined,
  path: FieldPath,
  errors: FieldError[],
): void {
  entries?.forEach((entry, index) => {
    const { operation = '', fieldsType, manager = '', subresource = '' } = entry;
    const at = path.index(index);
    if (operation !== 'Apply' && operation !== 'Update')
      errors.push(invalidValue(at.child('operation'), operation, 'must be `Apply` or `Update`'));
    if (fieldsType && fieldsType !== 'FieldsV1')
      errors.push(invalidValue(at.child('fieldsType'), fieldsType, 'must be `FieldsV1`'));
    validateFieldManager(manager, at.child('manager'), errors);
    if (Buffer.byteLength(subresource) > SUBRESOURCE_LIMIT)
      errors.push(tooLong(at.child('subresource'), SUBRESOURCE_LIMIT));
  });
}
