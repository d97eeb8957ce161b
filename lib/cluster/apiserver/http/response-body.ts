import { gzip } from 'node:zlib';
import type { KubeObject } from '../../../kube/object';
import type { Format } from './negotiation';
import { yamlModule } from './yaml-module';

/** Bodies larger than this are compressed for clients that accept it, as in the real API server. */
const COMPRESSED_FROM = 128 * 1024;

/** Of UTF-8 for one unit of UTF-16. */
const MOST_BYTES_A_UNIT = 3;

export interface Printing {
  readonly format: Format;
  /** Indented, for people. */
  readonly pretty: boolean;
  /** Items of a list do not repeat their kind, which the list says: so it is for Kubernetes' own kinds. */
  readonly bareItems: boolean;
}

/** The text of an answer's body. */
export function printBody(object: object, printing: Printing): string {
  if (printing.format === 'yaml') return yamlModule().printYaml(inReadingOrder(object, printing));
  return printJson(object, printing);
}

export function printJson(
  object: object,
  { pretty, bareItems }: Pick<Printing, 'pretty' | 'bareItems'>,
): string {
  if (pretty) return JSON.stringify(inReadingOrder(object, { bareItems }), undefined, 2);
  const items = itemsOf(object);
  if (!items) return `${jsonOf(object)}\n`;
  const { items: _, ...head } = object as { items: unknown };
  const texts = items.map(bareItems ? (item) => `{${membersOf(item)}` : jsonOf);
  return `${jsonOf(head).slice(0, -1)},"items":[${texts.join(',')}]}\n`;
}

const texts = new WeakMap<object, string>();

/**
 * The JSON of an object without its kind and API version, and without its opening brace. Stored objects are frozen, so
 * their text is made once, however many watches and lists they appear in; it is kept as long as the object lives.
 */
function membersOf(object: object): string {
  let text = texts.get(object);
  if (text === undefined) {
    const { kind, apiVersion, ...rest } = object as KubeObject;
    text = JSON.stringify(rest).slice(1);
    if (Object.isFrozen(object)) texts.set(object, text);
  }
  return text;
}

/** Kind and API version come first, as the API server writes them. */
export function jsonOf(object: object): string {
  const { kind, apiVersion } = object as KubeObject;
  if (kind === undefined && apiVersion === undefined) return JSON.stringify(object);
  const head = JSON.stringify({ kind, apiVersion }).slice(0, -1);
  const rest = membersOf(object);
  return rest === '}' ? `${head}}` : `${head},${rest}`;
}

function inReadingOrder(object: object, { bareItems }: Pick<Printing, 'bareItems'>): object {
  const { kind, apiVersion, ...rest } = object as KubeObject;
  const ordered = {
    ...(kind === undefined ? {} : { kind }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...rest,
  };
  const items = bareItems ? itemsOf(object) : undefined;
  return items ? { ...ordered, items: items.map(withoutKind) } : ordered;
}

function withoutKind(item: object): object {
  const { kind, apiVersion, ...rest } = item as KubeObject;
  return rest;
}

function itemsOf(object: object): readonly object[] | undefined {
  const { kind, items } = object as { kind?: string; items?: unknown };
  return kind?.endsWith('List') && Array.isArray(items) ? items : undefined;
}

/** Compresses a large body; undefined when it is not worth it or not wanted. */
export function compressed(body: string, acceptEncoding: string | undefined): Promise<Buffer> | undefined {
  if (!acceptEncoding || !isLong(body)) return undefined;
  if (!acceptEncoding.split(',').some((token) => token.trim() === 'gzip')) return undefined;
  return new Promise((resolve, reject) => {
    gzip(body, { level: 1 }, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

function isLong(text: string): boolean {
  if (text.length > COMPRESSED_FROM) return true;
  return text.length > COMPRESSED_FROM / MOST_BYTES_A_UNIT && Buffer.byteLength(text) > COMPRESSED_FROM;
}
