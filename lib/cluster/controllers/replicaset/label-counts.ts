import { freeze } from '../../../kube/frozen';
import type { Pod } from '../../../kube/generated/core-v1';
import type { LabelSelector } from '../../../kube/selectors/label-selector';
import type { Labels } from '../../../kube/selectors/requirement';
import { controllerIndex } from '../../component/claims';

const NO_LABELS: Labels = freeze({});

/**
 * How many pods of each controller, and how many orphans of each namespace, have which labels. Pods of one template
 * share theirs, so a selector is asked a few times and not once for each of thousands of pods.
 */
export class LabelCounts {
  private readonly owners = new Map<string, Map<Labels, number>>();

  added(pod: Pod): void {
    this.add(pod, 1);
  }

  updated(pod: Pod, old: Pod): void {
    const { labels, ownerReferences } = pod.metadata;
    if (labels === old.metadata.labels && ownerReferences === old.metadata.ownerReferences) return;
    this.add(old, -1);
    this.add(pod, 1);
  }

  deleted(pod: Pod): void {
    this.add(pod, -1);
  }

  /** @param owner as {@link controllerIndex} names it */
  matching(owner: string, selector: LabelSelector): number {
    let matching = 0;
    for (const [labels, pods] of this.owners.get(owner) ?? NOBODY)
      if (selector.matches(labels)) matching += pods;
    return matching;
  }

  private add(pod: Pod, change: 1 | -1): void {
    const owner = controllerIndex(pod)[0]!;
    const { labels = NO_LABELS } = pod.metadata;
    const counts = this.owners.get(owner) ?? new Map<Labels, number>();
    if (counts.size === 0) this.owners.set(owner, counts);
    const pods = (counts.get(labels) ?? 0) + change;
    if (pods > 0) counts.set(labels, pods);
    else counts.delete(labels);
    if (counts.size === 0) this.owners.delete(owner);
  }
}

const NOBODY: ReadonlyMap<Labels, number> = new Map();
