import {
  Composer,
  CST,
  isScalar,
  LineCounter,
  Parser,
  type Scalar,
  stringify,
  visit,
  type YAMLError,
} from 'yaml';
import { noteRepeatedInYaml } from '../../../kube/decode-body';
import { goQuote } from '../../../kube/go-format';
import { GO_YAML } from '../../../kube/go-yaml';
import { MAX_DEPTH } from '../../../kube/json';
import { NOT_PLAIN, parsePlainYaml } from '../../../kube/plain-yaml';
import { isObject } from '../../../kube/record';
import { tooLarge } from '../../../kube/status';

/** A text is not YAML; the message is that of Go's parser where the two say the same. */
export class YamlSyntaxError extends Error {
  override readonly name = 'YamlSyntaxError';
}

/** A document whose aliases are expanded more often than this is an attack. */
const MOST_ALIASES = 100;
/** Values of real objects are nested a few dozen levels deep. */
const DEEPEST = 200;
/** Before a document, where it is not left out. */
const HEADER = '---\n';
/** Characters of a document that is not plain: nobody else is served while it is read, which takes a second and a half. */
const MOST_ELABORATE = 1024 * 1024;
const TOO_ELABORATE = `Request entity too large: limit is ${MOST_ELABORATE} for YAML with flow collections, anchors, tags or folded texts; send it as JSON`;

/**
 * The first document of a YAML text as JSON, as the API server reads it: YAML 1.1, in which `yes` is a boolean, with times
 * as texts. Of repeated keys the last counts, and they are noted.
 * @throws YamlSyntaxError, or StatusError 413
 */
export function parseYaml(text: string): unknown {
  const plain = parsePlainYaml(text.startsWith(HEADER) ? text.slice(HEADER.length) : text);
  if (plain !== NOT_PLAIN) return sortedJson(plain ?? null, 1);
  if (text.length > MOST_ELABORATE) throw tooLarge(TOO_ELABORATE);
  return parseElaborate(text);
}

/** What the fast reader of plain YAML does not know. */
function parseElaborate(text: string): unknown {
  const lineCounter = new LineCounter();
  const composer = new Composer({
    ...GO_YAML,
    // Checked below: the parser's own check takes the square of the number of keys.
    uniqueKeys: false,
    // Otherwise the parser prints warnings to the terminal of the server.
    logLevel: 'error',
  });
  const tokens = [...new Parser(lineCounter.addNewLine).parse(text)];
  for (const token of tokens) checkDepth(token);
  const [document] = [...composer.compose(tokens)];
  if (!document) return null;
  const [error] = document.errors;
  if (error) throw syntaxError(error, lineCounter, text);
  const value = sortedJson(
    readDocument(() => document.toJS({ maxAliasCount: MOST_ALIASES })),
    1,
  );
  const repeated = repeatedKeys(document, lineCounter);
  if (isObject(value) && repeated.length > 0) noteRepeatedInYaml(value, repeated);
  return value;
}

/** As the API server writes it: sorted keys, long texts in one line. */
export function printYaml(value: unknown): string {
  const options = {
    version: '1.1',
    aliasDuplicateObjects: false,
    lineWidth: 0,
    sortMapEntries: true,
  } as const;
  return stringify(value, { ...options, indentSeq: false });
}

/**
 * The composer calls itself for every level, and a call stack that is nearly full ends the process when a regular
 * expression is compiled: so the depth is looked at before.
 */
function checkDepth(token: CST.Token): void {
  const waiting: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { depth } = next;
    if (depth > DEEPEST) throw new YamlSyntaxError('yaml: exceeded max depth');
    if (next.token.type === 'document' && next.token.value) waiting.push({ token: next.token.value, depth });
    if (!CST.isCollection(next.token)) continue;
    for (const { key, value } of next.token.items) {
      if (key) waiting.push({ token: key, depth: depth + 1 });
      if (value) waiting.push({ token: value, depth: depth + 1 });
    }
  }
}

function readDocument(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    // An alias without its anchor, too many aliases, or nested too deeply for the parser.
    const unknown = /^Unresolved alias .*: (.*)$/.exec((error as Error).message)?.[1];
    throw new YamlSyntaxError(
      `yaml: ${unknown ? `unknown anchor '${unknown}' referenced` : (error as Error).message}`,
    );
  }
}

/** The value with sorted keys, as the API server's JSON of a YAML text has them. YAML has numbers that JSON has not. */
function sortedJson(value: unknown, depth: number): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new YamlSyntaxError(
      `json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`,
    );
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw new YamlSyntaxError('exceeded max depth');
  if (Array.isArray(value)) return value.map((element) => sortedJson(element, depth + 1));
  const keys = Object.keys(value).sort();
  return Object.fromEntries(
    keys.map((key) => [key, sortedJson((value as Record<string, unknown>)[key], depth + 1)]),
  );
}

/** The errors that have a name in both parsers, in the words of Go's scanner; its parser has others. */
const SCANNER_WORDS: { readonly [code: string]: string | undefined } = {
  TAB_AS_INDENT: 'found character that cannot start any token',
  BAD_SCALAR_START: 'found character that cannot start any token',
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
};

function syntaxError({ code, message, pos }: YAMLError, lines: LineCounter, text: string): YamlSyntaxError {
  const flow = /^Flow (map|sequence) /.exec(message)?.[1];
  const inScanner = /quote$/.test(message) ? 'found unexpected end of stream' : SCANNER_WORDS[code];
  const inParser = flow && `did not find expected ',' or '${flow === 'map' ? '}' : ']'}'`;
  // Go counts lines from 0, and names none for the first; only the scanner then adds one.
  const line = lines.linePos(pos[0]).line - (isCutOff(text, pos[0]) && inParser ? 0 : 1);
  const where = line > 0 ? `line ${inParser ? line : line + 1}: ` : '';
  return new YamlSyntaxError(`yaml: ${where}${inParser || inScanner || message}`);
}

/** Go's parser sees the end of a text on a line of its own. */
function isCutOff(text: string, position: number): boolean {
  return position >= text.length && !text.endsWith('\n');
}

/** `line 3: key "name" already set in map`. */
function repeatedKeys(document: Parameters<typeof visit>[0], lines: LineCounter): readonly string[] {
  const found: string[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const { value, range } = key as Scalar & { range: [number, number, number] };
        if (seen.has(value))
          found.push(
            `line ${lines.linePos(range[0]).line}: key ${goQuote(String(value))} already set in map`,
          );
        seen.add(value);
      }
    },
  });
  return found;
}
