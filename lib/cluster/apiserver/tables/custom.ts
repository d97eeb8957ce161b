import type { CustomVersion } from '../../../kube/custom-resource/custom-version';
import { sortedDeep } from '../../../kube/custom-resource/sorted-deep';
import { humanDuration } from '../../../kube/duration';
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
} from '../../../kube/generated/apiextensions-v1';
import { goJson } from '../../../kube/go-format';
import { JsonPath, JsonPathError } from '../../../kube/json-path';
import { canonicalTime, parseTime } from '../../../kube/time';
import { nameOf, UNKNOWN } from './cells';
import columns from './columns.json';
import type { Cell, Column, TablePrinter } from './table';

const [NAME, CREATED] = (columns as { readonly [key: string]: readonly Column[] })['default']! as [
  Column,
  Column,
];

/** What a kind without columns of its own shows. */
const AGE: CustomResourceColumnDefinition = {
  name: 'Age',
  type: 'date',
  description: CREATED.description,
  jsonPath: '.metadata.creationTimestamp',
};

const printers = new WeakMap<CustomResourceDefinitionVersion, TablePrinter>();

/** How objects of a custom kind are printed: as the columns of their version say. */
export function customPrinter({ version }: CustomVersion): TablePrinter {
  let printer = printers.get(version);
  if (!printer) {
    printer = makePrinter(version.additionalPrinterColumns ?? [AGE]);
    printers.set(version, printer);
  }
  return printer;
}

function makePrinter(definitions: readonly CustomResourceColumnDefinition[]): TablePrinter {
  const paths = readable(definitions);
  return {
    columns: [NAME, ...definitions.slice(0, paths.length).map(columnOf)],
    cells: (object, now) => [
      nameOf(object),
      ...paths.map(({ type, path }) => cellOf(type, firstValue(path, object), now)),
    ],
  };
}

/** A path that fails shows nothing. */
function firstValue(path: JsonPath, object: unknown): unknown {
  try {
    return path.find(object)[0];
  } catch (error) {
    if (error instanceof JsonPathError) return undefined;
    throw error;
  }
}

/** The columns before the first one that cannot be read. */
function readable(definitions: readonly CustomResourceColumnDefinition[]): readonly ReadableColumn[] {
  const paths: ReadableColumn[] = [];
  for (const { type, jsonPath } of definitions) {
    try {
      paths.push({ type, path: JsonPath.parse(jsonPath) });
    } catch (error) {
      if (error instanceof JsonPathError) return paths;
      throw error;
    }
  }
  return paths;
}

interface ReadableColumn {
  readonly type: string;
  readonly path: JsonPath;
}

function columnOf({
  name,
  type,
  format,
  description,
  jsonPath,
  priority,
}: CustomResourceColumnDefinition): Column {
  return {
    name,
    type,
    format: format ?? '',
    description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    priority: priority ?? 0,
  };
}

/** A value that is not of the column's type is not shown. */
function cellOf(type: string, value: unknown, now: number): Cell {
  if (value === null && type === 'string') return '<no value>';
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'string':
      return typeof value === 'object' ? goJson(sortedDeep(value)) : String(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? ageOf(value, now) : null;
    default:
      return null;
  }
}

function ageOf(text: string, now: number): string {
  try {
    const time = canonicalTime(text);
    return time === '' ? UNKNOWN : humanDuration(now - parseTime(time));
  } catch {
    return '<invalid>';
  }
}
