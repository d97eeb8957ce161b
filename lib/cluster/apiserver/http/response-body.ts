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

/** An answer's body: a text, or the bytes of a list, which may be long. */
export function printBody(object: object, printing: Printing): string | Buffer {
  const { format, pretty, bareItems } = printing;
  if (format === 'yaml') return yamlModule().printYaml(inReadingOrder(object, printing));
  if (pretty) return JSON.stringify(inReadingOrder(object, printing), undefined, 2);
  const items = itemsOf(object);
  if (!items) return `${jsonOf(object)}\n`;
  const { items: _, ...head } = object as { items: unknown };
  return listBytes(jsonOf(head).slice(0, -1), items.map(bareItems ? bareJsonOf : jsonOf));
}

const COMMA = ','.charCodeAt(0);

/** The texts are never joined as one: bytes that are written in place cost less than a long text and its bytes. */
function listBytes(head: string, items: readonly string[]): Buffer {
  const opening = `${head},"items":[`;
  const closing = ']}\n';
  const sizes = items.map((text) => Buffer.byteLength(text));
  const size = sizes.reduce((sum, one) => sum + one + 1, Buffer.byteLength(opening) + closing.length);
  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.write(opening);
  items.forEach((text, index) => {
    if (index > 0) bytes[at++] = COMMA;
    const length = sizes[index]!;
    // As many bytes as characters: it is all ASCII.
    at += bytes.write(text, at, length, length === text.length ? 'latin1' : 'utf8');
  });
  at += bytes.write(closing, at);
  return bytes.subarray(0, at);
}

const texts = new WeakMap<object, string>();

/**
 * The JSON of an object without its kind and API version. Stored objects are frozen, so their text is made once, however
 * many watches and lists they appear in; it is kept as long as the object lives.
 */
function bareJsonOf(object: object): string {
  let text = texts.get(object);
  if (text === undefined) {
    const { kind, apiVersion, ...rest } = object as KubeObject;
    text = JSON.stringify(rest);
    if (Object.isFrozen(object)) texts.set(object, text);
  }
  return text;
}

/** Kind and API version come first, as the API server writes them. */
export function jsonOf(object: object): string {
  const { kind, apiVersion } = object as KubeObject;
  if (kind === undefined && apiVersion === undefined) return JSON.stringify(object);
  const head = JSON.stringify({ kind, apiVersion }).slice(0, -1);
  const rest = bareJsonOf(object);
  return rest === '{}' ? `${head}}` : `${head},${rest.slice(1)}`;
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
export function compressed(
  body: string | Buffer,
  acceptEncoding: string | undefined,
): Promise<Buffer> | undefined {
  if (!acceptEncoding || !isLong(body)) return undefined;
  if (!acceptEncoding.split(',').some((token) => token.trim() === 'gzip')) return undefined;
  return new Promise((resolve, reject) => {
    gzip(body, { level: 1 }, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

function isLong(body: string | Buffer): boolean {
  if (body.length > COMPRESSED_FROM) return true;
  return body.length > COMPRESSED_FROM / MOST_BYTES_A_UNIT && Buffer.byteLength(body) > COMPRESSED_FROM;
}
