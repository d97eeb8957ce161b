import { clone, equal } from '../frozen';
import { jsonKind } from '../go-value';
import { isObject, member, setMember } from '../record';
import { badRequest, tooLarge } from '../status';
import { unprocessablePatch } from './errors';

/** A patch may not have more operations. */
export const MAX_JSON_PATCH_OPERATIONS = 10_000;

/** What `copy` operations may add to the document, in bytes of JSON. */
export const MAX_COPIED_BYTES = 3 * 1024 * 1024;

/** Why an operation does not apply. The API server keeps it to itself. */
class OperationError extends Error {}

type Container = unknown[] | Record<string, unknown>;

/**
 * Applies a JSON patch (RFC 6902) as the API server does, which differs from the standard: negative indexes count from
 * the end, `replace` of an absent member adds it, `copy` of an absent member adds null, and `test` for null passes for
 * an absent one. The document is not changed; the result shares what the patch does not touch. Throws a `BadRequest`
 * for a malformed patch and `Invalid` for one that does not apply.
 */
export function applyJsonPatch<T>(document: T, patch: unknown): T {
  const operations = readOperations(patch);
  const target = new PatchedDocument(document);
  try {
    for (const operation of operations) target.apply(operation);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    throw unprocessablePatch(error.message);
  }
  return target.root as T;
}

interface Operation {
  readonly op: unknown;
  readonly path: unknown;
  readonly from: unknown;
  /** Undefined when the operation has none. */
  readonly value: unknown;
}

