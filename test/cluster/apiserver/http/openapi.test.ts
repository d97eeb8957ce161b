import { Discovery } from '../../../../lib/cluster/apiserver/http/discovery';
import { OPENAPI_V2_PROTOBUF, OpenApi } from '../../../../lib/cluster/apiserver/http/openapi';
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

test('OpenAPI v2 as protocol buffers has the fields of the message, and their lengths are right', () => {
  const bytes = Buffer.from(OPENAPI_V2_PROTOBUF.text);
  const fields: [number, string][] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at]!;
    const length = bytes[at + 1]!;
    fields.push([tag >> 3, bytes.subarray(at + 2, at + 2 + length).toString()]);
    at += 2 + length;
  }
  expect(fields).toEqual([
    [1, '2.0'],
    [2, '\n\nKubernetes'],
    [8, ''],
  ]);
});
