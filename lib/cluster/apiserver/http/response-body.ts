import { gzip } from 'node:zlib';
import { stringify } from 'yaml';
import type { Accepted } from './negotiation';

/** Bodies from this size on are compressed for clients that accept it, as in the real API server. */
const COMPRESSED_FROM = 128 * 1024;

const encoded = new WeakMap<object, string>();

/**
 * The JSON of an object. Stored objects are frozen, so their text is made once, however many watches and lists they
 * appear in; it is kept as long as the object lives.
 */
export function jsonOf(object: object): string {
  let text = encoded.get(object);
  if (text === undefined) {
    text = JSON.stringify(object);
    if (Object.isFrozen(object)) encoded.set(object, text);
  }
  return text;
}

/** A list is written item by item, so that each item's text is reused. */
export function encode(object: object, { format }: Accepted, pretty: boolean): string {
  if (format === 'yaml') return stringify(object, { version: '1.1', aliasDuplicateObjects: false });
  if (pretty) return `${JSON.stringify(object, undefined, 2)}\n`;
  const { items, ...head } = object as { items?: readonly object[] };
  if (!Array.isArray(items)) return `${jsonOf(object)}\n`;
  const opening = JSON.stringify(head).slice(0, -1);
  return `${opening},"items":[${items.map(jsonOf).join(',')}]}\n`;
}

/** Compresses large bodies; undefined when it is not worth it or not wanted. */
export function compressed(body: Buffer, acceptEncoding: string | undefined): Promise<Buffer> | undefined {
  if (body.length < COMPRESSED_FROM || !/\bgzip\b/.test(acceptEncoding ?? '')) return undefined;
  return new Promise((resolve, reject) => {
    gzip(body, { level: 1 }, (error, result) => (error ? reject(error) : resolve(result)));
  });
}