function readOperations(patch: unknown): Operation[] {
  if (patch === null || patch === undefined) return [];
  const malformed = (found: unknown, type: string) =>
    badRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(found)} into Go ${type}`);
  if (!Array.isArray(patch)) throw malformed(patch, 'value of type []handlers.jsonPatchOp');
  const operations = patch.map((operation: unknown): Operation => {
    if (operation !== null && !isObject(operation))
      throw malformed(operation, 'value of type handlers.jsonPatchOp');
    const read = (name: string) => (operation ? member(operation, name) : undefined);
    for (const name of ['op', 'path', 'from']) {
      const text = read(name);
      if (text !== undefined && text !== null && typeof text !== 'string')
        throw malformed(text, `struct field jsonPatchOp.${name} of type string`);
    }
    return { op: read('op'), path: read('path'), from: read('from'), value: read('value') };
  });
  if (operations.length > MAX_JSON_PATCH_OPERATIONS)
    throw tooLarge(
      `Request entity too large: The allowed maximum operations in a JSON patch is ${MAX_JSON_PATCH_OPERATIONS}, got ${operations.length}`,
    );
  return operations;
}

/** A document in the making: containers are copied when they are first changed. */
class PatchedDocument {
  root: unknown;
  private readonly own = new WeakSet<object>();
  private copiedBytes = 0;

  constructor(document: unknown) {
    this.root = document;
  }

  apply({ op, path, from, value }: Operation): void {
    switch (op) {
      case 'add':
        this.add(pointer(path), value ?? null);
        break;
      case 'remove':
        this.remove(pointer(path));
        break;
      case 'replace':
        this.replace(pointer(path), value ?? null);
        break;
      case 'move': {
        const moved = this.read(pointer(from));
        this.remove(pointer(from));
        this.add(pointer(path), moved ?? null);
        break;
      }
      case 'copy':
        this.copy(pointer(from), pointer(path));
        break;
      case 'test':
        this.test(pointer(path), value);
        break;
      default:
        throw new OperationError(`Unexpected kind: ${op ?? 'unknown'}`);
    }
  }

  private add(path: string, value: unknown): void {
    const { container, key } = this.writable(path);
    if (!Array.isArray(container)) setMember(container, key, value);
    else if (key === '-') container.push(value);
    else container.splice(indexIn(key, container.length + 1, container.length), 0, value);
  }

  private remove(path: string): void {
    const { container, key } = this.writable(path);
    if (Array.isArray(container)) {
      container.splice(indexIn(key, container.length, container.length - 1), 1);
      return;
    }
    if (!Object.hasOwn(container, key))
      throw new OperationError(`Unable to remove nonexistent key: ${key}: missing value`);
    delete container[key];
  }

  private replace(path: string, value: unknown): void {
    if (path === '') {
      if (typeof value !== 'object' || value === null)
        throw new OperationError('replace operation value must be object or array');
      this.root = value;
      return;
    }
    const { container, key } = this.writable(path);
    if (Array.isArray(container)) container[indexIn(key, container.length, container.length - 1)] = value;
    else setMember(container, key, value);
  }

  private copy(from: string, path: string): void {
    const value = this.read(from) ?? null;
    this.copiedBytes += value === null ? 0 : Buffer.byteLength(JSON.stringify(value));
    if (this.copiedBytes > MAX_COPIED_BYTES)
      throw new OperationError(
        `Unable to complete the copy, the accumulated size increase of copy is ${this.copiedBytes}, exceeding the limit ${MAX_COPIED_BYTES}`,
      );
    // The value gets a second place: what follows must not change it in both.
    this.add(path, clone(value));
  }

  private test(path: string, expected: unknown): void {
    const actual = path === '' ? this.root : this.read(path);
    const passes =
      actual === undefined || actual === null
        ? expected === undefined || expected === null
        : expected !== undefined && equal(actual, expected);
    if (!passes) throw new OperationError(`testing value ${path} failed: test failed`);
  }

  /** The value at a path; undefined for an absent member. */
  private read(path: string): unknown {
    const { parents, key } = splitPath(path);
    let container = this.root;
    for (const parent of parents) container = child(container, parent, path);
    if (!isContainer(container)) throw missing(path);
    return Array.isArray(container)
      ? container[indexIn(key, container.length, container.length - 1)]
      : member(container, key);
  }

  /** The container at the end of a path, with every container on the way, ready to be changed. */
  private writable(path: string): { container: Container; key: string } {
    const { parents, key } = splitPath(path);
    if (!isContainer(this.root)) throw missing(path);
    let container = this.owned(this.root);
    this.root = container;
    for (const parent of parents) {
      const next = this.owned(child(container, parent, path));
      if (Array.isArray(container)) container[indexIn(parent, container.length, container.length - 1)] = next;
      else setMember(container, parent, next);
      container = next;
    }
    return { container, key };
  }

  private owned(container: Container): Container {
    if (this.own.has(container)) return container;
    const copy = Array.isArray(container) ? [...container] : { ...container };
    this.own.add(copy);
    return copy;
  }
}

function pointer(path: unknown): string {
  if (typeof path !== 'string') throw new OperationError('operation missing path field: missing value');
  return path;
}

function splitPath(path: string): { parents: string[]; key: string } {
  const [, ...steps] = path.split('/');
  if (steps.length === 0) throw missing(path);
  const decoded = steps.map((step) => step.replace(/~[01]/g, (escaped) => (escaped === '~1' ? '/' : '~')));
  return { parents: decoded.slice(0, -1), key: decoded.at(-1)! };
}

function child(container: unknown, key: string, path: string): Container {
  let found: unknown;
  if (Array.isArray(container)) found = container[indexIn(key, container.length, container.length - 1)];
  else if (isContainer(container)) found = member(container, key);
  if (!isContainer(found)) throw missing(path);
  return found;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** `size` is what negative indexes count from, `last` the highest index allowed. */
function indexIn(key: string, size: number, last: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw new OperationError(`value was not a proper array index: '${key}'`);
  const index = Number(key);
  const absolute = index < 0 ? index + size : index;
  if (absolute < 0 || absolute > last)
    throw new OperationError(`Unable to access invalid index: ${index}: invalid index referenced`);
  return absolute + 0;
}

function missing(path: string): OperationError {
  return new OperationError(`operation does not apply: doc is missing path: ${path}: missing value`);
}
