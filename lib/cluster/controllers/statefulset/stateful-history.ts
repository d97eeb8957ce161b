import type { Client } from '../../../client/client';
import type { Lister } from '../../../client/informer';
import { equal, memoize } from '../../../kube/frozen';
import type { ControllerRevision, StatefulSet } from '../../../kube/generated/apps-v1';
import type { Pod, PodTemplateSpec } from '../../../kube/generated/core-v1';
import { ControllerRevisions, StatefulSets } from '../../../kube/generated/resources';
import { goJson } from '../../../kube/go-format';
import { controllerReference } from '../../../kube/object';
import { isObject } from '../../../kube/record';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { claim } from '../../component/claims';
import { byRevision, createRevision, newRevision, revisionData } from '../../component/controller-revisions';
import { fnv32, safeEncoded } from '../../component/safe-hash';
import { STATEFUL_SET_KIND } from './identity';
import type { Revisions } from './stateful-pod';
import { revisionOf } from './statefulset-status';

const HASH_LABEL = 'controller.kubernetes.io/hash';
/** Of a ControllerRevision's name, without the hash. */
const LONGEST_PREFIX = 223;

export interface StatefulHistory {
  readonly revisions: Revisions;
  /** The oldest first, without one that has just been made. */
  readonly known: readonly ControllerRevision[];
  /** How often a hash was taken by another template. */
  readonly collisionCount: number;
}

/** Keeps the templates that a StatefulSet has had. */
export class StatefulRevisions {
  constructor(
    private readonly client: Client,
    private readonly revisions: Lister<ControllerRevision>,
  ) {}

  /** The history, with the set's template as the newest of it. */
  update(set: StatefulSet): StatefulHistory {
    const known = [...this.claim(set)].sort(byRevision);
    const newest = known.at(-1);
    const data = revisionData(set.spec!.template);
    const same = known.findLast((revision) => equal(revision.data, data));
    const number = (newest?.revision ?? 0) + 1;
    const { collisionCount = 0, currentRevision } = set.status ?? {};
    const made =
      same === undefined
        ? this.create(set, number, collisionCount)
        : { revision: same === newest ? same : this.renumber(same, number), collisionCount };
    const current = known.find(({ metadata }) => metadata.name === currentRevision) ?? made.revision;
    return {
      revisions: { current, update: made.revision },
      known,
      collisionCount: made.collisionCount,
    };
  }

  /** Deletes the oldest that neither the set nor a pod needs, beyond the number to keep. */
  cleanUp({ spec }: StatefulSet, { known, revisions }: StatefulHistory, pods: readonly Pod[]): void {
    const { current, update } = revisions;
    const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)]);
    const unused = known.filter(({ metadata }) => !live.has(metadata.name));
    const surplus = unused.length - (spec!.revisionHistoryLimit ?? 10);
    for (const { metadata } of unused.slice(0, Math.max(0, surplus)))
      this.client.delete(ControllerRevisions, metadata.namespace!, metadata.name!);
  }

  private claim(set: StatefulSet): readonly ControllerRevision[] {
    return claim({
      client: this.client,
      owner: set,
      ownerType: StatefulSets,
      reference: controllerReference(set, STATEFUL_SET_KIND),
      selector: LabelSelector.of(set.spec!.selector),
      children: this.revisions,
      childType: ControllerRevisions,
    });
  }

  private renumber(revision: ControllerRevision, number: number): ControllerRevision {
    return this.client.update(ControllerRevisions, { ...revision, revision: number });
  }

  private create(set: StatefulSet, revision: number, firstCount: number) {
    const text = canonicalText(set.spec!.template);
    const hash = { [HASH_LABEL]: hashOf(text, firstCount) };
    const prefix = set.metadata.name!.slice(0, LONGEST_PREFIX);
    for (let collisionCount = firstCount; ; collisionCount++) {
      const name = `${prefix}-${hashOf(text, collisionCount)}`;
      const wanted = newRevision(set, STATEFUL_SET_KIND, { name, revision, hash });
      const created = createRevision(this.client, wanted);
      if (created) return { revision: created, collisionCount };
    }
  }
}

/** The data as the real controller writes it, byte for byte: the hash depends on it. */
const canonicalText = memoize((template: PodTemplateSpec) => goJson(withSortedKeys(revisionData(template))));

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, withSortedKeys(value[key])]));
}

function hashOf(text: string, collisionCount: number): string {
  return safeEncoded(fnv32(Buffer.from(`${text}${collisionCount}`, 'utf8')));
}
