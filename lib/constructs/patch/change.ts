import type { SourceLocation } from '../authoring/source-location';
import { type Operation, type PatchOperation, toPatchOperation } from './operation';
import { overrideOperation } from './override';
import { applyStrictly } from './strict-patch';

/** What an author changes in an object from outside the construct that made it. */
export interface Change {
  /** Where the author asked for it. */
  readonly source: SourceLocation | undefined;
  /** The operations that make the change in a document; a `PatchMismatch` when it fits nowhere. */
  operationsFor(document: unknown): readonly PatchOperation[];
}

export function patchChange(operations: readonly Operation[], source: SourceLocation | undefined): Change {
  const plain = operations.map(toPatchOperation);
  return { source, operationsFor: () => plain };
}

export function overrideChange(
  steps: readonly string[],
  value: unknown,
  source: SourceLocation | undefined,
): Change {
  return { source, operationsFor: (document) => [overrideOperation(document, steps, value)] };
}

/** Applies a change to a document, which may be changed by it; the changed document is returned. */
export function applyChange(document: unknown, change: Change): unknown {
  return change.operationsFor(document).reduce(applyStrictly, document);
}
