import { type FieldError, forbiddenField, invalidValue, required } from '../field-error';
import type { FieldPath } from '../field-path';
import type { PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate } from '../generated/core-v1';
import type { ObjectMeta } from '../generated/meta-v1';
import { isDns1123Subdomain, nameIsDnsLabel } from '../names';
import { Quantity } from '../quantity';
import { validateAccessModes } from './access-modes';
import { validateLabelSelector } from './label-selector';
import { validateAnnotations, validateLabels } from './labels';
import { validateResourceQuantity } from './resources';
import { validateByRule, validateSupported } from './scalars';

const VOLUME_MODES = ['Block', 'Filesystem'];

export interface ClaimSpecRules {
  /** API groups of data sources that are no DNS names: only for claims that were stored with them. */
  readonly allowInvalidApiGroup?: boolean;
  /** Values of the selector that are no label values: only for claims that were stored with them. */
  readonly allowInvalidLabelValues?: boolean;
}

/** The spec of a PersistentVolumeClaim, also of the claim that an ephemeral volume or a StatefulSet makes. */
export function validateClaimSpec(
  spec: PersistentVolumeClaimSpec,
  path: FieldPath,
  errors: FieldError[],
  rules: ClaimSpecRules = {},
): void {
  const { accessModes = [], selector, storageClassName, volumeMode, volumeAttributesClassName } = spec;
  if (accessModes.length === 0)
    errors.push(required(path.child('accessModes'), 'at least 1 access mode is required'));
  if (selector) validateLabelSelector(selector, path.child('selector'), errors, rules);
  validateAccessModes(accessModes, path.child('accessModes'), errors);
  validateStorage(spec.resources?.requests?.['storage'], path.child('resources').key('storage'), errors);
  if (storageClassName)
    validateByRule(storageClassName, isDns1123Subdomain, path.child('storageClassName'), errors);
  if (volumeMode !== undefined) validateSupported(volumeMode, VOLUME_MODES, path.child('volumeMode'), errors);
  validateSources(spec, path, errors, rules);
  if (volumeAttributesClassName)
    validateByRule(
      volumeAttributesClassName,
      isDns1123Subdomain,
      path.child('volumeAttributesClassName'),
      errors,
    );
}

function validateStorage(storage: string | number | undefined, path: FieldPath, errors: FieldError[]): void {
  if (storage === undefined) {
    errors.push(required(path));
    return;
  }
  const quantity = Quantity.parse(storage);
  if (quantity.sign <= 0) errors.push(invalidValue(path, quantity.toString(), 'must be greater than zero'));
  else validateResourceQuantity('storage', storage, path, errors);
}

function validateSources(
  { dataSource, dataSourceRef }: PersistentVolumeClaimSpec,
  path: FieldPath,
  errors: FieldError[],
  rules: ClaimSpecRules,
): void {
  if (dataSource) validateDataSource(dataSource, path.child('dataSource'), errors, rules);
  if (dataSourceRef) {
    validateDataSource(dataSourceRef, path.child('dataSourceRef'), errors, rules);
    if (dataSourceRef.namespace)
      for (const message of nameIsDnsLabel(dataSourceRef.namespace, false))
        errors.push(invalidValue(path.child('dataSourceRef', 'namespace'), dataSourceRef.namespace, message));
  }
  if (!dataSource || !dataSourceRef) return;
  // Kubernetes prints the path as the value: a structure without exported fields.
  if (dataSourceRef.namespace)
    errors.push(invalidValue(path, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (
    dataSource.apiGroup !== dataSourceRef.apiGroup ||
    dataSource.kind !== dataSourceRef.kind ||
    dataSource.name !== dataSourceRef.name
  )
    errors.push(invalidValue(path, {}, 'must match dataSourceRef'));
}

function validateDataSource(
  { apiGroup = '', kind, name }: { readonly apiGroup?: string; readonly kind: string; readonly name: string },
  path: FieldPath,
  errors: FieldError[],
  rules: ClaimSpecRules,
): void {
  if (!name) errors.push(required(path.child('name')));
  if (!kind) errors.push(required(path.child('kind')));
  if (!apiGroup && kind !== 'PersistentVolumeClaim')
    errors.push(
      invalidValue(path, kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup"),
    );
  if (apiGroup && !rules.allowInvalidApiGroup)
    validateByRule(apiGroup, isDns1123Subdomain, path.child('apiGroup'), errors);
}

/** The claim of an ephemeral volume. */
export function validateClaimTemplate(
  { metadata, spec }: PersistentVolumeClaimTemplate,
  path: FieldPath,
  errors: FieldError[],
): void {
  if (metadata) validateTemplateMeta(metadata, path.child('metadata'), errors);
  validateClaimSpec(spec ?? {}, path.child('spec'), errors);
}

/** Metadata of objects that are made from a template: only labels and annotations are its author's. */
export function validateTemplateMeta(meta: ObjectMeta, path: FieldPath, errors: FieldError[]): void {
  validateAnnotations(meta.annotations, path.child('annotations'), errors);
  validateLabels(meta.labels, path.child('labels'), errors);
  for (const field of NOT_IN_TEMPLATES)
    if (meta[field] !== undefined)
      errors.push(forbiddenField(path.child(GO_NAMES[field] ?? field), 'cannot be set'));
}

const NOT_IN_TEMPLATES = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const;

/** Kubernetes derives the field's name from Go's: only the first letter is made small. */
const GO_NAMES: { readonly [field: string]: string } = { uid: 'uID' };
