import type { ApiRequest } from '../../kube/api-request';
import { ManagedFields } from '../../kube/apply/managed-fields';
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../../kube/object';
import type { Schema } from '../../kube/schema';
import { timestamp } from '../clock/clock';

/**
 * An object that is answered and not stored, such as a review: it tells who has set which field as if it were.
 * @param now milliseconds since the Unix epoch
 */
export function withOwnership<T extends KubeObject>(
  object: T,
  schema: Schema,
  kind: GroupVersionKind,
  request: ApiRequest,
  now: number,
): T {
  if (request.lean) return object;
  const managedFields = ManagedFields.none
    .update({
      schema,
      before: undefined,
      after: object,
      manager: request.options.fieldManager ?? request.agent.split('/')[0]!,
      apiVersion: apiVersionOf(kind),
      subresource: request.subresource ?? '',
      time: timestamp(now),
    })
    .encode();
  return managedFields.length ? { ...object, metadata: { ...object.metadata, managedFields } } : object;
}
