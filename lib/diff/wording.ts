import type { Workload } from '../kube/workloads';
import type { ObjectEntry } from './object-set';

/** How messages name things. */

export function describeEntry({ identity }: Pick<ObjectEntry, 'identity'>): string {
  return `${identity.kind}/${identity.name}`;
}

export function describeWorkload({ kind, name }: Pick<Workload, 'kind' | 'name'>): string {
  return `${kind}/${name}`;
}

/** `a`, `a and b`, `a, b and 3 more` */
export function listed(names: readonly string[], most = 4): string {
  if (names.length <= 1) return names[0] ?? '';
  const shown = names.length > most ? names.slice(0, most - 1) : names.slice(0, -1);
  const rest = names.length > most ? `${names.length - shown.length} more` : names.at(-1)!;
  return `${shown.join(', ')} and ${rest}`;
}

/** `1 pod`, `3 pods` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
