import { goJson, goQuote, sortedMap } from '../go-format';

/**
 * One step of a path in `FieldsV1`, in its serialized form: `f:name` (a field or a key of a map), `k:{"name":"web"}`
 * (an element of a list by its keys), `v:"x"` (an element of a set), `i:0` (an index).
 */
export type PathElement = string;

const PLAIN = /^[\w ./:@+=-]*$/;

/** A scalar as `FieldsV1` writes it into `k:` and `v:`. */
export function serializedScalar(value: unknown): string {
  return typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : goJson(value);
}

export function setElement(value: unknown): PathElement {
  return `v:${serializedScalar(value)}`;
}

/** The element of a list of maps with these key fields; `keys` are sorted by name. */
export function keyedElement(keys: readonly (readonly [name: string, value: unknown])[]): PathElement {
  let text = 'k:{';
  for (let index = 0; index < keys.length; index++) {
    const [name, value] = keys[index]!;
    text += `${index > 0 ? ',' : ''}"${name}":${serializedScalar(value)}`;
  }
  return `${text}}`;
}

/**
 * The canonical form of a path element that a client wrote, or undefined for a kind of element that this version does
 * not know: those are dropped.
 * @throws Error when it is malformed
 */
export function parsePathElement(text: string): PathElement | undefined {
  if (text.length < 2) throw new Error('key must be 2 characters long:');
  if (text[1] !== ':') throw new Error(`missing colon: ${text}`);
  const content = text.slice(2);
  switch (text[0]) {
    case 'f':
      return text;
    case 'v':
      return setElement(JSON.parse(content));
    case 'k':
      return keyedElement(Object.entries(sortedMap(JSON.parse(content))));
    case 'i':
      if (!/^[+-]?\d+$/.test(content))
        throw new Error(`strconv.Atoi: parsing ${goQuote(content)}: invalid syntax`);
      return `i:${Number(content)}`;
    default:
      return undefined;
  }
}

/** As messages print it: `.replicas`, `[name="web"]`, `[="x"]`, `[0]`. */
export function printedPathElement(element: PathElement): string {
  const content = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${content}`;
    case 'v':
      return `[=${printedValue(JSON.parse(content))}]`;
    case 'k':
      return `[${Object.entries(JSON.parse(content))
        .map(([name, value]) => `${name}=${printedValue(value)}`)
        .join(',')}]`;
    default:
      return `[${content}]`;
  }
}

function printedValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[${value.map(printedValue).join(',')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, inner]) => `${key}=${printedValue(inner)}`)
    .join('');
}

const KINDS = 'fkvi';

/** Kubernetes' order: fields, keyed elements, elements of sets, indices; each by content. */
export function comparePathElements(a: PathElement, b: PathElement): number {
  if (a === b) return 0;
  if (a[0] !== b[0]) return KINDS.indexOf(a[0]!) - KINDS.indexOf(b[0]!);
  if (a[0] === 'f') return compareText(a, b);
  const left: unknown = JSON.parse(a.slice(2));
  const right: unknown = JSON.parse(b.slice(2));
  return a[0] === 'k' ? compareKeys(left as object, right as object) : compareValues(left, right);
}

/** Go compares text by its UTF-8 bytes, JavaScript by UTF-16 units: they differ above the basic plane. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    if (a.charCodeAt(index) !== b.charCodeAt(index)) return orderedUnit(a, index) - orderedUnit(b, index);
  }
  return a.length - b.length;
}

function orderedUnit(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

function compareKeys(a: object, b: object): number {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (let index = 0; index < left.length && index < right.length; index++) {
    const order =
      compareText(left[index]![0], right[index]![0]) || compareValues(left[index]![1], right[index]![1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numbers, then strings, booleans, lists, maps, null. */
function compareValues(a: unknown, b: unknown): number {
  const order = rank(a) - rank(b);
  if (order !== 0) return order;
  if (typeof a === 'string') return compareText(a, b as string);
  if (Array.isArray(a)) return compareLists(a, b as unknown[]);
  if (typeof a === 'object' && a !== null) return compareKeys(sortedMap(a as Fields), sortedMap(b as Fields));
  return Number(a) - Number(b);
}

type Fields = { readonly [key: string]: unknown };

function rank(value: unknown): number {
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return 1;
  if (typeof value === 'boolean') return 2;
  if (Array.isArray(value)) return 3;
  return value === null ? 5 : 4;
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const order = compareValues(a[index], b[index]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
