import type { Affinity, PodAffinityTerm, WeightedPodAffinityTerm } from '../../../kube/generated/core-v1';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import type { Labels } from '../../../kube/selectors/requirement';

/** How many different terms are remembered. */
const REMEMBERED = 10_000;

/** Whom a term of pod affinity or anti-affinity speaks about, and in which topology. Equal terms are one object. */
export class AffinityTerm {
  private static readonly known = new Map<string, AffinityTerm>();

  private constructor(
    readonly key: string,
    readonly topologyKey: string,
    /** By name; the namespace of the pod itself, if the term names none. */
    readonly namespaces: ReadonlySet<string>,
    readonly namespaceSelector: LabelSelector,
    readonly selector: LabelSelector,
  ) {}

  static of(term: PodAffinityTerm, podNamespace: string): AffinityTerm {
    const { namespaces = [], namespaceSelector, labelSelector, topologyKey } = term;
    const own = namespaces.length === 0 && !namespaceSelector;
    return AffinityTerm.create(
      topologyKey,
      new Set(own ? [podNamespace] : namespaces),
      LabelSelector.of(namespaceSelector),
      LabelSelector.of(labelSelector),
    );
  }

  private static create(
    topologyKey: string,
    namespaces: ReadonlySet<string>,
    namespaceSelector: LabelSelector,
    selector: LabelSelector,
  ): AffinityTerm {
    const parts = [
      topologyKey,
      [...namespaces].sort().join(','),
      selectorKey(namespaceSelector),
      selectorKey(selector),
    ];
    const key = parts.join('\0');
    const known = AffinityTerm.known.get(key);
    if (known) return known;
    if (AffinityTerm.known.size >= REMEMBERED) AffinityTerm.known.clear();
    const created = new AffinityTerm(key, topologyKey, namespaces, namespaceSelector, selector);
    AffinityTerm.known.set(key, created);
    return created;
  }

  /** The same term, which also names the given namespaces. */
  withNamespaces(names: readonly string[]): AffinityTerm {
    if (names.every((name) => this.namespaces.has(name))) return this;
    return AffinityTerm.create(
      this.topologyKey,
      new Set([...this.namespaces, ...names]),
      this.namespaceSelector,
      this.selector,
    );
  }

  /** Whether it speaks about a pod with these labels in a namespace with those. */
  matches(namespace: string, labels: Labels | undefined, namespaceLabels: Labels | undefined): boolean {
    if (!this.namespaces.has(namespace) && !this.namespaceSelector.matches(namespaceLabels)) return false;
    return this.selector.matches(labels);
  }
}

/** Distinguishes everything from nothing, which print alike. */
export function selectorKey(selector: LabelSelector): string {
  return selector.isEmpty ? '*' : selector.toString();
}

export interface WeightedTerm {
  readonly term: AffinityTerm;
  readonly weight: number;
}

/** A pod's wishes about the company of other pods. */
export interface AffinityTerms {
  readonly required: readonly AffinityTerm[];
  readonly requiredAnti: readonly AffinityTerm[];
  readonly preferred: readonly WeightedTerm[];
  readonly preferredAnti: readonly WeightedTerm[];
}

const NO_TERMS: AffinityTerms = Object.freeze({
  required: [],
  requiredAnti: [],
  preferred: [],
  preferredAnti: [],
});

const remembered = new WeakMap<Affinity, Map<string, AffinityTerms>>();

/** Remembered per frozen affinity and namespace. */
export function affinityTermsOf(affinity: Affinity | undefined, namespace: string): AffinityTerms {
  if (!affinity?.podAffinity && !affinity?.podAntiAffinity) return NO_TERMS;
  const known = remembered.get(affinity)?.get(namespace);
  if (known) return known;
  const terms = compile(affinity, namespace);
  if (Object.isFrozen(affinity)) {
    const byNamespace = remembered.get(affinity) ?? new Map<string, AffinityTerms>();
    byNamespace.set(namespace, terms);
    remembered.set(affinity, byNamespace);
  }
  return terms;
}

function compile({ podAffinity, podAntiAffinity }: Affinity, namespace: string): AffinityTerms {
  const required = (terms: readonly PodAffinityTerm[] | undefined) =>
    (terms ?? []).map((term) => AffinityTerm.of(term, namespace));
  const preferred = (terms: readonly WeightedPodAffinityTerm[] | undefined) =>
    (terms ?? []).map(({ weight, podAffinityTerm }) => ({
      term: AffinityTerm.of(podAffinityTerm, namespace),
      weight,
    }));
  return {
    required: required(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAnti: required(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    preferred: preferred(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAnti: preferred(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
  };
}
