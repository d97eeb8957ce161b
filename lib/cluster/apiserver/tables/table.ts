import type { KubeObject } from '../../../kube/object';

/** One column of what `kubectl get` prints, as the API describes it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, 1 with `-o wide`. */
  readonly priority: number;
}

export type Cell = string | number | boolean | null;

/** Tells clients that a row's object has finished; they may leave it out. */
export interface RowCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** The cells of one object's row. `now`, in milliseconds since the Unix epoch, is for ages. */
export type CellsOf<T extends KubeObject> = (object: T, now: number) => readonly Cell[];

/** How one kind is printed (Kubernetes' TableConvertor). */
export interface TablePrinter<T extends KubeObject = KubeObject> {
  readonly columns: readonly Column[];
  readonly cells: CellsOf<T>;
  readonly conditions?: (object: T) => readonly RowCondition[] | undefined;
  /** The order of the rows of a list, when it is not that of the list. */
  readonly compare?: (a: T, b: T) => number;
  /** Whether a table without rows has no list of rows at all, as that of the default convertor. */
  readonly emptyIsNull?: boolean;
}

export interface Row {
  readonly cells: readonly Cell[];
  readonly conditions?: readonly RowCondition[];
  readonly object: object | null;
}

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: object;
  readonly columnDefinitions: readonly Column[];
  readonly rows: readonly Row[] | null;
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
  const sorted = printer.compare ? [...objects].sort(printer.compare) : objects;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: withColumns ? printer.columns : NO_COLUMNS,
    rows:
      printer.emptyIsNull && sorted.length === 0
        ? null
        : sorted.map((object) => rowOf(printer, object, include, now)),
  };
}

function rowOf(printer: TablePrinter, object: KubeObject, include: IncludeObject, now: number): Row {
  const cells = printer.cells(object, now);
  const conditions = printer.conditions?.(object);
  const part = includedPart(object, include);
  return conditions ? { cells, conditions, object: part } : { cells, object: part };
}

export function partialMetadata(object: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

function includedPart(object: KubeObject, include: IncludeObject): object | null {
  if (include === 'None') return null;
  return include === 'Object' ? object : partialMetadata(object);
}

const NO_COLUMNS: readonly Column[] = Object.freeze([]);
