import type { ObjectChange } from '../../diff/change';

/** Changes that belong to one workload, or to none. */
export interface ChangeGroup {
  /** `Deployment/api`; undefined for what belongs to no workload, or to several. */
  readonly workload: string | undefined;
  /** Empty for the cluster. */
  readonly namespace: string;
  readonly changes: readonly ObjectChange[];
}

/** Changes by workload, in the order of the worst of each; what belongs to none comes last, by namespace. */
export function groupsOf(changes: readonly ObjectChange[]): readonly ChangeGroup[] {
  const byKey = new Map<string, ObjectChange[]>();
  for (const change of changes) {
    const key = keyOf(change);
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

function keyOf({ workload, object }: ObjectChange): string {
  return workload ? `${workload.namespace}/${workload.kind}/${workload.name}` : `${object.namespace}/`;
}
