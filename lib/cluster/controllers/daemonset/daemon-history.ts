import type { Client } from '../../../client/client';
import type { Lister } from '../../../client/informer';
import { equal } from '../../../kube/frozen';
import type { ControllerRevision, DaemonSet } from '../../../kube/generated/apps-v1';
import type { Pod } from '../../../kube/generated/core-v1';
import { ControllerRevisions, DaemonSets, Pods } from '../../../kube/generated/resources';
import { controllerReference } from '../../../kube/object';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { claim } from '../../component/claims';
import { RetryLater } from '../../component/controller';
import {
  byRevision,
  createRevision,
  newRevision,
  REVISION_LABEL,
  revisionData,
  revisionHash,
} from '../../component/controller-revisions';
import { podTemplateHash } from '../deployment/pod-template-hash';

export const DAEMON_SET_KIND = { apiVersion: 'apps/v1', kind: 'DaemonSet' };

export interface DaemonHistory {
  /** Of the current template. */
  readonly current: ControllerRevision;
  readonly old: readonly ControllerRevision[];
}

/** Keeps the templates that a DaemonSet has had. */
export class DaemonRevisions {
  constructor(
    private readonly client: Client,
    private readonly revisions: Lister<ControllerRevision>,
  ) {}

  /** The history with the current template in it, under the highest number. */
  update(daemonSet: DaemonSet, pods: readonly Pod[]): DaemonHistory {
    const data = revisionData(daemonSet.spec!.template);
    const known = this.claim(daemonSet).map((one) => this.labelled(one));
    const same = known.filter((one) => equal(one.data, data));
    const old = known.filter((one) => !same.includes(one));
    const revision = Math.max(0, ...old.map((one) => one.revision)) + 1;
    if (same.length === 0) return { current: this.create(daemonSet, revision), old };
    const current = this.single(same, pods);
    if (current.revision < revision) this.client.update(ControllerRevisions, { ...current, revision });
    return { current, old };
  }

  /** Deletes the oldest that no pod needs, beyond the number to keep. */
  cleanUp({ spec }: DaemonSet, old: readonly ControllerRevision[], pods: readonly Pod[]): void {
    let surplus = old.length - (spec!.revisionHistoryLimit ?? 10);
    if (surplus <= 0) return;
    const live = new Set(pods.map(revisionHash));
    for (const revision of [...old].sort(byRevision)) {
      if (surplus <= 0) return;
      if (live.has(revisionHash(revision))) continue;
      this.delete(revision);
      surplus--;
    }
  }

  private claim(daemonSet: DaemonSet): readonly ControllerRevision[] {
    return claim({
      client: this.client,
      owner: daemonSet,
      ownerType: DaemonSets,
      reference: controllerReference(daemonSet, DAEMON_SET_KIND),
      selector: LabelSelector.of(daemonSet.spec!.selector),
      children: this.revisions,
      childType: ControllerRevisions,
    });
  }

  private labelled(revision: ControllerRevision): ControllerRevision {
    if (revisionHash(revision) !== undefined) return revision;
    const { metadata } = revision;
    const labels = { ...metadata.labels, [REVISION_LABEL]: metadata.name! };
    return this.client.update(ControllerRevisions, { ...revision, metadata: { ...metadata, labels } });
  }

  /** Of several equal ones the newest stays, and the pods become its own. */
  private single(same: readonly ControllerRevision[], pods: readonly Pod[]): ControllerRevision {
    const kept = same.reduce((newest, one) => (one.revision >= newest.revision ? one : newest));
    if (same.length === 1) return kept;
    const labels = { [REVISION_LABEL]: revisionHash(kept) };
    for (const pod of pods) {
      if (revisionHash(pod) === revisionHash(kept)) continue;
      const { namespace, name } = pod.metadata;
      this.client.patch(Pods, namespace!, name!, 'merge', { metadata: { labels } });
    }
    for (const one of same) if (one !== kept) this.delete(one);
    return kept;
  }

  private delete({ metadata: { namespace, name } }: ControllerRevision): void {
    this.client.delete(ControllerRevisions, namespace!, name!);
  }

  private create(daemonSet: DaemonSet, revision: number): ControllerRevision {
    const { metadata, spec, status } = daemonSet;
    const hash = podTemplateHash(spec!.template, status?.collisionCount);
    const wanted = newRevision(daemonSet, DAEMON_SET_KIND, {
      name: `${metadata.name}-${hash}`,
      revision,
      hash: { [REVISION_LABEL]: hash },
    });
    const created = createRevision(this.client, wanted);
    if (!created) throw this.collision(daemonSet);
    return created;
  }

  /** Another template has the same hash: the next one is computed with a number that says so. */
  private collision({ metadata, status }: DaemonSet): RetryLater {
    const fresh = this.client.get(DaemonSets, metadata.namespace!, metadata.name!);
    const { collisionCount } = fresh.status ?? {};
    if (collisionCount === status?.collisionCount)
      this.client.updateStatus(DaemonSets, {
        ...fresh,
        status: { ...fresh.status!, collisionCount: (collisionCount ?? 0) + 1 },
      });
    return new RetryLater(`the hash of the template of DaemonSet ${metadata.name} is taken`);
  }
}
