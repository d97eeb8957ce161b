/** Counts as the API writes them: zero is left out, and an absent field hides an old value. */
export function nonZero<K extends string>(counts: { readonly [key in K]: number }): { [key in K]?: number } {
  const kept: { [key in K]?: number } = {};
  for (const field in counts) kept[field] = counts[field] || undefined;
  return kept;
}

export function count<T>(list: readonly T[], matches: (element: T) => boolean): number {
  let matching = 0;
  for (const element of list) if (matches(element)) matching++;
  return matching;
}
