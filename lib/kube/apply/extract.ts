import type { KubeObject } from '../object';
import type { Schema } from '../schema';
import type { ManagedFields } from './managed-fields';
import { onlyFields } from './removal';

/** A part of an object: what a configuration says. */
export type Configuration = Partial<KubeObject> & { readonly [field: string]: unknown };

/**
 * What `manager` applied of an object, with the values the object has now: the configuration that would change nothing.
 * Undefined when the manager has applied nothing. Fields that other managers took over, and those that nobody applied
 * (status, defaults), are not in it.
 *
 * @param subresource through which it was applied; default: the main resource
 */
export function appliedConfiguration(
  object: KubeObject,
  managed: ManagedFields,
  schema: Schema,
  manager: string,
  subresource = '',
): Configuration | undefined {
  const owned = managed.ownedBy(manager, { operation: 'Apply', subresource });
  if (!owned) return undefined;
  const { apiVersion, kind } = object;
  const part = (onlyFields(object, owned.leaves(), schema) ?? {}) as Configuration;
  return { apiVersion, kind, ...part };
}

/**
 * The same as {@link appliedConfiguration}, with the name and namespace of the object: a configuration that can be
 * applied again.
 */
export function reapplicableConfiguration(
  object: KubeObject,
  managed: ManagedFields,
  schema: Schema,
  manager: string,
): KubeObject | undefined {
  const configuration = appliedConfiguration(object, managed, schema, manager);
  if (!configuration) return undefined;
  const { name, namespace } = object.metadata;
  return {
    ...configuration,
    metadata: { name, ...(namespace ? { namespace } : {}), ...configuration.metadata },
  };
}
