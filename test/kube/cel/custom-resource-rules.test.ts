import { validateSchemaRules } from '../../../lib/kube/cel/custom-resource-rules';
import type { FieldError } from '../../../lib/kube/field-error';
import { RULE_CASES, ruleAnswers } from './recorded-rules';

const text = ({ field, message }: FieldError) => `${field}: ${message}`;

describe('objects', () => {
  const answers = ruleAnswers();

  test.each(RULE_CASES.map(({ name, ...one }, index) => [name, one, index] as const))(
    '%s',
    (_name, { schema, objects = [] }, index) => {
      const judged = objects.map(({ value, old }) => {
        const warnings: string[] = [];
        const errors = validateSchemaRules(schema, value, old, undefined, (error) =>
          warnings.push(text(error)),
        );
        return {
          errors: errors.map(text).sort(),
          ...(warnings.length > 0 ? { warnings: warnings.sort() } : {}),
        };
      });
      expect(judged).toEqual(answers[index]!.objects);
    },
  );
});
