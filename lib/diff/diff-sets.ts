import { dependentsOf } from './affected';
import { workloadsBehind } from './belonging';
import {
  ACTIONS,
  type Action,
  CONSEQUENCE_TYPES,
  type Consequence,
  type Diff,
  type DiffSummary,
  type ObjectChange,
  SEVERITIES,
  worstOf,
} from './change';
import { compareObjects, type RawChange } from './compare';
import { configWithoutRestart } from './consequences/config-without-restart';
import { dataLoss } from './consequences/data-loss';
import { disruption } from './consequences/disruption';
import { image } from './consequences/image';
import { keepMarkerOf, leftBehind } from './consequences/left-behind';
import { noEffect } from './consequences/no-effect';
import { permissions } from './consequences/permissions';
import { reachability } from './consequences/reachability';
import { recreate } from './consequences/recreate';
import { rollingRestart } from './consequences/rolling-restart';
import { scaling } from './consequences/scaling';
import { traffic } from './consequences/traffic';
import { type ConsequenceRule, DiffContext, type DiffOptions, type PairChange } from './context';
import { maskChange } from './masking';
import { type DiffInput, type InputProblem, ObjectSet, type ObjectSetOptions } from './object-set';
import { type Pair, pairObjects } from './pairing';
import { refusalsOfUpdate } from './update-judgement';

const RULES: readonly ConsequenceRule[] = [
  dataLoss,
  recreate,
  traffic,
  permissions,
  reachability,
  configWithoutRestart,
  rollingRestart,
  image,
  scaling,
  disruption,
  leftBehind,
];

/** A comparison of two lists of objects, and what was wrong with them. */
export interface Comparison {
  readonly diff: Diff;
  readonly problems: {
    readonly base: readonly InputProblem[];
    readonly head: readonly InputProblem[];
  };
}

export type CompareOptions = DiffOptions & Pick<ObjectSetOptions, 'namespace' | 'definitions'>;

/**
 * Compares two lists of objects. Objects with problems are compared as far as they can be; the first of two with one
 * identity counts. Never throws for what an object is like.
 */
export function compareManifests(
  base: readonly DiffInput[],
  head: readonly DiffInput[],
  options: CompareOptions = {},
): Comparison {
  const sets = readSets(base, head, options);
  return {
    diff: diffSets(sets.base, sets.head, options),
    problems: { base: sets.base.problems, head: sets.head.problems },
  };
}

/** Both sides of a comparison. */
export interface ObjectSets {
  readonly base: ObjectSet;
  readonly head: ObjectSet;
}

/** Brings two lists of objects into the form in which they are compared; what is written alike is read once. */
export function readSets(
  base: readonly DiffInput[],
  head: readonly DiffInput[],
  { namespace, definitions }: CompareOptions = {},
): ObjectSets {
  const left = new ObjectSet(base, { namespace, definitions });
  return { base: left, head: new ObjectSet(head, { namespace, definitions, like: left }) };
}

/**
 * What the change from one set of objects to another does. Secret values are masked in everything it says.
 */
export function diffSets(base: ObjectSet, head: ObjectSet, options: DiffOptions = {}): Diff {
  const pairs = pairObjects(base, head);
  const changed = pairs.flatMap((pair) => {
    const change = changeOf(pair, options);
    return change ? [change] : [];
  });
  const context = new DiffContext(base, head, pairs, changed);
  const changes = changed.map((change) => describeChange(change, context)).sort(worstFirst);
  return { changes, summary: summaryOf(changes) };
}

function changeOf(pair: Pair, options: DiffOptions): PairChange | undefined {
  const { before, after } = pair;
  if (!before || !after) {
    const action = before ? 'delete' : 'create';
    return { ...pair, action, fields: [], refusals: [], isLeftBehind: staysBehind(pair, options) };
  }
  if (before.object === after.object && before.identity.apiVersion === after.identity.apiVersion)
    return undefined;
  const fields = fieldsOf(pair);
  const isRenamed =
    before.identity.name !== after.identity.name || before.identity.namespace !== after.identity.namespace;
  if (fields.length === 0 && !isRenamed) return undefined;
  const refusals =
    isRenamed || !after.info || !before.info ? [] : refusalsOfUpdate(after.info, before, after, fields);
  const action: Action = isRenamed ? 'rename' : refusals.length > 0 ? 'replace' : 'update';
  return {
    ...pair,
    action,
    fields,
    refusals,
    isLeftBehind: isRenamed && staysBehind(pair, options),
  };
}

