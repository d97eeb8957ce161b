import { isObject, setMember } from '../record';

/** The same value with the keys of every object sorted, as Go prints a map. */
export function sortedDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedDeep);
  if (!isObject(value)) return value;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) setMember(sorted, key, sortedDeep(value[key]));
  return sorted;
}
