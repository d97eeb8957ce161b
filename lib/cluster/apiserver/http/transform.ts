import type { ApiResponse, ListObject } from '../../../kube/api-request';
import type { CustomVersion } from '../../../kube/custom-resource/custom-version';
import { type KubeObject, parseApiVersion } from '../../../kube/object';
import { badRequest, notAcceptable } from '../../../kube/status';
import { printerOf } from '../tables';
import { customPrinter } from '../tables/custom';
import { type IncludeObject, type MetaVersion, partialMetadata, tableOf } from '../tables/table';
import type { Accepted } from './negotiation';

export interface TransformOptions {
  /** The query parameter `includeObject`. */
  readonly includeObject?: string;
  /** Present for objects of a custom kind. */
  readonly custom?: CustomVersion;
  /** For the rows of a watch after its first event. */
  readonly withoutColumns?: boolean;
  /** Milliseconds since the Unix epoch, for ages. */
  readonly now: number;
}

/**
 * Turns an object or list into the form the client accepts: itself, a Table, or its metadata.
 * @throws StatusError 406 for one object that is asked for as many, or the other way round
 */
export function transformed(
  object: ApiResponse['object'],
  { as, version }: Accepted,
  options: TransformOptions,
): object {
  if (!as || object.kind === 'Status') return object;
  if (as === 'Table') return asTable(object as KubeObject | ListObject, version, options);
  return asMetadata(object as KubeObject | ListObject, as, version);
}

function asMetadata(
  object: KubeObject | ListObject,
  as: 'PartialObjectMetadata' | 'PartialObjectMetadataList',
  version: MetaVersion,
): object {
  const wantsList = as === 'PartialObjectMetadataList';
  if (wantsList !== isList(object)) {
    const contrast = wantsList ? 'is not a list' : 'is a list';
    throw notAcceptable(`you requested ${as}, but the requested object ${contrast} (${goType(object)})`);
  }
  if (!isList(object)) return partialMetadata(object, version);
  const items = object.items.map((item) => partialMetadata(item, version));
  return {
    kind: as,
    apiVersion: `meta.k8s.io/${version}`,
    metadata: listMetadata(object),
    items: items.length > 0 ? items : null,
  };
}

/** The type behind an object in the real server, which its words name: `*core.ConfigMap`. */
function goType({ apiVersion, kind }: ApiResponse['object']): string {
  const { group } = parseApiVersion(apiVersion ?? '');
  return `*${group.split('.')[0] || 'core'}.${kind}`;
}

function asTable(
  object: KubeObject | ListObject,
  version: MetaVersion,
  { includeObject, withoutColumns, now, custom }: TransformOptions,
): object {
  const objects = isList(object) ? object.items : [object];
  const kind = isList(object) ? object.kind.slice(0, -'List'.length) : object.kind!;
  const metadata = isList(object) ? listMetadata(object) : versionOnly(object);
  const printer = custom ? customPrinter(custom) : printerOf(object.apiVersion!, kind);
  const include = includeOf(includeObject);
  return tableOf(printer, objects, metadata, { include, version, now, withoutColumns });
}

/** Lists of custom resources say even that there is nothing more; what is made of them does not. */
function listMetadata({ metadata }: ListObject): object {
  if (metadata.continue !== '') return metadata;
  const { continue: _nothing, ...rest } = metadata;
  return rest;
}

function versionOnly({ metadata: { resourceVersion } }: KubeObject): object {
  return resourceVersion === undefined ? {} : { resourceVersion };
}

/** What of its objects a table shows. @throws StatusError 400 */
export function includeOf(text: string | undefined): IncludeObject {
  if (!text) return 'Metadata';
  if (text === 'None' || text === 'Metadata' || text === 'Object') return text;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(text)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

export function isList(object: ApiResponse['object']): object is ListObject {
  return 'items' in object && object.kind!.endsWith('List');
}
