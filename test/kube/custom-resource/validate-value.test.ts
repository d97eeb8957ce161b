import { isTextFormat, matchesFormat } from '../../../lib/kube/custom-resource/formats';
import { pruned } from '../../../lib/kube/custom-resource/pruning';
import { validateValue } from '../../../lib/kube/custom-resource/validate-value';
import type { FieldError } from '../../../lib/kube/field-error';
import type { JSONSchemaProps } from '../../../lib/kube/generated/apiextensions-v1';
import recorded from '../../golden/custom-resource/values.json';

/** What Kubernetes' own code answers about values of custom resources. */

interface Recorded {
  readonly schema: JSONSchemaProps;
  readonly value: unknown;
  /** The field and the message. */
  readonly errors: readonly string[];
  readonly pruned: unknown;
}

const values = (recorded.values as unknown as Recorded[]).map(
  (one) => [JSON.stringify({ schema: one.schema, value: one.value }), one] as const,
);

function errorsOf({ schema, value }: Recorded): string[] {
  const errors: FieldError[] = [];
  validateValue(value, schema, undefined, errors);
  return errors.map(({ field, message }) => `${field}|${message}`);
}

it.each(values)('says what Kubernetes says of %s', (_, one) => {
  expect(errorsOf(one).sort()).toEqual([...one.errors].sort());
});

it.each(values)('keeps what Kubernetes keeps of %s', (_, one) => {
  expect(pruned(one.value, one.schema)).toEqual(one.pruned);
});

it('keeps the very value when its schema states every field', () => {
  const value = { a: [{ b: 1 }] };
  const items = { type: 'object', properties: { b: { type: 'integer' } } };
  expect(pruned(value, { type: 'object', properties: { a: { type: 'array', items } } })).toBe(value);
});

it.each(Object.entries(recorded.formats))('knows texts of the format %s', (format, texts) => {
  expect(
    isTextFormat(format) ? recorded.texts.filter((text) => matchesFormat(format, text)) : recorded.texts,
  ).toEqual(texts);
});

it('refuses a text that is too long for its pattern', () => {
  const errors: FieldError[] = [];
  const schema = { type: 'string', pattern: '^((a?){1000}){1}a{1000}$' };
  validateValue('a'.repeat(100_000), schema, undefined, errors);
  expect(errors).toHaveLength(1);
  expect(errors[0]!.message).toMatch(/too expensive for a text of this length$/);
});
