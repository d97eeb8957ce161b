import type { FieldError } from '../../../../lib/kube/field-error';
import type {
  CustomResourceDefinitionSpec,
  JSONSchemaProps,
} from '../../../../lib/kube/generated/apiextensions-v1';
import { validateDefinitionSpec } from '../../../../lib/kube/validation/crd/definition';

function specWith(maxItems: number, rule: string): CustomResourceDefinitionSpec {
  const list: JSONSchemaProps = {
    type: 'array',
    maxItems,
    items: { type: 'integer' },
    'x-kubernetes-validations': [{ rule }],
  };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: list } } };
  return {
    group: 'example.com',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema }],
  };
}

function problems(spec: CustomResourceDefinitionSpec, old?: CustomResourceDefinitionSpec): string[] {
  const errors: FieldError[] = [];
  validateDefinitionSpec(spec, old, false, errors);
  return errors.map(({ message }) => message.replace(/ \(try .*/, ''));
}

/** What was accepted before, by a server with other limits. */
const expensive = () => specWith(20_000_000, 'self.sum() > 3');

test('a rule that is too expensive is refused', () => {
  expect(problems(expensive())).toEqual(['Forbidden: estimated rule cost exceeds budget by factor of 2.0x']);
});

test('a rule that was accepted may stay what it costs', () => {
  expect(problems(expensive(), expensive())).toEqual([]);
});

test('a rule in a schema that changes may not', () => {
  expect(problems(expensive(), specWith(19_000_000, 'self.sum() > 3'))).toHaveLength(1);
});

test('all rules together may not cost too much, even if they were accepted', () => {
  const spec = specWith(200_000_000, 'self.sum() > 3');
  expect(problems(spec, spec)).toEqual([
    'Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema',
    'Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of 2.0x',
  ]);
});
