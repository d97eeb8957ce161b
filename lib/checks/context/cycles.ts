/**
 * The circles in which things lead to each other, each found once, from the thing that comes first. Iterative: chains
 * may be long.
 */
export function cyclesOf<T>(
  things: readonly T[],
  next: (thing: T) => readonly T[],
): readonly (readonly T[])[] {
  const cycles: T[][] = [];
  const done = new Set<T>();
  for (const start of things) {
    const path: T[] = [];
    const places = new Map<T, number>();
    const pending: { readonly thing: T; readonly rest: Iterator<T> }[] = [];
    const enter = (thing: T) => {
      places.set(thing, path.length);
      path.push(thing);
      pending.push({ thing, rest: next(thing)[Symbol.iterator]() });
    };
    if (!done.has(start)) enter(start);
    while (pending.length > 0) {
      const { thing, rest } = pending.at(-1)!;
      const { value, done: finished } = rest.next();
      if (finished) {
        pending.pop();
        path.pop();
        places.delete(thing);
        done.add(thing);
      } else if (places.has(value)) cycles.push(path.slice(places.get(value)));
      else if (!done.has(value)) enter(value);
    }
  }
  return cycles;
}
