import { goQuote } from '../go-format';
import type { Schema } from '../schema';
import {
  type FieldShape,
  type Fields,
  formOf,
  isMap,
  type ListShape,
  type MapShape,
  type ScalarForm,
  shapeOf,
  TypedValueError,
} from './field-shape';
import { listElement } from './list-elements';
import { type PathElement, printedPathElement } from './path-element';

/** `path` is relative to the value that was looked at. */
interface Problem {
  readonly path: string;
  readonly message: string;
}

const NONE: readonly Problem[] = [];

/**
 * Checks that a configuration has the shape of its kind: declared fields only, values of the right types, no element of
 * a list twice. All that is wrong is in one message, in Kubernetes' words.
 * @throws TypedValueError
 */
export function validateConfiguration(configuration: object, schema: Schema): void {
  const problems = problemsOf(configuration, shapeOf(schema));
  if (problems.length === 0) return;
  const lines = problems.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  throw new TypedValueError(
    lines.length === 1 ? lines[0]! : ['errors:', ...lines.map((line) => `  ${line}`)].join('\n'),
  );
}

const here = (message: string): readonly Problem[] => [{ path: '', message }];

function under(element: PathElement, problems: readonly Problem[]): readonly Problem[] {
  const step = printedPathElement(element);
  return problems.map(({ path, message }) => ({ path: step + path, message }));
}

function problemsOf(value: unknown, shape: FieldShape): readonly Problem[] {
  if (value === null || value === undefined) return NONE;
  const { map, scalar, list } = formOf(shape, value);
  if (map) return isMap(value) ? problemsOfMap(value, map) : here(`expected map, got &{${goPlain(value)}}`);
  if (scalar) return problemsOfScalar(value, scalar);
  return Array.isArray(value)
    ? problemsOfList(value, list!)
    : here(`expected list, got &{${goPlain(value)}}`);
}

function problemsOfMap(value: Fields, map: MapShape): readonly Problem[] {
  let found = NONE;
  for (const name in value) {
    const shape = map.declared(name)?.shape ?? map.others;
    const problems = shape ? problemsOf(value[name], shape) : here('field not declared in schema');
    if (problems.length > 0) found = [...found, ...under(`f:${name}`, problems)];
    if (!shape) return found;
  }
  return found;
}

function problemsOfList(values: readonly unknown[], list: ListShape): readonly Problem[] {
  return list.atomic ? problemsOfElements(values, list) : problemsOfKeyedElements(values, list);
}

function problemsOfElements(values: readonly unknown[], { items }: ListShape): readonly Problem[] {
  let found = NONE;
  for (let index = 0; index < values.length; index++) {
    const problems = problemsOf(values[index], items);
    if (problems.length > 0) found = [...found, ...under(`i:${index}`, problems)];
  }
  return found;
}

function problemsOfKeyedElements(values: readonly unknown[], list: ListShape): readonly Problem[] {
  let found = NONE;
  const seen = new Set<PathElement>();
  for (let index = 0; index < values.length; index++) {
    const element = elementOrProblem(list, values[index]);
    if (typeof element !== 'string') return [...found, ...here(`element ${index}: ${element.message}`)];
    if (seen.has(element))
      found = [...found, ...here(`duplicate entries for key ${printedPathElement(element)}`)];
    seen.add(element);
    const problems = problemsOf(values[index], list.items);
    if (problems.length > 0) found = [...found, ...under(element, problems)];
  }
  return found;
}

function elementOrProblem(list: ListShape, value: unknown): PathElement | TypedValueError {
  try {
    return listElement(list, value);
  } catch (error) {
    if (error instanceof TypedValueError) return error;
    throw error;
  }
}

function problemsOfScalar(value: unknown, scalar: ScalarForm): readonly Problem[] {
  const type = typeof value;
  switch (scalar) {
    case 'numeric':
      return type === 'number' ? NONE : here(`expected numeric (int or float), got ${goType(value)}`);
    case 'string':
      return type === 'string'
        ? NONE
        : here(`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
    case 'boolean':
      return type === 'boolean' ? NONE : here(`expected boolean, got &{${goPlain(value)}}`);
    case 'untyped':
      return type !== 'object' ? NONE : here(`expected any scalar, got &{${goPlain(value)}}`);
  }
}

function goType(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** `%v` of a decoded JSON value. */
function goPlain(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goPlain).join(' ')}]`;
  if (!isMap(value)) return String(value);
  return `map[${entriesOf(value)
    .map(([key, inner]) => `${key}:${goPlain(inner)}`)
    .join(' ')}]`;
}

/** `%#v` of a decoded JSON value. */
function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isMap(value)) return String(value);
  return `map[string]interface {}{${entriesOf(value)
    .map(([key, inner]) => `${goQuote(key)}:${goSyntax(inner)}`)
    .join(', ')}}`;
}

function entriesOf(map: Fields): readonly (readonly [string, unknown])[] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
