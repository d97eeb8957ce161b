/** Two texts as a unified diff without file names, with three lines around each change. */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n');
  const b = after.split('\n');
  let text = '';
  for (const hunk of hunks(changes(matches(a, b), a.length, b.length))) {
    const first = hunk[0]!;
    const last = hunk[hunk.length - 1]!;
    text += `@@ -${range(first.fromA, last.toA)} +${range(first.fromB, last.toB)} @@\n`;
    for (const part of hunk) text += printPart(part, a, b);
  }
  return text;
}

/** Lines `fromA` to `toA` (exclusive) became `fromB` to `toB`, or are the same. */
interface Part {
  readonly same: boolean;
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

const CONTEXT = 3;
/** In long texts, lines that occur often say nothing about where they belong (as in Python's difflib). */
const LONG_TEXT = 200;

function range(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return String(from + 1);
  return `${length === 0 ? from : from + 1},${length}`;
}

function printPart(
  { same, fromA, toA, fromB, toB }: Part,
  a: readonly string[],
  b: readonly string[],
): string {
  const lines = (sign: string, list: readonly string[]) => list.map((line) => `${sign}${line}\n`).join('');
  return same
    ? lines(' ', a.slice(fromA, toA))
    : lines('-', a.slice(fromA, toA)) + lines('+', b.slice(fromB, toB));
}

function matches(a: readonly string[], b: readonly string[]): Match[] {
  const positions = rarePositions(b);
  const found: Match[] = [];
  const search = (fromA: number, toA: number, fromB: number, toB: number): void => {
    const match = longestMatch(a, b, positions, fromA, toA, fromB, toB);
    if (match.size === 0) return;
    if (fromA < match.a && fromB < match.b) search(fromA, match.a, fromB, match.b);
    found.push(match);
    const endA = match.a + match.size;
    const endB = match.b + match.size;
    if (endA < toA && endB < toB) search(endA, toA, endB, toB);
  };
  search(0, a.length, 0, b.length);
  return found;
}

function rarePositions(lines: readonly string[]): ReadonlyMap<string, number[]> {
  const positions = new Map<string, number[]>();
  lines.forEach((line, index) => {
    const known = positions.get(line);
    if (known) known.push(index);
    else positions.set(line, [index]);
  });
  if (lines.length < LONG_TEXT) return positions;
  const often = Math.floor(lines.length / 100) + 1;
  for (const [line, found] of positions) if (found.length > often) positions.delete(line);
  return positions;
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  positions: ReadonlyMap<string, number[]>,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): Match {
  let best = { a: fromA, b: fromB, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = fromA; i < toA; i++) {
    const next = new Map<number, number>();
    for (const j of positions.get(a[i]!) ?? []) {
      if (j < fromB) continue;
      if (j >= toB) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  let { a: startA, b: startB, size } = best;
  while (startA > fromA && startB > fromB && a[startA - 1] === b[startB - 1]) {
    startA--;
    startB--;
    size++;
  }
  while (startA + size < toA && startB + size < toB && a[startA + size] === b[startB + size]) size++;
  return { a: startA, b: startB, size };
}

function changes(found: readonly Match[], lengthA: number, lengthB: number): Part[] {
  const parts: Part[] = [];
  let doneA = 0;
  let doneB = 0;
  for (const match of [...found, { a: lengthA, b: lengthB, size: 0 }]) {
    if (doneA < match.a || doneB < match.b)
      parts.push({ same: false, fromA: doneA, toA: match.a, fromB: doneB, toB: match.b });
    doneA = match.a + match.size;
    doneB = match.b + match.size;
    if (match.size === 0) continue;
    const last = parts[parts.length - 1];
    if (last?.same) parts[parts.length - 1] = { ...last, toA: doneA, toB: doneB };
    else parts.push({ same: true, fromA: match.a, toA: doneA, fromB: match.b, toB: doneB });
  }
  return parts;
}

/** Groups changes that are near each other, with their context. */
function hunks(parts: readonly Part[]): Part[][] {
  const groups: Part[][] = [];
  let group: Part[] = [];
  parts.forEach((part, index) => {
    if (!part.same) {
      group.push(part);
      return;
    }
    const before = index > 0;
    const after = index < parts.length - 1;
    const length = part.toA - part.fromA;
    if (before && after && length <= 2 * CONTEXT) {
      group.push(part);
      return;
    }
    const context = Math.min(CONTEXT, length);
    if (before) {
      group.push({ ...part, toA: part.fromA + context, toB: part.fromB + context });
      groups.push(group);
      group = [];
    }
    if (after) group.push({ ...part, fromA: part.toA - context, fromB: part.toB - context });
  });
  if (group.some((part) => !part.same)) groups.push(group);
  return groups;
}
