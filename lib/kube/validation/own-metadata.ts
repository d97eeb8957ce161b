import type { FieldError } from '../field-error';
import { FieldPath } from '../field-path';
import type { KubeObject } from '../object';
import { type NameRule, validateKindMeta, validateKindMetaUpdate } from './object-meta';

/**
 * For kinds whose updates Kubernetes validates like new objects, metadata included: what is wrong with labels is then
 * reported once more. Such a kind sets `validatesOwnMetadata`.
 */

const METADATA = FieldPath.of('metadata');

export interface MetadataScope {
  readonly namespaced: boolean;
  readonly nameRule: NameRule;
}

export function validateOwnMetadata(
  { metadata }: KubeObject,
  { namespaced, nameRule }: MetadataScope,
  errors: FieldError[],
): void {
  validateKindMeta(metadata, namespaced, nameRule, METADATA, errors);
}

export function validateOwnMetadataUpdate(
  { metadata }: KubeObject,
  old: KubeObject,
  errors: FieldError[],
): void {
  validateKindMetaUpdate(metadata, old.metadata, METADATA, errors);
}
