import type { DaemonSet, StatefulSet } from '../../kube/generated/apps-v1';
import type { PodReference } from '../../kube/relations/pod-references';
import type { Consumer } from '../../kube/relations/relations';
import type { Workload } from '../../kube/workloads';
import type { Consequence } from '../change';
import { type ConsequenceRule, type DiffContext, type PairChange, workloadsOf } from '../context';
import { changesBelow, pathsOf } from '../field-lookup';
import { podCount } from '../pod-count';
import { describeEntry, describeWorkload, listed } from '../wording';

/** Configuration that pods only see once they restart, and whether anything makes them. */
export const configWithoutRestart: ConsequenceRule = function* (change, context) {
  const { object } = (change.after ?? change.before)!;
  if (isConfiguration(object)) yield* changedConfiguration(change, context);
  else yield* templateWithoutRestart(change, context);
};

const isConfiguration = ({ kind, apiVersion }: { readonly kind?: string; readonly apiVersion?: string }) =>
  apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret');

function* changedConfiguration(change: PairChange, context: DiffContext): Generator<Consequence> {
  const { before, after } = change;
  if (!before) return;
  const causes = changesBelow(change.fields, 'data', 'binaryData', 'stringData');
  if (after && change.action !== 'rename' && causes.length === 0) return;
  const kind = before.object.kind as 'ConfigMap' | 'Secret';
  const { namespace = '', name = '' } = before.object.metadata;
  const readers = context.after
    .consumersOf(kind, namespace, name)
    .filter(({ workload }) => hasPods(workload, context));
  // Whoever reads the renamed object by its new name has another template, and restarts.
  const isGone = !after || change.action === 'rename';
  if (isGone) {
    const needing = readers.filter(({ references }) => references.some((one) => !one.optional));
    if (needing.length > 0)
      yield configuration(
        'danger',
        [],
        `${describeEntry(before)} is gone, but ${listed(needing.map(nameOf))} still need${needing.length === 1 ? 's' : ''} it: new pods do not start`,
      );
    return;
  }
  yield* staleReaders(change, readers, pathsOf(causes), context);
}

function* staleReaders(
  { after, fields }: PairChange,
  readers: readonly Consumer[],
  causes: readonly string[],
  context: DiffContext,
): Generator<Consequence> {
  const name = describeEntry(after!);
  const concerned = readers.filter(({ references }) => references.some((one) => reads(one, causes)));
  const restarted = concerned.filter(({ workload }) => context.startsPods(workload));
  const stale = concerned.filter((one) => !restarted.includes(one));
  if (restarted.length > 0)
    yield noRestartNeeded(
      causes,
      `${name} reaches ${listed(restarted.map(nameOf))}, which this change restarts`,
    );
  const reloaded = stale.filter(({ workload }) => reloaderOf(workload, after!.identity.name) !== undefined);
  const needing = stale.filter((one) => !reloaded.includes(one));
  const frozen = needing.filter(({ references }) => references.some(isFrozenAtStart));
  const following = needing.filter((one) => !frozen.includes(one));
  const removed = fields.some(({ change }) => change === 'removed');
  if (frozen.length > 0)
    yield configuration(
      'warning',
      causes,
      `${name} reaches the pods of ${listed(frozen.map(nameOf))} only after a restart, and nothing causes one${removed ? '; some entries are removed' : ''}`,
    );
  if (following.length > 0)
    yield configuration(
      'notice',
      causes,
      `${name} reaches the files of ${listed(following.map(nameOf))} within about a minute; nothing restarts a process that reads them once only`,
    );
  if (reloaded.length > 0)
    yield noRestartNeeded(
      causes,
      `${name} reaches ${listed(reloaded.map(nameOf))} when Reloader restarts ${reloaded.length === 1 ? 'it' : 'them'}, as annotations ask for`,
    );
}

function noRestartNeeded(fields: readonly string[], message: string): Consequence {
  return { type: 'none', severity: 'info', fields, message };
}

const nameOf = ({ workload }: Consumer) => describeWorkload(workload);

function configuration(
  severity: Consequence['severity'],
  fields: readonly string[],
  message: string,
): Consequence {
  return { type: 'config-without-restart', severity, fields, message };
}

/** A workload that has pods which go on running; each run of a CronJob starts anew. */
function hasPods(workload: Workload, context: DiffContext): boolean {
  return workload.kind !== 'CronJob' && (podCount(workload, context.after)?.most ?? 1) > 0;
}

/** A reference to one entry only concerns a change of that entry. Images that were pulled are there. */
function reads({ use, key }: PodReference, causes: readonly string[]): boolean {
  if (use === 'pull') return false;
  return key === undefined || causes.some((path) => path.endsWith(`[${key}]`) || !path.includes('['));
}

const isFrozenAtStart = ({ use }: PodReference) => use === 'environment' || use === 'subPath';

/** The annotation by which stakater's Reloader restarts a workload when what it reads changes. */
function reloaderOf({ object, template }: Workload, name: string): string | undefined {
  const annotations = { ...template.metadata?.annotations, ...object.metadata.annotations };
  return Object.keys(annotations).find((key) => {
    const [prefix, word] = key.split('/');
    if (!prefix?.endsWith('reloader.stakater.com')) return false;
    if (word === 'auto' || word === 'search') return annotations[key] === 'true';
    return word === 'reload' && annotations[key]!.split(',').some((one) => one.trim() === name);
  });
}

/** Another template, and a controller that leaves its pods alone all the same. */
function* templateWithoutRestart(change: PairChange, context: DiffContext): Generator<Consequence> {
  const { before, after } = workloadsOf(change);
  if (change.action !== 'update' || !before || !after || !hasPods(after, context)) return;
  const causes = changesBelow(change.fields, after.templatePath);
  const why = causes.length > 0 ? reasonToStay(after, context) : undefined;
  if (why) yield configuration('warning', pathsOf(causes), `${describeWorkload(after)} ${why}`);
}

function reasonToStay(workload: Workload, context: DiffContext): string | undefined {
  const { spec } = workload.object as StatefulSet & DaemonSet & { spec?: { paused?: boolean } };
  switch (workload.kind) {
    case 'StatefulSet': {
      if (spec?.updateStrategy?.type === 'OnDelete') return ON_DELETE;
      const partition = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
      const count = podCount(workload, context.after)?.most ?? 1;
      return partition >= count
        ? `keeps its pods as they are: its partition of ${partition} excludes all of them from updates`
        : undefined;
    }
    case 'DaemonSet':
      return spec?.updateStrategy?.type === 'OnDelete' ? ON_DELETE : undefined;
    case 'Deployment':
      return spec?.paused ? 'is paused: its pods get the new template only when it is resumed' : undefined;
    case 'ReplicaSet':
    case 'ReplicationController':
      return 'keeps its pods as they are: only those it creates from now on get the new template';
    default:
      return undefined;
  }
}

const ON_DELETE = 'keeps its pods as they are until somebody deletes them: its update strategy is OnDelete';
