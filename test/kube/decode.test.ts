import fc from 'fast-check';
import { decodeAll } from '../../lib/kube/decode';
import { freeze } from '../../lib/kube/frozen';
import { parseJson } from '../../lib/kube/json';
import { ResourceCatalogue } from '../../lib/kube/resource-catalogue';
import { type Schema, schemaNamed, schemaOf } from '../../lib/kube/schema';

const deployment = schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' })!;
const pod = schemaOf({ group: '', version: 'v1', kind: 'Pod' })!;
const configMap = schemaOf({ group: '', version: 'v1', kind: 'ConfigMap' })!;
const definition = schemaOf({
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
})!;

describe('decodeAll', () => {
  test('finds all problems, each with its path', () => {
    const { errors, unknownFields } = decodeAll(deployment, {
      spec: {
        replicas: '3',
        foo: 1,
        template: {
          spec: {
            containers: [
              { name: 'a', image: 5 },
              { name: 'b', ports: [{ containerPort: 'http', bar: {} }], resources: { limits: { cpu: 'x' } } },
            ],
          },
        },
      },
    });
    expect(unknownFields).toEqual(['spec.foo', 'spec.template.spec.containers[1].ports[0].bar']);
    expect(errors.map(({ field, message }) => `${field}: ${message}`)).toEqual([
      'spec.replicas: expected int32, but found string',
      'spec.template.spec.containers[0].image: expected string, but found number',
      'spec.template.spec.containers[1].ports[0].containerPort: expected int32, but found string',
      "spec.template.spec.containers[1].resources.limits.cpu: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ]);
  });

  test('says each problem in the words of the server too', () => {
    const { errors } = decodeAll(pod, { spec: { volumes: [{ configMap: { name: 5 } }] } });
    expect(errors[0]!.serverMessage).toBe(
      'json: cannot unmarshal number into Go struct field ConfigMapVolumeSource.spec.volumes.VolumeSource.configMap.LocalObjectReference.name of type string',
    );
  });

  test('writes what the server would write', () => {
    const { value } = decodeAll(pod, {
      metadata: { name: 'a', labels: {}, annotations: null },
      spec: {
        hostNetwork: false,
        nodeName: '',
        tolerations: [],
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'a', resources: { limits: { cpu: '1000m', memory: 1.5 } }, env: [null] }],
      },
    });
    expect(value).toEqual({
      metadata: { name: 'a' },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          { name: 'a', resources: { limits: { cpu: '1', memory: '1500m' } }, env: [{ name: '' }] },
        ],
      },
      status: {},
    });
  });

  test('keeps what the author wrote when asked to', () => {
    const written = { spec: { hostNetwork: false, containers: [{ name: 'a', args: [] }], nodeSelector: {} } };
    expect(decodeAll(pod, { ...written, foo: 1 }, { asWritten: true }).value).toEqual(written);
  });

  test('keeps frozen parts without looking at them', () => {
    const template = freeze({ spec: { containers: 'not looked at' } });
    const { value, errors } = decodeAll<{ spec: { template: object } }>(deployment, { spec: { template } });
    expect(value.spec.template).toBe(template);
    expect(errors).toEqual([]);
  });

  test('shares the zero values it adds', () => {
    const decode = () => decodeAll<{ status: object }>(deployment, {}).value.status;
    expect(decode()).toBe(decode());
    expect(Object.isFrozen(decode())).toBe(true);
  });

  test('does not change the document', () => {
    const document = { metadata: { name: 'a', foo: 1 }, data: { x: null }, bar: [] };
    const before = JSON.stringify(document);
    decodeAll(configMap, document);
    expect(JSON.stringify(document)).toBe(before);
  });

  test('takes the last of repeated values, and lays objects over each other', () => {
    const document = parseJson('{"data":{"a":"1","b":"1"},"metadata":{"name":"x"},"data":{"b":"2","b":"3"}}');
    const { value, strictErrors } = decodeAll(configMap, document);
    expect(value).toEqual({ metadata: { name: 'x' }, data: { a: '1', b: '3' } });
    expect(strictErrors).toEqual(['duplicate field "data"', 'duplicate field "data.b"']);
  });

  test('keys of maps may be anything', () => {
    const document = parseJson('{"metadata":{"labels":{"__proto__":"x","constructor":"y"}}}');
    const { value } = decodeAll<{ metadata: { labels: object } }>(configMap, document);
    expect(Object.keys(value.metadata.labels)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value.metadata.labels)).toBe(Object.prototype);
  });

  test('a field of a structure is none of its prototype', () => {
    expect(decodeAll(configMap, { constructor: {}, toString: 1 }).unknownFields).toEqual([
      'constructor',
      'toString',
    ]);
  });

  test('schemas of custom resources hold schemas, flags and lists', () => {
    const schema = (openAPIV3Schema: object) => ({ spec: { versions: [{ schema: { openAPIV3Schema } }] } });
    const good = schema({
      properties: { a: { additionalProperties: true, items: { type: 'x' }, default: { any: [null, 1] } } },
    });
    expect(decodeAll(definition, good, { asWritten: true })).toMatchObject({ value: good, errors: [] });
    const bad = decodeAll(definition, schema({ additionalProperties: 5 }));
    expect(bad.errors[0]).toMatchObject({ message: 'boolean or JSON schema expected', isFatal: true });
  });
});

