import { JsonPatch } from 'cdk8s';
import { equal } from '../../kube/frozen';
import { isObject, member } from '../../kube/record';
import { type PatchOperation, toJsonPatch } from './operation';

/** A change that fits nowhere in the document; the message says what is there instead. */
export class PatchMismatch extends Error {}

/**
 * Applies one operation, which must fit: what `replace`, `remove`, `test`, `copy` and `move` read must exist, and so
 * must the parent of what is added. cdk8s itself sets or skips what does not exist without a word.
 *
 * @param document May be changed.
 * @returns The changed document.
 */
export function applyStrictly(document: unknown, operation: PatchOperation): unknown {
  const { op, path, from, value } = operation;
  if (op === 'copy' || op === 'move') read(document, from ?? '', `${op} from`);
  if (op === 'add' || op === 'copy' || op === 'move') checkParent(document, path, op);
  else {
    const found = read(document, path, op);
    if (op === 'test' && !equal(found, value)) {
      throw new PatchMismatch(`test: ${path} is ${JSON.stringify(found)}, not ${JSON.stringify(value)}`);
    }
  }
  return JsonPatch.apply(document, toJsonPatch(operation));
}

/** What a container of the document holds, in words. */
export function describeNearby(path: string, value: unknown): string {
  const where = path || 'the object';
  if (Array.isArray(value)) return `${where} has ${count(value.length)}`;
  if (isObject(value)) return `${where} has ${Object.keys(value).join(', ') || 'no fields'}`;
  return `${where} is ${JSON.stringify(value)}, which has no fields`;
}

/** One step of a JSON pointer as it is written. */
export function escapePointer(token: string): string {
  return token.replace(/~/g, '~0').replace(/\//g, '~1');
}

function read(document: unknown, path: string, op: string): unknown {
  let value = document;
  let parent = '';
  for (const token of tokensOf(path)) {
    const child = childOf(value, token);
    if (child === undefined) {
      throw new PatchMismatch(`${op}: nothing is at ${path}; ${describeNearby(parent, value)}`);
    }
    value = child;
    parent += `/${escapePointer(token)}`;
  }
  return value;
}

function checkParent(document: unknown, path: string, op: string): void {
  const last = tokensOf(path).at(-1);
  if (last === undefined) return;
  const parentPath = path.slice(0, path.lastIndexOf('/'));
  const parent = read(document, parentPath, op);
  const fits = Array.isArray(parent) ? last === '-' || isIndex(last, parent.length) : isObject(parent);
  if (!fits) {
    throw new PatchMismatch(`${op}: nothing can be added at ${path}; ${describeNearby(parentPath, parent)}`);
  }
}

/** What a map or a list holds under a key or an index. */
export function childOf(value: unknown, token: string): unknown {
  if (Array.isArray(value)) return isIndex(token, value.length - 1) ? value[Number(token)] : undefined;
  return isObject(value) ? member(value, token) : undefined;
}

function isIndex(token: string, largest: number): boolean {
  return /^(0|[1-9][0-9]*)$/.test(token) && Number(token) <= largest;
}

function tokensOf(pointer: string): string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) {
    throw new PatchMismatch(`${JSON.stringify(pointer)} is not a JSON pointer: it must start with "/"`);
  }
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function count(length: number): string {
  if (length === 0) return 'no items';
  return length === 1 ? 'one item (0)' : `${length} items (0 to ${length - 1})`;
}
