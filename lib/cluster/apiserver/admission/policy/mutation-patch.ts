import { TypedValueError } from '../../../../kube/apply/field-shape';
import { mergeConfiguration } from '../../../../kube/apply/merging';
import { validateConfiguration } from '../../../../kube/apply/typed-validation';
import { CelJsonError, checkTypeNames, jsonOf } from '../../../../kube/cel/to-json';
import { CelList, CelMap, type CelValue } from '../../../../kube/cel/values';
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../../../kube/object';
import { applyJsonPatch } from '../../../../kube/patch/json-patch';
import { isObject } from '../../../../kube/record';
import type { Schema } from '../../../../kube/schema';
import { StatusError } from '../../../../kube/status';
import { mutatedObject } from './mutated-object';
import type { BodyKind } from './request-body';

/** What an expression came to cannot change the object. */
export class MutationError extends Error {
  override readonly name = 'MutationError';
}

/** The object with what an apply configuration says, defaulted. @throws MutationError */
export function appliedTo(
  object: KubeObject,
  configuration: CelValue,
  kind: GroupVersionKind,
  registration: BodyKind,
): KubeObject {
  const written = {
    ...(jsonWith(configuration, () => checkTypeNames(configuration)) as object),
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
  };
  const schema = registration.schema!;
  checkConfiguration(written, schema);
  const merged = mergeConfiguration(object, written, schema);
  return mutatedObject(merged, kind, registration, 'Strict');
}

function checkConfiguration(configuration: object, schema: Schema): void {
  try {
    validateConfiguration(configuration, schema);
  } catch (error) {
    if (!(error instanceof TypedValueError)) throw error;
    throw new MutationError(
      `error applying patch: failed to convert patch object to typed object: ${error.message}`,
    );
  }
  const atomics = atomicsIn(configuration, schema, '');
  if (atomics.length > 0)
    throw new MutationError(
      `error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`,
    );
}

/** What is replaced as a whole cannot be changed in part. */
function atomicsIn(value: unknown, schema: Schema, path: string): readonly string[] {
  if (Array.isArray(value)) {
    const own = schema.listType === 'atomic' && schema.type === 'array' ? [path] : [];
    const { items } = schema;
    return items
      ? [...own, ...value.flatMap((one, index) => atomicsIn(one, items, `${path}[${index}]`))]
      : own;
  }
  if (!isObject(value)) return [];
  const own = schema.atomic ? [path] : [];
  const inner = Object.entries(value).flatMap(([name, one]) => {
    const field = schema.fields.get(name);
    return field ? atomicsIn(one, field, `${path}.${name}`) : [];
  });
  return [...own, ...inner];
}

/** The object with the operations of a JSON patch done, defaulted. @throws MutationError, StatusError */
export function patchedWith(
  object: KubeObject,
  operations: CelValue,
  kind: GroupVersionKind,
  registration: BodyKind,
): KubeObject {
  const list = operations instanceof CelList ? [...operations] : [];
  const patch = list.map((operation) => {
    const value = operation instanceof CelMap ? operation.get('value') : undefined;
    return jsonWith(operation, () => {
      if (value !== undefined) checkTypeNames(value);
    });
  });
  return mutatedObject(applied(object, patch), kind, registration, 'Strict');
}

const TEST_FAILED = 'failed: test failed';

/** A `test` that fails leaves the object as it is. */
function applied(object: KubeObject, patch: readonly unknown[]): unknown {
  try {
    return applyJsonPatch(object as unknown, patch);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const why = error.cause instanceof Error ? error.cause.message : error.message;
    if (why.endsWith(TEST_FAILED)) return object;
    throw new MutationError(`JSON Patch: ${why}`);
  }
}

function jsonWith(value: CelValue, check: () => void): unknown {
  try {
    check();
    return jsonOf(value);
  } catch (error) {
    if (!(error instanceof CelJsonError)) throw error;
    throw new MutationError(`type mismatch: ${error.message}`);
  }
}
