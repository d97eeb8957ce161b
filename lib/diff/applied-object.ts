import { applyConfiguration } from '../kube/apply/apply';
import { ManagedFields } from '../kube/apply/managed-fields';
import { decodeAll } from '../kube/decode';
import { clone } from '../kube/frozen';
import { apiVersionOf, type KubeObject } from '../kube/object';
import type { ResourceInfo } from '../kube/resource-catalogue';
import { type Schema, schemaOf } from '../kube/schema';
import { StatusError } from '../kube/status';
import { withDefaults } from '../kube/validation/admit-object';

/** Whoever applies both versions. */
const MANAGER = 'seaworthy';
const TIME = '2000-01-01T00:00:00Z';

/**
 * What a server-side apply of `after` makes of the stored `live`, which an apply of `before` made: defaults that the API
 * server filled in belong to nobody, and stay. Both are as their author wrote them.
 * @returns undefined for configurations that cannot be applied, and for other versions than the stored one
 */
export function appliedObject(
  info: ResourceInfo,
  live: KubeObject,
  before: KubeObject,
  after: KubeObject,
): KubeObject | undefined {
  const apiVersion = apiVersionOf(info);
  if (before.apiVersion !== apiVersion || after.apiVersion !== apiVersion) return undefined;
  const schema = schemaOf(info)!;
  const scope = { schema, apiVersion, subresource: '', manager: MANAGER, time: TIME, force: true };
  try {
    const first = applyConfiguration({
      ...scope,
      managed: ManagedFields.none,
      configuration: clone(before) as KubeObject,
    });
    const { object } = applyConfiguration({
      ...scope,
      live,
      managed: first.managed,
      configuration: clone(after) as KubeObject,
    });
    return decoded(info, schema, object);
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
}

function decoded(info: ResourceInfo, schema: Schema, object: KubeObject): KubeObject | undefined {
  const { value, errors } = decodeAll<KubeObject>(schema, object);
  return errors.length > 0 ? undefined : withDefaults(info, value);
}
