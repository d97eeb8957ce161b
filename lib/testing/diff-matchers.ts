import type { Consequence, ConsequenceType, Diff, ObjectChange } from '../diff/change';
import type { MatcherResult } from './matcher-result';

/** Matchers about the difference of two sets of manifests: `expect(diff(before, after))`. */
export const diffMatchers = {
  /** No volume, claim, namespace, custom resource or StatefulSet loses its data. */
  toHaveNoDataLoss(received: unknown): MatcherResult {
    return withoutConsequences(received, 'toHaveNoDataLoss', ['data-loss'], 'data to be lost');
  },

  /** Nobody may do more or less: roles, bindings, Pod Security, and which pods may connect to which. */
  toKeepPermissions(received: unknown): MatcherResult {
    const types: readonly ConsequenceType[] = [
      'permissions-widened',
      'permissions-narrowed',
      'reachability-widened',
      'reachability-narrowed',
    ];
    return withoutConsequences(received, 'toKeepPermissions', types, 'permissions to change');
  },

  /** The pods of exactly these workloads are replaced: `'deployment/backend'`, or with a namespace `'shop/deployment/backend'`. */
  toRestartOnly(received: unknown, ...workloads: readonly string[]): MatcherResult {
    const restarted = diffOf(received, 'toRestartOnly').changes.filter(replacesPods);
    const isMeant = (change: ObjectChange) => workloads.some((name) => names(name, change));
    const others = restarted.filter((change) => !isMeant(change));
    const missing = workloads.filter((name) => !restarted.some((change) => names(name, change)));
    const pass = others.length === 0 && missing.length === 0;
    const only = workloads.length > 0 ? `only ${workloads.join(', ')}` : 'nothing';
    const lines = [
      `expected ${pass ? 'more or less than' : ''} ${only} to restart`.replace('  ', ' '),
      ...others.map((change) => `  ${nameOf(change)} restarts too: ${reasonOf(change)}`),
      ...missing.map((name) => `  ${name} does not restart`),
    ];
    return { pass, message: () => lines.join('\n') };
  },
};

function withoutConsequences(
  received: unknown,
  matcher: string,
  types: readonly ConsequenceType[],
  what: string,
): MatcherResult {
  const { changes } = diffOf(received, matcher);
  const found = changes.flatMap((change) =>
    change.consequences.filter(({ type }) => types.includes(type)).map((one) => describe(change, one)),
  );
  const pass = found.length === 0;
  return { pass, message: () => [`expected ${pass ? '' : 'no '}${what}`, ...found].join('\n') };
}

function describe(change: ObjectChange, { message, fields }: Consequence): string {
  const causes = fields.length > 0 ? `\n    by ${fields.join(', ')}` : '';
  return `  ${nameOf(change)}: ${message}${causes}`;
}

/** A rolling restart, or pods that stop and others that start. */
function replacesPods({ object, action, consequences }: ObjectChange): boolean {
  if (consequences.some(({ type }) => type === 'rolling-restart')) return true;
  const stopsPods = action === 'replace' || action === 'rename';
  return stopsPods && WORKLOADS.has(object.kind);
}

const WORKLOADS = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'Pod',
]);

function names(text: string, { object }: ObjectChange): boolean {
  const [name, kind, namespace] = text.split('/').reverse();
  return (
    name === object.name &&
    kind?.toLowerCase() === object.kind.toLowerCase() &&
    (namespace === undefined || namespace === object.namespace)
  );
}

function nameOf({ object }: ObjectChange): string {
  return `${object.kind}/${object.name}`;
}

function reasonOf({ consequences }: ObjectChange): string {
  const reason = consequences.find(({ type }) => type === 'rolling-restart' || type === 'recreate');
  const causes = reason?.fields.length ? `, by ${reason.fields.join(', ')}` : '';
  return `${reason?.message ?? 'it gets new pods'}${causes}`;
}

function diffOf(value: unknown, matcher: string): Diff {
  const { changes, summary } = (value ?? {}) as Partial<Diff>;
  if (Array.isArray(changes) && summary) return value as Diff;
  throw new Error(`${matcher} is about a difference: expect(diff(before, after)).${matcher}(…)`);
}

declare global {
  namespace jest {
    interface Matchers<R> {
      /** No data is lost by the change. */
      toHaveNoDataLoss(): R;
      /** Nobody may do more or less than before. */
      toKeepPermissions(): R;
      /** The pods of exactly these workloads are replaced: `'deployment/backend'`. */
      toRestartOnly(...workloads: string[]): R;
    }
  }
}
