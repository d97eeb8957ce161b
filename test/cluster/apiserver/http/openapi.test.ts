import { Discovery } from '../../../../lib/cluster/apiserver/http/discovery';
import { OpenApi } from '../../../../lib/cluster/apiserver/http/openapi';
import { BYTES, WireReader } from '../../../../lib/kube/protobuf/wire-reader';
import { ResourceCatalogue } from '../../../../lib/kube/resource-catalogue';

const openApi = new OpenApi(new Discovery(ResourceCatalogue.kubernetes()));
const read = (path: string) => JSON.parse(openApi.document(path)!.text);

test('numbers that may be texts are both in OpenAPI v3, and texts in v2', () => {
  const name = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
  const { schemas } = read('/openapi/v3/api/v1').components;
  expect(schemas[name]).toEqual({
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  });
  expect(schemas['io.k8s.apimachinery.pkg.api.resource.Quantity']).toEqual({
    oneOf: [{ type: 'string' }, { type: 'number' }],
  });
  expect(read('/openapi/v2').definitions[name]).toMatchObject({ type: 'string', format: 'int-or-string' });
});

test('documents tell the minor version', () => {
  expect(read('/openapi/v3/apis/apps/v1').info).toEqual({ title: 'Kubernetes', version: '1.36' });
});

/** The fields of a message, one after the other. All of them must be delimited. */
function fieldsOf(bytes: Buffer): readonly (readonly [field: number, content: Buffer])[] {
  const fields: [number, Buffer][] = [];
  for (const reader = new WireReader(bytes); reader.next(); ) {
    expect(reader.wireType).toBe(BYTES);
    fields.push([reader.number, reader.delimited()]);
  }
  return fields;
}

function field(bytes: Buffer, number: number): Buffer {
  return fieldsOf(bytes).find(([found]) => found === number)![1];
}

function named(list: Buffer, name: string): Buffer {
  const found = fieldsOf(list).find(([, entry]) => field(entry, 1).toString() === name);
  return field(found![1], 2);
}

test('OpenAPI v2 as protocol buffers has the definitions with their fields and marks', () => {
  const document = openApi.protobuf();
  expect(field(document, 1).toString()).toBe('2.0');
  const definitions = field(document, 9);
  expect(fieldsOf(definitions)).toHaveLength(Object.keys(read('/openapi/v2').definitions).length);
  const pod = named(definitions, 'io.k8s.api.core.v1.Pod');
  const mark = named(
    Buffer.concat(
      fieldsOf(pod).flatMap(([number, content]) =>
        number === 31 ? [Buffer.from([10]), lengthOf(content), content] : [],
      ),
    ),
    'x-kubernetes-group-version-kind',
  );
  expect(JSON.parse(field(mark, 2).toString())).toEqual([{ group: '', kind: 'Pod', version: 'v1' }]);
  const spec = named(field(pod, 25), 'spec');
  expect(field(spec, 1).toString()).toBe('#/definitions/io.k8s.api.core.v1.PodSpec');
  expect(field(field(named(field(pod, 25), 'kind'), 22), 1).toString()).toBe('string');
});

/** As a field tells it, for contents of less than 16 KiB. */
function lengthOf({ length }: Buffer): Buffer {
  return Buffer.from(length < 128 ? [length] : [(length % 128) + 128, length >> 7]);
}
