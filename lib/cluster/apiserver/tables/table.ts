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

/** Of the group `meta.k8s.io`: the versions in which clients can ask for tables and metadata. */
export type MetaVersion = 'v1' | 'v1beta1';

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: `meta.k8s.io/${MetaVersion}`;
  readonly metadata: object;
  readonly columnDefinitions: readonly Column[] | null;
  readonly rows: readonly Row[] | null;
}

/** What of an object comes with its row: the default is its metadata. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  readonly include: IncludeObject;
  readonly version: MetaVersion;
  /** Milliseconds since the Unix epoch, for ages. */
  readonly now: number;
  /** A watch tells its columns only once. */
  readonly withoutColumns?: boolean;
}

export function tableOf(
  printer: TablePrinter,
  objects: readonly KubeObject[],
  metadata: object,
  options: TableOptions,
): Table {
  const sorted = printer.compare ? [...objects].sort(printer.compare) : objects;
  const isNull = printer.emptyIsNull && sorted.length === 0;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata,
    columnDefinitions: options.withoutColumns ? null : printer.columns,
    rows: isNull ? null : sorted.map((object) => rowOf(printer, object, options)),
  };
}

function rowOf(printer: TablePrinter, object: KubeObject, options: TableOptions): Row {
  const cells = printer.cells(object, options.now);
  const conditions = printer.conditions?.(object);
  const part = includedPart(object, options);
  return conditions ? { cells, conditions, object: part } : { cells, object: part };
}

export function partialMetadata({ metadata }: KubeObject, version: MetaVersion): object {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata };
}

function includedPart(object: KubeObject, { include, version }: TableOptions): object | null {
  if (include === 'None') return null;
  return include === 'Object' ? object : partialMetadata(object, version);
}
