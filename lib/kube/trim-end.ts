/** The text without this character at its end, however often. Expressions would look at each of its runs from each place. */
export function trimEnd(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end--;
  return text.slice(0, end);
}
