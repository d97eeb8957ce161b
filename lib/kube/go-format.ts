/** How Go prints values: validation messages quote them, and must be the same letter by letter. */

const ESCAPES: { readonly [character: string]: string } = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

const PLAIN = /^[ !#-[\]-~]*$/;
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** `%q` of a string. */
export function goQuote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const character of text) {
    const short = ESCAPES[character];
    if (short !== undefined) quoted += short;
    else quoted += UNPRINTABLE.test(character) ? escaped(character.codePointAt(0)!) : character;
  }
  return `${quoted}"`;
}

function escaped(code: number): string {
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

const PAST_INT64 = 2 ** 63;

/** Whether Go reads the number as a whole one, rather than as a floating point number. */
export function isWholeNumber(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < PAST_INT64;
}

const PLAIN_DIGITS = 6;

/** `%v` of a floating point number. */
export function goFloat(value: number): string {
  if (value !== 0 && Number.isFinite(value)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    const size = Number(exponent);
    if (size < -4 || size >= PLAIN_DIGITS)
      return `${digits}e${size < 0 ? '-' : '+'}${String(Math.abs(size)).padStart(2, '0')}`;
  }
  return String(value);
}

/** `encoding/json` of a value: keys in their own order, and the characters of HTML escaped. */
export function goJson(value: unknown): string {
  return withoutHtml(JSON.stringify(value) ?? 'null');
}

/**
 * A string whose Go type is a name of its own, or a pointer: messages print it with {@link goJson} rather than with
 * {@link goQuote}, which differs for control characters and those of HTML.
 */
export function goTyped(text: string): object {
  return { toJSON: () => text };
}

/** The same on many lines, each indented by one space per level. */
export function goJsonIndented(value: unknown): string {
  return withoutHtml(JSON.stringify(value, null, 1));
}

function withoutHtml(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same object with its keys sorted, as Go writes a map. */
export function sortedMap<V>(map: { readonly [key: string]: V }): { readonly [key: string]: V } {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
