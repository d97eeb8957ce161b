import type { PatchType } from '../../../kube/api-request';
import { UNSUPPORTED_PATCH } from '../../../kube/custom-resource/patch-object';
import { notAcceptable, StatusError, unsupportedMediaType } from '../../../kube/status';
import type { MetaVersion } from '../tables/table';

export type Format = 'json' | 'yaml';
/** Clients in Go send protocol buffers by themselves, and do not fall back to another form. */
export type BodyFormat = Format | 'protobuf';
export type Transformation = 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';

/** In which form the client wants the answer. */
export interface Accepted {
  readonly format: Format;
  /** What the object is turned into; undefined for the object itself. */
  readonly as: Transformation | undefined;
  /** Of the group `meta.k8s.io`, in which the transformed object is. */
  readonly version: MetaVersion;
  /** The client asked for indentation in the header itself. */
  readonly pretty: boolean;
}

export const PLAIN_JSON: Accepted = { format: 'json', as: undefined, version: 'v1', pretty: false };

/** Answers are neither Protobuf nor CBOR; the clients that prefer them list JSON behind. */
const SERVED = ['application/json', 'application/yaml'];
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const STREAMED = ['application/json;stream=watch'];
const METADATA: ReadonlySet<string> = new Set(['PartialObjectMetadata', 'PartialObjectMetadataList']);
const TRANSFORMS: ReadonlySet<string> = new Set([...METADATA, 'Table']);
const NO_TRANSFORMS: ReadonlySet<string> = new Set();

export function mediaTypeOf(format: Format): string {
  return `application/${format}`;
}

/**
 * The best of the forms that the client lists and that are served.
 * @param allowed which transformations: of a document none, and what is only posted is in no table
 * @throws StatusError 406
 */
export function negotiate(
  header: string | undefined,
  allowed: 'all' | 'no table' | 'none',
  isStreamed = false,
): Accepted {
  if (!header) return PLAIN_JSON;
  const preferences = preferencesOf(header);
  if (!preferences.namesServed) throw notRepresentable(isStreamed ? [...SERVED, ...STREAMED] : SERVED);
  const accepted = preferences[allowed];
  if (!accepted) throw notAcceptable(`only the following media types are accepted: ${SERVED.join(', ')}`);
  return accepted;
}

/** The same for what no router stands before. @throws StatusError 406 */
export function negotiateDocument(header: string | undefined): Accepted {
  const accepted = header ? preferencesOf(header).none : PLAIN_JSON;
  if (!accepted) throw notAcceptable(`only the following media types are accepted: ${SERVED.join(', ')}`);
  return accepted;
}

/** For an error: always possible, in JSON if in nothing else. */
export function negotiateError(header: string | undefined): Accepted {
  if (!header) return PLAIN_JSON;
  return preferencesOf(header).none ?? FALLBACK;
}

/** What cannot be told in a form that the client understands is told so that a person can read it. */
const FALLBACK: Accepted = { ...PLAIN_JSON, pretty: true };

/** A watch is a stream of JSON documents. @throws StatusError 406 */
export function checkStreamable({ format }: Accepted): void {
  if (format !== 'json')
    throw notAcceptable(`only the following media types are accepted: ${STREAMED.join(', ')}`);
}

/** What a header says, as far as it matters here: the best form with each set of transformations. */
interface Preferences {
  /** Whether it names a type that is served, or any. */
  readonly namesServed: boolean;
  readonly all: Accepted | undefined;
  readonly 'no table': Accepted | undefined;
  readonly none: Accepted | undefined;
}

const remembered = new Map<string, Preferences>();
/** Clients use few different headers; those who send ever new ones cost a little more. */
const MOST_REMEMBERED = 1_000;

function preferencesOf(header: string): Preferences {
  let preferences = remembered.get(header);
  if (!preferences) {
    const clauses = clausesOf(header);
    preferences = {
      namesServed: namesServed(header),
      all: firstServed(clauses, TRANSFORMS),
      'no table': firstServed(clauses, METADATA),
      none: firstServed(clauses, NO_TRANSFORMS),
    };
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(header, preferences);
  }
  return preferences;
}

