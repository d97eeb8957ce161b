import { memoize } from '../frozen';
import type { LabelSelector as LabelSelectorObject } from '../generated/meta-v1';
import { goQuote } from '../go-format';
import { badRequest } from '../status';
import { parseRequirements, SelectorSyntaxError } from './label-selector-parser';
import {
  type Labels,
  matchesRequirement,
  printRequirement,
  type Requirement,
  requirementProblem,
  type SelectorOperator,
} from './requirement';

const OPERATORS: { readonly [operator: string]: SelectorOperator } = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** A compiled label selector: all of its requirements must hold. */
export class LabelSelector {
  static readonly everything = new LabelSelector([]);
  static readonly nothing = new LabelSelector(undefined);

  private static readonly compiled = memoize(compile);
  private static readonly compiledMap = memoize((labels: Labels) => LabelSelector.fromMap(labels));

  /** Sorted by key. Empty for the selectors that match everything or nothing. */
  readonly requirements: readonly Requirement[];
  private readonly matchesNothing: boolean;
  /** Objects made of one template share their labels: the last answer serves the next of them. */
  private lastLabels: Labels | undefined;
  private lastAnswer = false;

  private constructor(requirements: readonly Requirement[] | undefined) {
    this.requirements = sortedByKey(requirements ?? []);
    this.matchesNothing = requirements === undefined;
  }

  /** Of a query string: `app=web,tier in (front,back),!canary`. Throws a `BadRequest` in Kubernetes' words. */
  static parse(text: string): LabelSelector {
    try {
      const requirements = parseRequirements(text);
      return requirements.length === 0 ? LabelSelector.everything : new LabelSelector(requirements);
    } catch (error) {
      throw error instanceof SelectorSyntaxError ? badRequest(error.message) : error;
    }
  }

  /**
   * Of an object. No object selects nothing, an empty one everything. Remembered per frozen object. Throws a
   * `BadRequest` for one that validation would refuse.
   */
  static of(selector: LabelSelectorObject | undefined): LabelSelector {
    return selector ? LabelSelector.compiled(selector) : LabelSelector.nothing;
  }

  /** Of equalities: a Service's selector. An empty map selects everything. Remembered per frozen map. */
  static ofMap(labels: Labels | undefined): LabelSelector {
    return labels ? LabelSelector.compiledMap(labels) : LabelSelector.everything;
  }

  static ofRequirements(requirements: readonly Requirement[]): LabelSelector {
    return new LabelSelector(requirements);
  }

  private static fromMap(labels: Labels): LabelSelector {
    return new LabelSelector(
      Object.entries(labels).map(([key, value]) => ({ key, operator: '=', values: [value] })),
    );
  }

  matches(labels: Labels | undefined): boolean {
    if (this.matchesNothing) return false;
    if (labels === undefined) return this.holdsFor(NO_LABELS);
    if (this.lastLabels === labels) return this.lastAnswer;
    const answer = this.holdsFor(labels);
    if (Object.isFrozen(labels)) {
      this.lastLabels = labels;
      this.lastAnswer = answer;
    }
    return answer;
  }

  private holdsFor(labels: Labels): boolean {
    const { requirements } = this;
    for (let index = 0; index < requirements.length; index++)
      if (!matchesRequirement(requirements[index]!, labels)) return false;
    return true;
  }

  /** Whether it selects everything. */
  get isEmpty(): boolean {
    return !this.matchesNothing && this.requirements.length === 0;
  }

  /** The one value that `key` must have, if the selector says so. */
  exactValue(key: string): string | undefined {
    const requirement = this.requirements.find((one) => one.key === key);
    if (requirement?.values.length !== 1) return undefined;
    return ['=', '==', 'in'].includes(requirement.operator) ? requirement.values[0] : undefined;
  }

  /** Canonical: sorted by key, `app=web,tier in (back,front)`. Empty for everything, and for nothing. */
  toString(): string {
    return this.requirements.map(printRequirement).join(',');
  }
}

const NO_LABELS: Labels = Object.freeze({});

function sortedByKey(requirements: readonly Requirement[]): readonly Requirement[] {
  return [...requirements].sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
}

function compile({ matchLabels, matchExpressions }: LabelSelectorObject): LabelSelector {
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(matchLabels ?? {}))
    requirements.push(checked({ key, operator: '=', values: [value] }));
  for (const { key, operator, values } of matchExpressions ?? []) {
    if (!Object.hasOwn(OPERATORS, operator))
      throw badRequest(`${goQuote(operator)} is not a valid label selector operator`);
    requirements.push(checked({ key, operator: OPERATORS[operator]!, values: values ?? [] }));
  }
  return requirements.length === 0 ? LabelSelector.everything : LabelSelector.ofRequirements(requirements);
}

function checked(requirement: Requirement): Requirement {
  const problem = requirementProblem(requirement);
  if (problem !== undefined) throw badRequest(problem);
  return requirement;
}