/** Any JSON, and now and then what a schema asks for. */
function valueFor(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const anything = fc.jsonValue({ maxDepth: 2 });
  if (depth === 0) return anything;
  switch (schema.type) {
    case 'object': {
      const fields = [...schema.fields].filter(([, field]) => field.type !== 'any').slice(0, 8);
      const record = Object.fromEntries(fields.map(([name, field]) => [name, valueFor(field, depth - 1)]));
      return fc.oneof(
        { weight: 1, arbitrary: anything },
        { weight: 9, arbitrary: fc.record(record, { requiredKeys: [] }) },
      );
    }
    case 'array':
      return fc.oneof(anything, fc.array(valueFor(schema.items!, depth - 1), { maxLength: 3 }));
    case 'map':
      return fc.oneof(
        anything,
        fc.dictionary(fc.string(), valueFor(schema.items!, depth - 1), { maxKeys: 3 }),
      );
    default:
      return fc.oneof(
        anything,
        fc.constantFrom<unknown>('1', 'a', 0, 1, true, '2024-01-01T00:00:00Z', 'YQ=='),
      );
  }
}

const schemas = [...ResourceCatalogue.kubernetes().all()].flatMap((info) => schemaOf(info) ?? []);

describe('decoding anything', () => {
  test('never throws, and its result decodes to itself', () => {
    const documents = fc
      .constantFrom(...schemas)
      .chain((schema) => valueFor(schema, 4).map((document) => ({ schema, document })));
    fc.assert(
      fc.property(documents, ({ schema, document }) => {
        const { value } = decodeAll(schema, document);
        if (value === undefined) return;
        const again = decodeAll(schema, JSON.parse(JSON.stringify(value)));
        expect(again.errors).toEqual([]);
        expect(again.unknownFields).toEqual([]);
        expect(again.value).toEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  test('pollutes no prototype', () => {
    const evil = fc.constantFrom('__proto__', 'constructor', 'prototype', 'labels', 'metadata', 'data');
    const documents = fc.letrec((tie) => ({
      node: fc.oneof(fc.string(), fc.dictionary(evil, tie('node'), { maxKeys: 4 })),
    })).node;
    fc.assert(
      fc.property(documents, (document) => {
        decodeAll(configMap, parseJson(JSON.stringify(document)));
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(({} as { labels?: unknown }).labels).toBeUndefined();
      }),
    );
  });
});

test('fields have the order of the Go structure', () => {
  const fields = [...schemaNamed('io.k8s.api.core.v1.ContainerPort').fields.keys()];
  expect(fields).toEqual(['name', 'hostPort', 'containerPort', 'protocol', 'hostIP']);
});
