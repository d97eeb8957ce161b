import type { ObjectChange } from '../../diff/change';

/** Changes that belong to one workload, or to none. */
export interface ChangeGroup {
  /** `Deployment/api`; undefined for what belongs to no workload, or to several. */
  readonly workload: string | undefined;
  /** Empty for the cluster. */
  readonly namespace: string;
  readonly changes: readonly ObjectChange[];
}

/** Changes that reviewers read, and those of nothing but labels and annotations of the objects themselves. */
export interface SplitChanges {
  readonly telling: readonly ObjectChange[];
  /** A release changes these on every object: the version, the chart. */
  readonly labelsOnly: readonly ObjectChange[];
}

export function splitChanges(changes: readonly ObjectChange[]): SplitChanges {
  return {
    telling: changes.filter((change) => !changesLabelsOnly(change)),
    labelsOnly: changes.filter(changesLabelsOnly),
  };
}

function changesLabelsOnly({ action, consequences, fields }: ObjectChange): boolean {
  return (
    action === 'update' &&
    consequences.every(({ type }) => type === 'none') &&
    fields.every(({ path }) => /^metadata\.(?:labels|annotations)(?:\[|$)/.test(path))
  );
}

/** The labels and annotations that changes are about, without their values. */
export function keysOf(changes: readonly ObjectChange[]): readonly string[] {
  const keys = changes.flatMap(({ fields }) =>
    fields.flatMap(({ path, before, after }) => keysIn(path, before, after)),
  );
  return [...new Set(keys)].sort();
}

function keysIn(path: string, before: unknown, after: unknown): readonly string[] {
  const [, key] = /^[^[]*\[(.*)\]$/.exec(path) ?? [];
  return key === undefined ? Object.keys({ ...(before as object), ...(after as object) }) : [key];
}

/** Changes by workload, in the order of the worst of each; what belongs to none comes last, by namespace. */
export function groupsOf(changes: readonly ObjectChange[]): readonly ChangeGroup[] {
  const byKey = new Map<string, ObjectChange[]>();
  for (const change of changes) {
    const key = groupKey(change);
    const known = byKey.get(key);
    if (known) known.push(change);
    else byKey.set(key, [change]);
  }
  return [...byKey.values()]
    .map((members): ChangeGroup => {
      const { workload, object } = members[0]!;
      return {
        workload: workload && `${workload.kind}/${workload.name}`,
        namespace: workload?.namespace ?? object.namespace,
        changes: members,
      };
    })
    .sort((a, b) => Number(a.workload === undefined) - Number(b.workload === undefined));
}

function groupKey({ workload, object }: ObjectChange): string {
  return workload ? `${workload.namespace}/${workload.kind}/${workload.name}` : `${object.namespace}/`;
}
