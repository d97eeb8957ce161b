import type { Informer, Lister } from '../../client/informer';
import { memoize } from '../../kube/frozen';
import type { Pod } from '../../kube/generated/core-v1';
import type { LabelSelector } from '../../kube/selectors/label-selector';

/** Index of pods by each of their labels. */
const POD_LABEL_INDEX = 'label';

type Labels = { readonly [key: string]: string };

export function labelTerm(namespace: string, key: string, value: string): string {
  return `${namespace}/${key}=${value}`;
}

export function labelTerms(namespace: string, labels: Labels | undefined): readonly string[] {
  return labels ? termsOf(labels)(namespace) : [];
}

/** Pods of one template share their labels, and most often a namespace. */
const termsOf = memoize((labels: Labels) => {
  let last: string | undefined;
  let terms: readonly string[] = [];
  return (namespace: string): readonly string[] => {
    if (namespace !== last) {
      terms = Object.entries(labels).map(([key, value]) => labelTerm(namespace, key, value));
      last = namespace;
    }
    return terms;
  };
});

/** For {@link podsSelectedBy}. */
export function addPodLabelIndex(pods: Informer<Pod>): void {
  pods.addIndex(POD_LABEL_INDEX, ({ metadata }) => labelTerms(metadata.namespace!, metadata.labels));
}

/** The selected pods of a namespace, found by the rarest of the labels that they must have. */
export function podsSelectedBy(
  pods: Lister<Pod>,
  namespace: string,
  selector: LabelSelector,
): readonly Pod[] {
  const candidates = candidatesFor(pods, namespace, selector);
  return candidates.filter((pod) => selector.matches(pod.metadata.labels));
}

function candidatesFor(pods: Lister<Pod>, namespace: string, selector: LabelSelector): readonly Pod[] {
  let [rarest, fewest] = ['', Number.POSITIVE_INFINITY];
  for (const { key } of selector.requirements) {
    const value = selector.exactValue(key);
    if (value === undefined) continue;
    const term = labelTerm(namespace, key, value);
    const count = pods.countByIndex(POD_LABEL_INDEX, term);
    if (count < fewest) [rarest, fewest] = [term, count];
  }
  return rarest ? pods.byIndex(POD_LABEL_INDEX, rarest) : pods.list(namespace);
}
