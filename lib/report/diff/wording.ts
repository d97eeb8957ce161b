import {
  ACTIONS,
  type Action,
  type Dependent,
  type Diff,
  type FieldChange,
  type ObjectChange,
  SEVERITIES,
  type Severity,
} from '../../diff/change';

/** `2 dangers`, `1 warning` */
export function countOf(severity: Severity, count: number): string {
  return severity === 'info' ? `${count} info` : `${count} ${severity}${count === 1 ? '' : 's'}`;
}

const DONE: { readonly [action in Action]: string } = {
  create: 'created',
  update: 'updated',
  rename: 'renamed',
  replace: 'to be recreated',
  delete: 'deleted',
};

/** `3 objects change (1 created, 2 updated): 1 danger, 2 notices`; `no differences` */
export function summarySentence({ summary }: Pick<Diff, 'summary'>): string {
  const { changes, actions, severities } = summary;
  if (changes === 0) return 'no differences';
  const done = ACTIONS.filter((action) => actions[action] > 0).map(
    (action) => `${actions[action]} ${DONE[action]}`,
  );
  const counts = SEVERITIES.toReversed()
    .filter((severity) => severities[severity] > 0)
    .map((severity) => countOf(severity, severities[severity]));
  const objects = changes === 1 ? '1 object changes' : `${changes} objects change`;
  return `${objects} (${done.join(', ')}): ${counts.join(', ')}`;
}

/** `Deployment/api`, with what it was called before, where that differs. */
export function describeChanged({ object, previous }: ObjectChange): string {
  const name = `${object.kind}/${object.name}`;
  if (!previous) return name;
  if (previous.name !== object.name) return `${previous.kind}/${previous.name} → ${name}`;
  if (previous.namespace !== object.namespace)
    return `${previous.namespace}/${name} → ${object.namespace}/${name}`;
  return `${name} (${previous.apiVersion} → ${object.apiVersion})`;
}

/** `shop.example.com/api`, `Service/api` */
export function describeDependent({ kind, name }: Dependent): string {
  return kind === 'Route' ? name : `${kind}/${name}`;
}

/** The first of them, and how many more there are. */
export function firstOf(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}

/** `spec.replicas: 3 → 5` */
export function describeField({ path, change, before, after }: FieldChange, most = LONGEST): string {
  const [old, now] = [before, after].map((value) => valueText(value, most));
  switch (change) {
    case 'added':
      return `${path}: ${now}`;
    case 'removed':
      return `${path}: ${old} → nothing`;
    case 'reordered':
      return `${path}: another order, ${now} (was ${old})`;
    default:
      return `${path}: ${old} → ${now}`;
  }
}

/** Longer values are cut. */
const LONGEST = 160;

function valueText(value: unknown, most: number): string {
  const text = typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value);
  if (text === undefined) return '';
  return text.length > most ? `${text.slice(0, most)}… (${text.length} characters)` : text;
}

/** Reads as itself without quotes. */
function isPlain(text: string): boolean {
  return text !== '' && !/[\n"]|^\s|\s$/.test(text);
}
