import type { ApiResponse, ListObject } from '../../../kube/api-request';
import type { KubeObject } from '../../../kube/object';
import { badRequest } from '../../../kube/status';
import { printerOf } from '../tables';
import { type IncludeObject, partialMetadata, tableOf } from '../tables/table';
import type { Accepted } from './negotiation';

export interface TransformOptions {
  /** The query parameter `includeObject`. */
  readonly includeObject?: string;
  /** For the rows of a watch after its first event. */
  readonly withoutColumns?: boolean;
  /** Milliseconds since the Unix epoch, for ages. */
  readonly now: number;
}

/** Turns an object or list into the form the client accepts: itself, a Table, or its metadata. */
export function transformed(
  object: ApiResponse['object'],
  { as }: Accepted,
  options: TransformOptions,
): object {
  if (!as || object.kind === 'Status') return object;
  if (as === 'Table') return asTable(object as KubeObject | ListObject, options);
  if (!isList(object)) return partialMetadata(object as KubeObject);
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
    items: object.items.map(partialMetadata),
  };
}

function asTable(
  object: KubeObject | ListObject,
  { includeObject, withoutColumns, now }: TransformOptions,
): object {
  const include = includeOf(includeObject);
  const objects = isList(object) ? object.items : [object];
  const kind = isList(object) ? object.kind.slice(0, -'List'.length) : object.kind!;
  const { resourceVersion, ...rest } = object.metadata;
  const metadata = isList(object) ? { resourceVersion, ...rest } : { resourceVersion };
  return tableOf(printerOf(object.apiVersion!, kind), objects, metadata, include, now, !withoutColumns);
}

function includeOf(text: string | undefined): IncludeObject {
  if (text === undefined || text === '') return 'Metadata';
  if (text === 'None' || text === 'Metadata' || text === 'Object') return text;
  throw badRequest(`unrecognized includeObject value: ${JSON.stringify(text)}`);
}

function isList(object: ApiResponse['object']): object is ListObject {
  return 'items' in object && object.kind!.endsWith('List');
}
