import { type Document, LineCounter, type ParsedNode, parseAllDocuments } from 'yaml';
import { GO_YAML } from '../kube/go-yaml';
import type { KubeObject } from '../kube/object';
import { NOT_PLAIN, parsePlainYaml } from '../kube/plain-yaml';
import { type DocumentText, documentsOf } from './documents';
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
  const parsed: Parsed = { objects: [], problems: [] };
  for (const part of documentsOf(text)) {
    const value = part.plain === undefined ? NOT_PLAIN : parsePlainYaml(part.plain);
    if (value === NOT_PLAIN) readWithParser(part, file, parsed);
    else readValue(value, plainLocator(part, file), parsed);
  }
  return parsed;
}

interface Parsed {
  readonly objects: ManifestObject[];
  readonly problems: ManifestProblem[];
}

type Locate = (field: string) => Position;

/** Where the parser stood is only asked for where something is to be told: it reads the document for that. */
function plainLocator({ text, line, plain }: DocumentText, file: string): Locate {
  const start: Position = { file, line: line + lineOfContent(plain!, text), column: 1 };
  let precise: Locate | undefined;
  return (field) => {
    if (field === '') return start;
    if (!precise) {
      const lines = new LineCounter();
      const [document] = parseDocuments(text, lines);
      precise = locatorIn(document?.contents as ParsedNode, lines, file, line);
    }
    return precise(field);
  };
}

function lineOfContent(plain: string, text: string): number {
  const offset = text.length - plain.length + Math.max(0, plain.search(/^[^ #\n]/m));
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

function locatorIn(node: ParsedNode, lines: LineCounter, file: string, line: number): Locate {
  const start = node.range[0];
  return (field) => shifted(positionAt(file, lines, offsetOf(node, field) ?? start), line);
}

function shifted(position: Position, lines: number): Position {
  return lines === 0 ? position : { ...position, line: position.line + lines };
}

function parseDocuments(text: string, lines: LineCounter): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text, {
    ...GO_YAML,
    lineCounter: lines,
    uniqueKeys: true,
  });
  return Array.isArray(documents) ? (documents as Document.Parsed[]) : [];
}

function readWithParser({ text, line }: DocumentText, file: string, parsed: Parsed): void {
  const lines = new LineCounter();
  for (const document of parseDocuments(text, lines)) {
    const report = (message: string, offset: number) =>
      parsed.problems.push({ message, position: shifted(positionAt(file, lines, offset), line) });
    for (const error of document.errors) report(syntaxError(error.message), error.pos[0]);
    if (document.errors.length > 0) continue;
    try {
      const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
      const node = document.contents as ParsedNode | null;
      if (node) readValue(value, locatorIn(node, lines, file, line), parsed);
    } catch (error) {
      report((error as Error).message, document.range[0]);
    }
  }
}

function readValue(value: unknown, locate: Locate, { objects, problems }: Parsed): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object' || Array.isArray(value)) {
    const found = Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value)}`;
    const message = `expected an object with apiVersion and kind, found ${found}`;
    problems.push({ message, position: locate('') });
    return;
  }
  for (const { found, path } of objectsIn(value as Record<string, unknown>)) {
    const inside: Locate = path ? (field) => locate(`${path}.${field}`) : locate;
    const problem = identityProblem(found);
    if (problem) problems.push({ message: problem, position: inside('') });
    else objects.push({ object: found as unknown as KubeObject, position: inside(''), locate: inside });
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
