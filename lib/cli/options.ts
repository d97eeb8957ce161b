import { UsageError } from './exit';

/** Reads `--nodes`. */
export function nodeCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= 5000 && text.trim() !== '') return count;
  throw new UsageError(`--nodes: "${text}" is no number of nodes; write a whole number from 0 to 5000`);
}

/** Splits `a,b` and adds it to what earlier flags of the name gave. */
export function listOption(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...before, ...names.filter(Boolean)];
}
