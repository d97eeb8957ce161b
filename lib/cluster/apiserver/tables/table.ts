import { freeze } from '../../../kube/frozen';
import type { KubeObject } from '../../../kube/object';

/** One column of what `kubectl get` prints. */
export interface Column {
  readonly name: string;
  /** @default 'string' */
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  /** @default '' */
  readonly format?: string;
  readonly description: string;
  /** 0 is always shown, 1 with `-o wide`. @default 0 */
  readonly priority?: number;
}

export type Cell = string | number | boolean | null;

/** How one kind is printed (Kubernetes' printers; the columns are those of the reference version). */
export interface TablePrinter<T extends KubeObject = KubeObject> {
  readonly columns: readonly Column[];
  /** @param now milliseconds since the Unix epoch, for ages */
  cells(object: T, now: number): readonly Cell[];
}

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: object;
  readonly columnDefinitions: readonly object[];
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly object: object | null }[];
}

/** What of an object comes with its row: the default is its metadata. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** @param withColumns whether the columns are repeated: a watch sends them once */
export function tableOf(
  printer: TablePrinter,
  objects: readonly KubeObject[],
  metadata: object,
  include: IncludeObject,
  now: number,
  withColumns = true,
): Table {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: withColumns ? definitionsOf(printer) : [],
    rows: objects.map((object) => ({
      cells: printer.cells(object, now),
      object: includedPart(object, include),
    })),
  };
}

const definitions = new WeakMap<TablePrinter, readonly object[]>();

function definitionsOf(printer: TablePrinter): readonly object[] {
  let known = definitions.get(printer);
  if (!known) {
    known = freeze(
      printer.columns.map(({ name, type = 'string', format = '', description, priority = 0 }) => ({
        name,
        type,
        format,
        description,
        priority,
      })),
    );
    definitions.set(printer, known);
  }
  return known;
}

export function partialMetadata(object: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

function includedPart(object: KubeObject, include: IncludeObject): object | null {
  if (include === 'None') return null;
  return include === 'Object' ? object : partialMetadata(object);
}
