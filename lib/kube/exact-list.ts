/**
 * The list with one more element, and no room for more: a spread, or `push`, leaves room for seventeen others, which
 * counts where thousands of lists stay as short as they are.
 */
export function appended<T>(list: readonly T[], element: T): readonly T[] {
  return list.length === 0 ? [element] : list.concat(element);
}
