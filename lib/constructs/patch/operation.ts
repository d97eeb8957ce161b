import { JsonPatch } from 'cdk8s';

/** One operation of a JSON patch (RFC 6902). */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'copy' | 'move' | 'test';
  /** JSON pointer (RFC 6901): `/spec/template/metadata/annotations/example.com~1key`. */
  readonly path: string;
  /** JSON pointer of the source of `copy` and `move`. */
  readonly from?: string;
  /** The value of `add`, `replace` and `test`. */
  readonly value?: unknown;
}

/** An operation can be written either way: `JsonPatch.replace('/spec/replicas', 3)`, or the plain object. */
export type Operation = JsonPatch | PatchOperation;

export function toPatchOperation(operation: Operation): PatchOperation {
  return operation instanceof JsonPatch ? operation._toJson() : operation;
}

export function toJsonPatch({ op, path, from, value }: PatchOperation): JsonPatch {
  switch (op) {
    case 'add':
      return JsonPatch.add(path, value);
    case 'remove':
      return JsonPatch.remove(path);
    case 'replace':
      return JsonPatch.replace(path, value);
    case 'copy':
      return JsonPatch.copy(from!, path);
    case 'move':
      return JsonPatch.move(from!, path);
    case 'test':
      return JsonPatch.test(path, value);
  }
}
