import type { UserInfo } from '../api-request';
import { withField } from '../defaults/defaulting';
import { type FieldError, invalidObject } from '../field-error';
import { FieldPath } from '../field-path';
import type { Writable } from '../frozen';
import type { ObjectMeta } from '../generated/meta-v1';
import { nameIsDnsSubdomain, pathSegmentName } from '../names';
import type { KubeObject } from '../object';
import type { ResourceInfo } from '../resource-catalogue';
import { strategyOf } from '../strategies';
import type { Strategy } from '../strategy';
import {
  isSameObject,
  validateKindMeta,
  validateKindMetaUpdate,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './object-meta';

/**
 * What happens to an object between mutating and validating admission: what its author may not set is reset, and the
 * result is validated (Kubernetes' rest.BeforeCreate and BeforeUpdate). Pure: object in, object out, or a `StatusError`
 * that names all that is wrong.
 */

export interface AdmittedObject<T extends KubeObject = KubeObject> {
  readonly object: T;
  /** Texts for `Warning:` headers. */
  readonly warnings: readonly string[];
}

type WithStatus = KubeObject & { readonly status?: unknown };

const METADATA = FieldPath.of('metadata');
const GENERIC: Strategy = {};

/** Fills what the author left out; the same object when nothing is missing. Decoding does this in Kubernetes. */
export function withDefaults<T extends KubeObject>(info: ResourceInfo, object: T): T {
  const strategy = strategyOf(info) as Strategy<T> | undefined;
  return strategy?.defaults?.(object) ?? object;
}

/** A new object, with defaults and with its name and namespace: what will be stored. */
export function admitNew(
  info: ResourceInfo,
  object: KubeObject,
  user: UserInfo,
  strategy: Strategy = strategyOf(info) ?? GENERIC,
): AdmittedObject {
  let admitted = resetForCreate(info, strategy, object);
  admitted = strategy.prepareForCreate?.(admitted, user) ?? admitted;
  refuse(info, strategy, admitted, errorsOfNew(info, admitted, strategy));
  return { object: admitted, warnings: strategy.warnings?.(admitted, undefined, object) ?? [] };
}

/** All that is wrong with an object that is ready to be stored; metadata first. */
export function errorsOfNew(
  info: ResourceInfo,
  object: KubeObject,
  strategy: Strategy = strategyOf(info) ?? GENERIC,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!strategy.validatesOwnMetadata)
    validateKindMeta(
      object.metadata,
      info.namespaced,
      strategy.validateName ?? nameIsDnsSubdomain,
      METADATA,
      errors,
    );
  const found = strategy.validate?.(object);
  if (found) errors.push(...found);
  if (errors.length === 0)
    validateObjectMeta(object.metadata, info.namespaced, pathSegmentName, METADATA, errors);
  return errors;
}

function resetForCreate(info: ResourceInfo, strategy: Strategy, object: KubeObject): KubeObject {
  let reset: WithStatus = object;
  if (strategy.generationChanged && object.metadata.generation !== 1)
    reset = withField(reset, 'metadata', { ...reset.metadata, generation: 1 });
  if (strategy.initialStatus) return withField(reset, 'status', strategy.initialStatus(reset));
  return info.subresources.has('status') && !isEmpty(reset.status) ? withField(reset, 'status', {}) : reset;
}

const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** An update of the object itself (no `subresource`) or through a subresource such as `status`. */
export function admitUpdate(
  info: ResourceInfo,
  subresource: string | undefined,
  object: KubeObject,
  old: KubeObject,
  user: UserInfo,
  strategy: Strategy = strategyOf(info) ?? GENERIC,
): AdmittedObject {
  const rules = updateRules(info, strategy, subresource);
  let admitted = rules.prepare(withOldSystemFields(object, old), old, user);
  if (rules.generationChanged?.(admitted, old))
    admitted = withField(admitted, 'metadata', {
      ...admitted.metadata,
      generation: (old.metadata.generation ?? 0) + 1,
    });
  const errors: FieldError[] = [];
  validateObjectMeta(admitted.metadata, info.namespaced, pathSegmentName, METADATA, errors);
  validateObjectMetaUpdate(admitted.metadata, old.metadata, METADATA, errors);
  if (!rules.validatesOwnMetadata) validateKindMetaUpdate(admitted.metadata, old.metadata, METADATA, errors);
  const found = rules.validate?.(admitted, old);
  if (found) errors.push(...found);
  refuse(info, strategy, admitted, errors);
  return { object: admitted, warnings: rules.warnings?.(admitted, old, object) ?? [] };
}

