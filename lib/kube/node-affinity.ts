import { memoize } from './frozen';
import type {
  Node,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
  PreferredSchedulingTerm,
} from './generated/core-v1';
import { LabelSelector } from './selectors/label-selector';
import { type Labels, type Requirement, requirementProblem } from './selectors/requirement';

const OPERATORS = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  Gt: 'gt',
  Lt: 'lt',
} as const;

/** A compiled term: all of it must hold. */
type NodeTest = (labels: Labels, name: string | undefined) => boolean;

/** A compiled NodeSelector: one of its terms must hold. Terms that say nothing, or cannot be read, match no node. */
export class NodeSelectorMatcher {
  private static readonly compiled = memoize((selector: NodeSelector) => new NodeSelectorMatcher(selector));

  private readonly terms: readonly NodeTest[];

  private constructor({ nodeSelectorTerms }: NodeSelector) {
    this.terms = nodeSelectorTerms.map(compileTerm);
  }

  /** Remembered per frozen selector. */
  static of(selector: NodeSelector): NodeSelectorMatcher {
    return NodeSelectorMatcher.compiled(selector);
  }

  /** Without a name (a volume looks at labels only), requirements on fields hold. */
  matches(labels: Labels | undefined, name: string | undefined): boolean {
    const { terms } = this;
    for (let index = 0; index < terms.length; index++) if (terms[index]!(labels ?? NONE, name)) return true;
    return false;
  }
}

/** Whether a node meets a pod's `nodeSelector` and the required part of its node affinity. */
export type NodeAffinity = (node: Node) => boolean;

/** What {@link NodeAffinity} a pod has; undefined when any node will do. */
export function requiredNodeAffinity(spec: PodSpec): NodeAffinity | undefined {
  const { nodeSelector, affinity } = spec;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const selector = nodeSelector && LabelSelector.ofMap(nodeSelector);
  const matcher = required && NodeSelectorMatcher.of(required);
  if (!matcher) return selector && ((node) => selector.matches(node.metadata.labels));
  return ({ metadata: { labels, name } }) =>
    (selector === undefined || selector.matches(labels)) && matcher.matches(labels, name);
}

interface WeightedTest {
  readonly weight: number;
  readonly test: NodeTest;
}

/** The sum of the weights of the preferred terms that a node meets. */
export class NodePreferences {
  private static readonly compiled = memoize(
    (terms: readonly PreferredSchedulingTerm[]) => new NodePreferences(terms),
  );

  private readonly terms: readonly WeightedTest[];

  private constructor(terms: readonly PreferredSchedulingTerm[]) {
    this.terms = terms.map(({ weight, preference }) => ({ weight, test: compileTerm(preference) }));
  }

  static of(terms: readonly PreferredSchedulingTerm[]): NodePreferences {
    return NodePreferences.compiled(terms);
  }

  weight({ metadata: { labels = NONE, name } }: Node): number {
    let sum = 0;
    for (const { weight, test } of this.terms) if (test(labels, name)) sum += weight;
    return sum;
  }
}

const NONE: Labels = Object.freeze({});
const never: NodeTest = () => false;

function compileTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): NodeTest {
  if (matchExpressions.length === 0 && matchFields.length === 0) return never;
  const requirements = matchExpressions.map(requirementOf);
  if (requirements.some((one) => requirementProblem(one) !== undefined)) return never;
  if (matchFields.some((field) => !isFieldRequirement(field))) return never;
  const selector = LabelSelector.ofRequirements(requirements);
  if (matchFields.length === 0) return (labels) => selector.matches(labels);
  return (labels, name) =>
    selector.matches(labels) && (name === undefined || matchFields.every((field) => fieldHolds(field, name)));
}

function requirementOf({ key, operator, values = [] }: NodeSelectorRequirement): Requirement {
  return { key, operator: OPERATORS[operator], values };
}

function isFieldRequirement({ operator, values }: NodeSelectorRequirement): boolean {
  return (operator === 'In' || operator === 'NotIn') && values?.length === 1;
}

/** A node has one field to select by: its name. */
function fieldHolds({ key, operator, values }: NodeSelectorRequirement, name: string): boolean {
  const value = key === 'metadata.name' ? name : '';
  return (value === values![0]) === (operator === 'In');
}
