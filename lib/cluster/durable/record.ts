import type { KubeObject } from '../../kube/object';
import { jsonOf } from '../apiserver/http/response-body';
import { StoredObject } from '../apiserver/stored-object';
import type { Revision, Stored, WriteInfo } from '../storage/revision';
import type { Storage } from '../storage/storage';

/** A write as it lies in a log. */
export interface WriteRecord extends WriteInfo {
  readonly revision: number;
  readonly type: Revision['type'];
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** With `metadata.managedFields`; of a delete the last state. */
  readonly object: KubeObject;
}

/** A current value as it lies in a snapshot. */
export type ValueRecord = Pick<WriteRecord, 'resource' | 'namespace' | 'name' | 'object'>;

export function writeRecord({ value, previous, ...write }: Revision): string {
  return `${JSON.stringify(write).slice(0, -1)},"object":${objectText(value)}}`;
}

export function valueRecord({
  resource,
  namespace,
  name,
  value,
}: Pick<Revision, 'resource' | 'namespace' | 'name' | 'value'>): string {
  const place = JSON.stringify({ resource, namespace, name });
  return `${place.slice(0, -1)},"object":${objectText(value)}}`;
}

function objectText(value: Stored): string {
  return jsonOf((value as StoredObject).complete());
}

/** Puts a value there as it was, without a revision of its own. */
export function restoreValue(storage: Storage, { resource, namespace, name, object }: ValueRecord): void {
  storage.load(resource, namespace, name, StoredObject.restored(object));
}

/** Repeats a write, in the place of the history where it was. */
export function restoreWrite(storage: Storage, record: WriteRecord): void {
  const { resource, namespace, name, object, user, agent, verb, subresource, cause, time } = record;
  const info = { user, agent, verb, subresource, cause, time };
  const value = StoredObject.restored(object);
  if (record.type === 'delete') storage.remove(resource, namespace, name, value, info);
  else storage.put(resource, namespace, name, value, info);
}
