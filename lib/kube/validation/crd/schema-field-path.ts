import { additionalOf } from '../../custom-resource/schema-parts';
import { FieldPath, pathUnder } from '../../field-path';
import type { JSONSchemaProps } from '../../generated/apiextensions-v1';

/** A field of a custom resource, as rules and selectable fields name it: `.spec.name` or `.spec['my-key']`. */
export interface FoundField {
  readonly path: FieldPath | undefined;
  readonly firstName: string;
  /** Undefined for a value under any key whose schema is not stated. */
  readonly schema: JSONSchemaProps | undefined;
}

/** Follows the path through the schema; a text says why it leads nowhere. */
export function findField(
  text: string,
  schema: JSONSchemaProps,
  allowsBrackets: boolean,
): FoundField | string {
  const tokens = tokensOf(text);
  let found: FoundField = { path: undefined, firstName: '', schema };
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token === '[' && !allowsBrackets) return 'array notation is not allowed';
    if (token !== '[' && token !== '.') return `expected [ or . but got: ${token}`;
    const next = tokens[++index];
    if (next === undefined) return 'unexpected end of JSON path';
    const name = token === '[' ? quotedName(next) : next;
    if (typeof name !== 'string') return name.problem;
    const step = stepTo(found, name);
    if (typeof step === 'string') return step;
    found = step;
    if (token === '.') continue;
    const closing = tokens[++index];
    if (closing === undefined) return 'unexpected end of JSON path';
    if (closing !== ']') return `expected ] but got ${closing}`;
  }
  return found;
}

const NOT_A_FIELD = 'does not refer to a valid field';

function stepTo({ path, firstName, schema }: FoundField, name: string): FoundField | string {
  if (schema?.properties) {
    if (!Object.hasOwn(schema.properties, name)) return NOT_A_FIELD;
    return {
      path: pathUnder(path, name),
      firstName: path ? firstName : name,
      schema: schema.properties[name],
    };
  }
  if (schema?.additionalProperties === undefined) return NOT_A_FIELD;
  return {
    path: (path ?? FieldPath.of('')).key(name),
    firstName: path ? firstName : `[${name}]`,
    schema: additionalOf(schema),
  };
}

/** The characters `.`, `[` and `]` by themselves, texts in single quotes, and whatever is in between. */
function tokensOf(text: string): readonly string[] {
  return text.match(/'(?:[^']|(?<=\\)')*'|'.*$|[.[\]]|[^.[\]]+/gs) ?? [];
}

const ESCAPES: { readonly [letter: string]: string } = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
};

function quotedName(token: string): string | { readonly problem: string } {
  if (!/^'.*'$/s.test(token)) return { problem: `expected single quoted string but got ${token}` };
  const inner = token.slice(1, -1);
  const wrong = [...inner.matchAll(/\\(.)/gs)].find(([, letter]) => ESCAPES[letter!] === undefined);
  if (wrong) return { problem: `invalid string literal: invalid escape char ${wrong[0]}` };
  return inner.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter]!);
}
