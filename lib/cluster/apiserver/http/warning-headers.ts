/** From so many characters on, warnings are shortened. */
const MOST_CHARACTERS = 4 * 1024;
const MOST_PER_WARNING = 256;
const CONTROL = /\p{Cc}/u;

/**
 * The values of the `Warning:` headers for these texts: each text once, shortened when they are too many. Texts that a
 * header cannot carry are left out.
 */
export function warningHeaders(texts: readonly string[]): readonly string[] {
  const distinct = [...new Set(texts)].filter((text) => text !== '' && !CONTROL.test(text));
  const total = distinct.reduce((sum, text) => sum + lengthOf(text), 0);
  if (total <= MOST_CHARACTERS) return distinct.map(warningHeader);
  let written = 0;
  const headers: string[] = [];
  for (const text of distinct) {
    if (written >= MOST_CHARACTERS) break;
    const shortened = [...text].slice(0, MOST_PER_WARNING);
    written += shortened.length;
    headers.push(warningHeader(shortened.join('')));
  }
  return headers;
}

/** Header values are bytes; Node takes each character for one. */
function warningHeader(text: string): string {
  return Buffer.from(`299 - "${text.replace(/[\\"]/g, '\\$&')}"`).toString('latin1');
}

function lengthOf(text: string): number {
  return text.length <= MOST_PER_WARNING ? text.length : [...text].length;
}
