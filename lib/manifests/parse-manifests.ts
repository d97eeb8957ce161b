import { type Document, LineCounter, type ParsedNode, parseAllDocuments } from 'yaml';
import type { KubeObject } from '../kube/object';
import { offsetOf, type Position, positionAt } from './position';

/** One object of a manifest, and where it and its fields stand. */
export interface ManifestObject {
  readonly object: KubeObject;
  readonly position: Position;
  /** Where a field stands, given its path as errors of the API print it; the nearest part that exists where it is missing. */
  locate(field: string): Position;
}

/** Something in a file that is no object of the API. */
export interface ManifestProblem {
  readonly message: string;
  readonly position: Position;
}

export interface ParsedManifests {
  readonly objects: readonly ManifestObject[];
  readonly problems: readonly ManifestProblem[];
}

/** An object whose YAML aliases are expanded more often than this is an attack, not a manifest. */
const MOST_ALIASES = 100;

/**
 * Reads the documents of one YAML or JSON file. Lists (`kind: List`) are opened, empty documents skipped; everything that
 * is wrong is reported, and what is right is returned all the same.
 */
export function parseManifests(text: string, file: string): ParsedManifests {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    version: '1.1',
    merge: true,
    uniqueKeys: true,
  });
  const objects: ManifestObject[] = [];
  const problems: ManifestProblem[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    readDocument(document as Document.Parsed, file, lines, objects, problems);
  }
  return { objects, problems };
}

function readDocument(
  document: Document.Parsed,
  file: string,
  lines: LineCounter,
  objects: ManifestObject[],
  problems: ManifestProblem[],
): void {
  const report = (message: string, offset: number) =>
    problems.push({ message, position: positionAt(file, lines, offset) });
  for (const error of document.errors) report(syntaxError(error.message), error.pos[0]);
  if (document.errors.length > 0) return;
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    report((error as Error).message, document.range[0]);
    return;
  }
  if (value === null || value === undefined) return;
  const node = document.contents as ParsedNode;
  const start = node.range[0];
  if (typeof value !== 'object' || Array.isArray(value)) {
    report(
      `expected an object with apiVersion and kind, found ${Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value)}`}`,
      start,
    );
    return;
  }
  for (const { found, path } of objectsIn(value as Record<string, unknown>)) {
    const locate = (field: string) =>
      positionAt(file, lines, offsetOf(node, path ? `${path}.${field}` : field) ?? start);
    const problem = identityProblem(found);
    if (problem) problems.push({ message: problem, position: locate('') });
    else objects.push({ object: found as unknown as KubeObject, position: locate(''), locate });
  }
}

/** The object itself, or the items of a `List`. */
function* objectsIn(
  value: Record<string, unknown>,
): Generator<{ found: Record<string, unknown>; path: string }> {
  const { kind, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) {
    yield { found: value, path: '' };
    return;
  }
  for (const [index, item] of items.entries()) {
    const found = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {};
    // The items of a typed list, such as ConfigMapList, may leave out what the list already says.
    const inherited =
      kind === 'List' ? {} : { apiVersion: value.apiVersion, kind: kind.slice(0, -'List'.length) };
    yield { found: { ...inherited, ...found }, path: `items[${index}]` };
  }
}

function identityProblem({ apiVersion, kind, metadata }: Record<string, unknown>): string | undefined {
  const missing = [
    ...(typeof apiVersion === 'string' && apiVersion ? [] : ['apiVersion']),
    ...(typeof kind === 'string' && kind ? [] : ['kind']),
  ];
  if (missing.length > 0)
    return `${missing.join(' and ')} not set: every object needs apiVersion, kind and metadata`;
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
    return `${kind} has no metadata: every object needs metadata.name`;
  return undefined;
}

/** The parser's message without its own position and source excerpt: we print the position ourselves. */
function syntaxError(message: string): string {
  const [first] = message.split('\n');
  return `not valid YAML: ${first!.replace(/ at line \d+, column \d+:?$/, '')}`;
}
