import type {
  FieldSelectorAttributes,
  LabelSelectorAttributes,
} from '../../../kube/generated/authorization-v1';
import type { LabelSelectorRequirement } from '../../../kube/generated/meta-v1';
import { type FieldRequirement, parseFieldRequirements } from '../../../kube/selectors/field-selector';
import { LabelSelector } from '../../../kube/selectors/label-selector';
import { requirementProblem, type SelectorOperator } from '../../../kube/selectors/requirement';
import { StatusError } from '../../../kube/status';

/** A selector could not be read as a whole, or some of its requirements could not. */
export type SelectorProblem = 'whole' | 'partial';

/** The requirements of a question about a list or watch. What cannot be read is left out, which asks for more. */
export function fieldsOf(selector: FieldSelectorAttributes | undefined): {
  fields?: readonly FieldRequirement[];
  problem?: SelectorProblem;
} {
  if (!selector) return {};
  if (selector.rawSelector) return parsedFields(selector.rawSelector);
  const { requirements = [] } = selector;
  const fields = requirements.flatMap(({ key, operator, values = [] }): FieldRequirement[] =>
    values.length === 1 && (operator === 'In' || operator === 'NotIn')
      ? [{ field: key, operator: operator === 'In' ? '=' : '!=', value: values[0]! }]
      : [],
  );
  return { fields, ...problemOf(requirements.length, fields.length) };
}

function parsedFields(text: string): { fields?: readonly FieldRequirement[]; problem?: SelectorProblem } {
  try {
    return { fields: parseFieldRequirements(text) };
  } catch (error) {
    if (error instanceof StatusError) return { problem: 'whole' };
    throw error;
  }
}

const OPERATORS: { readonly [operator: string]: SelectorOperator | undefined } = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** No authorizer looks at labels, but a question about labels must make sense. */
export function labelProblem(selector: LabelSelectorAttributes | undefined): SelectorProblem | undefined {
  if (!selector) return undefined;
  const { rawSelector, requirements = [] } = selector;
  if (!rawSelector) return problemOf(requirements.length, requirements.filter(isValid).length).problem;
  try {
    LabelSelector.parse(rawSelector);
    return undefined;
  } catch (error) {
    if (error instanceof StatusError) return 'whole';
    throw error;
  }
}

function isValid({ key, operator, values = [] }: LabelSelectorRequirement): boolean {
  const known = OPERATORS[operator];
  return known !== undefined && requirementProblem({ key, operator: known, values }) === undefined;
}

function problemOf(asked: number, read: number): { problem?: SelectorProblem } {
  if (read === asked) return {};
  return { problem: read > 0 ? 'partial' : 'whole' };
}