interface UpdateRules {
  readonly prepare: (object: KubeObject, old: KubeObject, user: UserInfo) => KubeObject;
  readonly validate?: (object: KubeObject, old: KubeObject) => FieldError[];
  readonly warnings?: (object: KubeObject, old: KubeObject, asked: KubeObject) => string[];
  readonly generationChanged?: (object: KubeObject, old: KubeObject) => boolean;
  readonly validatesOwnMetadata?: boolean;
}

function updateRules(info: ResourceInfo, strategy: Strategy, subresource: string | undefined): UpdateRules {
  const { generationChanged, validatesOwnMetadata } = strategy;
  if (!subresource)
    return {
      prepare: (object, old, user) => {
        const reset = info.subresources.has('status') ? withStatusOf(object, old) : object;
        return strategy.prepareForUpdate?.(reset, old, user) ?? reset;
      },
      validate: strategy.validateUpdate,
      warnings: strategy.warnings,
      generationChanged,
      validatesOwnMetadata,
    };
  if (subresource === 'status')
    return {
      prepare: (object, old) => {
        const reset = onlyStatusOf(object, old);
        return strategy.prepareForStatusUpdate?.(reset, old) ?? reset;
      },
      validate: strategy.validateStatusUpdate,
      warnings: strategy.statusWarnings,
      validatesOwnMetadata,
    };
  const own = strategy.subresources?.[subresource];
  if (!own) throw new Error(`${info.resource} cannot be updated through ${subresource}`);
  return {
    prepare: (object, old) => own.prepareForUpdate(object, old),
    validate: own.validateUpdate,
    generationChanged,
    validatesOwnMetadata,
  };
}

/** The metadata that no update changes. */
function withOldSystemFields(object: KubeObject, old: KubeObject): KubeObject {
  const { metadata } = object;
  if (isSameObject(metadata, old.metadata) && metadata.generation === old.metadata.generation) return object;
  const kept: Writable<ObjectMeta> = {};
  if (metadata.generation !== old.metadata.generation) kept.generation = old.metadata.generation;
  if (!metadata.uid && old.metadata.uid) kept.uid = old.metadata.uid;
  for (const field of ['creationTimestamp', 'deletionTimestamp'] as const)
    if (old.metadata[field] && metadata[field] !== old.metadata[field]) kept[field] = old.metadata[field];
  if (
    metadata.deletionGracePeriodSeconds === undefined &&
    old.metadata.deletionGracePeriodSeconds !== undefined
  )
    kept.deletionGracePeriodSeconds = old.metadata.deletionGracePeriodSeconds;
  return Object.keys(kept).length > 0 ? withField(object, 'metadata', { ...metadata, ...kept }) : object;
}

function withStatusOf(object: WithStatus, old: WithStatus): KubeObject {
  return withField(object, 'status', old.status);
}

/** The old object with the metadata and the status of the new one. */
function onlyStatusOf({ metadata, status }: WithStatus, old: WithStatus): KubeObject {
  return withField(withField(old, 'metadata', metadata), 'status', status);
}

function refuse(
  info: ResourceInfo,
  strategy: Strategy,
  object: KubeObject,
  errors: readonly FieldError[],
): void {
  if (errors.length === 0) return;
  // A custom object may say that it is of another kind: that is one of the errors.
  const own = info.custom ? { group: info.group, version: info.version, kind: object.kind! } : info;
  const kind = strategy.reportedKind ?? own;
  throw invalidObject(kind, object.metadata.name ?? '', errors);
}
