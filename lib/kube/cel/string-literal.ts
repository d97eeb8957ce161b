/** A string has an escape that there is not. */
export class StringSyntaxError extends Error {
  override readonly name = 'StringSyntaxError';
}

const SIMPLE: { readonly [character: string]: string } = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '?': '?',
  '`': '`',
};

const ESCAPE =
  /\\(?:([abfnrtv"'\\?`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.))/gs;

/** What a literal of a string, or of bytes, says. Throws {@link StringSyntaxError}. */
export function unquote(literal: string): string | Uint8Array {
  const [, prefix = ''] = /^([a-zA-Z]*)/.exec(literal)!;
  const quoted = literal.slice(prefix.length);
  const width = quoted.startsWith('"""') || quoted.startsWith("'''") ? 3 : 1;
  const inner = quoted.slice(width, -width);
  const isRaw = /r/i.test(prefix);
  if (!/b/i.test(prefix)) return isRaw ? inner : unescaped(inner);
  return isRaw ? Buffer.from(inner) : bytesOf(inner);
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (whole, simple, hex, short, long, octal, wrong) => {
    if (simple !== undefined) return SIMPLE[simple]!;
    if (wrong !== undefined) throw new StringSyntaxError(`Syntax error: invalid escape sequence: ${whole}`);
    const code = Number.parseInt(hex ?? short ?? long ?? octal, octal ? 8 : 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
      throw new StringSyntaxError(`Syntax error: invalid unicode code point: ${whole}`);
    return String.fromCodePoint(code);
  });
}

/** In bytes, `\x` and octal escapes are bytes, and not characters. */
function bytesOf(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const match of text.matchAll(ESCAPE)) {
    parts.push(Buffer.from(text.slice(end, match.index)));
    const [whole, , hex, , , octal] = match;
    const byte = hex ?? octal;
    parts.push(
      byte === undefined
        ? Buffer.from(unescaped(whole))
        : Uint8Array.of(Number.parseInt(byte, hex === undefined ? 8 : 16)),
    );
    end = match.index + whole.length;
  }
  parts.push(Buffer.from(text.slice(end)));
  return Buffer.concat(parts);
}
