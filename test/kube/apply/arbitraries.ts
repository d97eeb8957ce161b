import fc from 'fast-check';
import { FieldSet } from '../../../lib/kube/apply/field-set';
import type { PathElement } from '../../../lib/kube/apply/path-element';
import { keyedElement, setElement } from '../../../lib/kube/apply/path-element';
import type { KubeObject } from '../../../lib/kube/object';

const element: fc.Arbitrary<PathElement> = fc.oneof(
  fc.constantFrom('f:a', 'f:b', 'f:c.d/e'),
  fc.constantFrom('x', 'y').map((name) => keyedElement([['name', name]])),
  fc.constantFrom('x', 1).map(setElement),
  fc.constantFrom('i:0', 'i:12'),
);

/** Small sets over few elements, so that two of them overlap. */
export const fieldSet: fc.Arbitrary<FieldSet> = fc
  .array(fc.array(element, { minLength: 1, maxLength: 4 }), { maxLength: 6 })
  .map((paths) => FieldSet.of(...paths));

const text = fc.constantFrom('1', '2', '3');
const map = fc.dictionary(fc.constantFrom('a', 'b', 'c'), text, { minKeys: 1, maxKeys: 3 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const environment = fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B', 'C'), value: text }), {
  selector: ({ name }) => name,
});

const container = fc.record({
  name: fc.constantFrom('web', 'side', 'log'),
  image: optional(text),
  args: optional(fc.array(text, { maxLength: 2 })),
  env: optional(environment),
});

/** Configurations of one Deployment that overlap in places. */
export const configuration: fc.Arbitrary<KubeObject> = fc
  .record({
    labels: optional(map),
    replicas: optional(fc.integer({ min: 0, max: 3 })),
    nodeSelector: optional(map),
    containers: fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 3 }),
  })
  .map(({ labels, replicas, nodeSelector, containers }) =>
    JSON.parse(
      JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', labels },
        spec: { replicas, template: { spec: { nodeSelector, containers } } },
      }),
    ),
  );