/** The router's look at the header: only literal types, and no preferences. */
function namesServed(header: string): boolean {
  return header.split(',').some((part) => {
    const type = part.split(';')[0]!.trim();
    return type === '*/*' || SERVED.includes(type);
  });
}

function firstServed(clauses: readonly Clause[], transforms: ReadonlySet<string>): Accepted | undefined {
  for (const { type, subtype, parameters } of clauses)
    for (const format of FORMATS) {
      const matches =
        (type === '*' && subtype === '*') || (type === 'application' && [format, '*'].includes(subtype));
      if (!matches) continue;
      const accepted = acceptedBy(format, parameters, transforms);
      if (accepted) return accepted;
    }
  return undefined;
}

const FORMATS: readonly Format[] = ['json', 'yaml'];

/** Undefined when the parameters ask for what is not served. */
function acceptedBy(
  format: Format,
  parameters: ReadonlyMap<string, string>,
  transforms: ReadonlySet<string>,
): Accepted | undefined {
  const stream = parameters.get('stream');
  if (stream && (stream !== 'watch' || format !== 'json')) return undefined;
  if (parameters.get('sv')) return undefined;
  const pretty = parameters.get('pretty') === '1';
  const as = parameters.get('as');
  const group = parameters.get('g');
  const version = parameters.get('v');
  if (as === undefined && group === undefined && version === undefined)
    return { format, as: undefined, version: 'v1', pretty };
  const isKnown = group === 'meta.k8s.io' && (version === 'v1' || version === 'v1beta1');
  if (!isKnown || !transforms.has(as ?? '')) return undefined;
  return { format, as: as as Transformation, version, pretty };
}

export interface Clause {
  readonly type: string;
  readonly subtype: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Best first. Of equal quality in the order of the header, but what may be anything comes last. */
export function clausesOf(header: string): readonly Clause[] {
  const clauses = header.split(',').flatMap((text) => {
    const [range = '', ...rest] = text.split(';').map((part) => part.trim());
    const [type = '', subtype = '', ...more] = range.split('/');
    if (more.length > 0) return [];
    const parameters = new Map(rest.map((part) => splitParameter(part)));
    return [{ type, subtype, parameters, quality: qualityOf(parameters.get('q')) }];
  });
  return clauses.sort(
    (a, b) =>
      b.quality - a.quality ||
      Number(a.type === '*') - Number(b.type === '*') ||
      Number(a.subtype === '*') - Number(b.subtype === '*'),
  );
}

function splitParameter(part: string): [string, string] {
  const equals = part.indexOf('=');
  return equals < 0 ? [part, ''] : [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
}

function qualityOf(text: string | undefined): number {
  const quality = text === undefined ? 1 : Number.parseFloat(text);
  return Number.isNaN(quality) ? 1 : quality;
}

/** The form of a request body; no header means JSON. @throws StatusError 415 */
export function bodyFormat(contentType: string | undefined): BodyFormat {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  if (!contentType || type === 'application/json') return 'json';
  if (type === 'application/yaml') return 'yaml';
  if (type === PROTOBUF) return 'protobuf';
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${[...SERVED, PROTOBUF].join(', ')}`,
  );
}

const PATCH_TYPES: { readonly [type: string]: PatchType | undefined } = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** @throws StatusError 415, in the words of the router, which knows the patches of each path */
export function patchTypeOf(contentType: string | undefined, isCustom = false): PatchType {
  const text = contentType ?? '';
  const semicolon = text.indexOf(';');
  const type = PATCH_TYPES[(semicolon < 0 ? text : text.slice(0, semicolon)).trim()];
  if (isCustom && (!type || type === 'strategic')) throw unsupportedMediaType(UNSUPPORTED_PATCH);
  if (type) return type;
  throw routerError(415, 'UnsupportedMediaType', '415: Unsupported Media Type');
}

function notRepresentable(served: readonly string[]): StatusError {
  const message = `406: Not Acceptable\n\nAvailable representations: ${served.join(', ')}`;
  return routerError(406, 'NotAcceptable', message);
}

function routerError(code: number, reason: string, message: string): StatusError {
  const head = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };
  return new StatusError({ ...head, message, reason, details: {}, code });
}