function fieldsOf({ before, after }: Pair): readonly RawChange[] {
  const fields = compareObjects(before!.object, after!.object, after!.schema ?? before!.schema);
  const [from, to] = [before!.identity.apiVersion, after!.identity.apiVersion];
  return from === to
    ? fields
    : [{ path: 'apiVersion', change: 'changed', before: from, after: to }, ...fields];
}

/** Whether what is no longer in the manifests stays in the cluster. */
function staysBehind({ before }: Pair, { prune = true, isPruned }: DiffOptions): boolean {
  if (!before) return false;
  if (keepMarkerOf(before.object)) return true;
  return !(isPruned ? isPruned(before.written) : prune);
}

function describeChange(change: PairChange, context: DiffContext): ObjectChange {
  const { before, after, action } = change;
  const [first, last] = [before ?? after!, after ?? before!];
  // What is neither changed nor deleted does nothing but stay.
  const rules = action === 'delete' && change.isLeftBehind ? [leftBehind] : RULES;
  const found = rules.flatMap((rule) => [...rule(change, context)]);
  const consequences =
    found.length > 0 ? withoutRepeats(found).sort(byImportance) : [noEffect(change, context)];
  const kind = last.identity.kind;
  const sides = { kind, before: first.object, after: last.object };
  const [workload, ...others] = workloadsBehind(last.object, after ? context.after : context.before);
  const isElsewhere =
    before && after && (action === 'rename' || before.identity.apiVersion !== after.identity.apiVersion);
  return {
    object: last.identity,
    ...(isElsewhere ? { previous: before.identity } : {}),
    action,
    fields: change.fields.map((field) => maskChange(sides, field)),
    consequences,
    affects: dependentsOf(change, context),
    ...(workload && others.length === 0
      ? {
          workload: {
            apiVersion: workload.object.apiVersion ?? '',
            kind: workload.kind,
            namespace: workload.namespace,
            name: workload.name,
          },
        }
      : {}),
    ...(last.position ? { position: last.position } : {}),
  };
}

/** Two rules, or two fields, may lead to one sentence. */
function withoutRepeats(consequences: readonly Consequence[]): Consequence[] {
  const known = new Map<string, Consequence>();
  for (const one of consequences) {
    const key = `${one.type} ${one.message}`;
    const first = known.get(key);
    known.set(key, first ? { ...first, fields: [...new Set([...first.fields, ...one.fields])] } : one);
  }
  return [...known.values()];
}

function byImportance(a: Consequence, b: Consequence): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    CONSEQUENCE_TYPES.indexOf(a.type) - CONSEQUENCE_TYPES.indexOf(b.type)
  );
}

function worstFirst(a: ObjectChange, b: ObjectChange): number {
  const [left, right] = [a.consequences[0]!, b.consequences[0]!];
  return byImportance(left, right) || (orderKey(a) < orderKey(b) ? -1 : 1);
}

function orderKey({ object, action }: ObjectChange): string {
  return `${object.kind}/${object.namespace}/${object.name}/${action}`;
}

function summaryOf(changes: readonly ObjectChange[]): DiffSummary {
  const consequences = changes.flatMap((change) => change.consequences);
  const count = <K extends string>(names: readonly K[], values: readonly K[]) =>
    Object.fromEntries(names.map((name) => [name, values.filter((one) => one === name).length])) as Record<
      K,
      number
    >;
  const severities = consequences.map(({ severity }) => severity);
  const worst = worstOf(severities);
  return {
    changes: changes.length,
    actions: count(
      ACTIONS,
      changes.map(({ action }) => action),
    ),
    severities: count(SEVERITIES, severities),
    ...(worst ? { worst } : {}),
  };
}
