import fc from 'fast-check';
import type { SentRequest } from './exchange-in-memory';
import { TOKEN } from './served-control-plane';

/** Requests as an attacker, a broken client or a bad cable would send them. */

const PODS = '/api/v1/namespaces/default/pods';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

const path = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(PODS, CONFIG_MAPS, DEPLOYMENTS, `${CONFIG_MAPS}/one`, `${DEPLOYMENTS}/web`),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      `${PODS}/pod/status`,
      `${PODS}/pod/binding`,
      `${PODS}/pod/eviction`,
      `${DEPLOYMENTS}/web/scale`,
      '/api/v1/namespaces/default/serviceaccounts/default/token',
      '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles',
      '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      '/apis/apps/v1/namespaces/default/controllerrevisions',
      '/apis/networking.k8s.io/v1/namespaces/default/ingresses',
      '/api/v1/watch/namespaces/default/configmaps',
      '/api/v1/nodes',
      '/api/v1/namespaces',
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(
        fc.constantFrom(
          'api',
          'apis',
          'v1',
          'apps',
          'namespaces',
          'default',
          'pods',
          '..',
          '.',
          '',
          '%2e%2e',
          '%2F',
          '__proto__',
          'constructor',
          'ü',
          '%ff',
          '%',
          'openapi',
          'v3',
          '%00',
        ),
        { maxLength: 9 },
      )
      .map((parts) => `/${parts.join('/')}`),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
);

const oddNumber = fc.constantFrom(
  '-1',
  '0',
  '1',
  '500',
  '9223372036854775808',
  '1e3',
  '0x10',
  'NaN',
  '',
  ' 1',
  '١',
  '1'.repeat(400),
);
const oddSelector = fc.oneof(
  fc.constantFrom(
    'a=b',
    'a in (b,c',
    'a notin ()',
    '!',
    '!!a',
    'a==b==c',
    '=',
    ',,',
    `${'a,'.repeat(300)}`,
    'metadata.name=one',
    'metadata.name',
    'spec.nodeName=\\',
    '__proto__=x',
    `a in (${'b,'.repeat(500)}b)`,
    '(((((',
    'x'.repeat(5_000),
  ),
  fc.string({ maxLength: 40 }),
);
const parameter = fc.oneof(
  fc.tuple(fc.constantFrom('limit', 'timeoutSeconds', 'resourceVersion', 'gracePeriodSeconds'), oddNumber),
  fc.tuple(fc.constantFrom('labelSelector', 'fieldSelector'), oddSelector),
  fc.tuple(
    fc.constantFrom(
      'watch',
      'allowWatchBookmarks',
      'sendInitialEvents',
      'dryRun',
      'force',
      'pretty',
      'resourceVersionMatch',
      'fieldValidation',
      'fieldManager',
      'propagationPolicy',
      'includeObject',
      'continue',
      '__proto__',
    ),
    fc.oneof(
      fc.constantFrom(
        'true',
        'false',
        'All',
        'Exact',
        'Strict',
        'Orphan',
        'nonsense',
        '',
        'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6OTk5OTk5LCJzdGFydCI6Ii4uLy4uIn0',
        'x'.repeat(300),
      ),
      fc.string({ maxLength: 20 }),
    ),
  ),
);
const query = fc
  .array(parameter, { maxLength: 3 })
  .chain((pairs) =>
    fc
      .boolean()
      .map((isEncoded) =>
        pairs.map(([name, value]) => `${name}=${isEncoded ? encodeURIComponent(value) : value}`).join('&'),
      ),
  );

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, data: { a: 'b' } };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'web', ports: [{ containerPort: 80 }] }] },
    },
  },
};

/** A good object with one value somewhere replaced by another. */
function spoiled(object: unknown): fc.Arbitrary<unknown> {
  const places: (readonly (string | number)[])[] = [];
  const visit = (value: unknown, place: readonly (string | number)[]) => {
    places.push(place);
    if (typeof value === 'object' && value !== null)
      for (const key of Object.keys(value)) visit((value as Record<string, unknown>)[key], [...place, key]);
  };
  visit(object, []);
  return fc
    .tuple(fc.constantFrom(...places), fc.oneof(oddValue, fc.jsonValue({ maxDepth: 2 })))
    .map(([place, value]) => replaced(object, place, value));
}

function replaced(object: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(object) ? [...object] : { ...(object as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, value);
  return copy;
}

const oddValue = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  1e308,
  2 ** 53,
  0.5,
  '',
  '\u0000',
  '\ud800',
  '../..',
  'x'.repeat(2_000),
  [],
  [null],
  {},
  [[[]]],
  { $patch: 'delete' },
  { $patch: 'nonsense' },
  { '$setElementOrder/containers': [{ name: 'x' }] },
  { '$deleteFromPrimitiveList/a': 'x' },
  { $retainKeys: 5 },
);

const jsonText = fc
  .oneof(spoiled(configMap), spoiled(deployment), fc.jsonValue())
  .map((value) => JSON.stringify(value) ?? '');
/** Nested as deep as JSON may be. */
function deep(head: string, open: string, middle: string, close: string, tail: string): string {
  const levels = 980 / (open.match(/[{[]/g) ?? []).length;
  return `${head}${open.repeat(levels)}${middle}${close.repeat(levels)}${tail}`;
}

const CRD_HEAD =
  '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"deeps.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"deeps","singular":"deep","kind":"Deep"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":';

const TEXTS = [
  '',
  '{',
  '{"a":}',
  '[]',
  'null',
  '"x"',
  '{"metadata":{"name":"x","name":"y"}}',
  '{"__proto__":{"polluted":true},"metadata":{"name":"p","__proto__":{"polluted":true}}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  `${'['.repeat(3_000)}`,
  `${'{"a":'.repeat(1_500)}1${'}'.repeat(1_500)}`,
  `{"metadata":{"name":"${'x'.repeat(300)}"}}`,
  deep('{"metadata":{"name":"deep"},"revision":1,"data":', '{"a":', '1', '}', '}'),
  deep(
    '{"metadata":{"name":"deep","managedFields":[{"manager":"a","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":',
    '{"f:a":',
    '{}',
    '}',
    '}]}}',
  ),
  deep(CRD_HEAD, '{"type":"array","items":', '{"type":"string"}', '}', '}}]}}'),
  deep(CRD_HEAD, '{"type":"object","properties":{"a":', '{"type":"string"}', '}}', '}}]}}'),
  deep(CRD_HEAD, '{"not":', '{}', '}', '}}]}}'),
  deep(CRD_HEAD, '{"type":"object","allOf":[', '{}', ']}', '}}]}}'),
  '{"metadata":{"name":"\\ud800"}}',
  'a: &a [x]\nb: [*a,*a,*a]\n',
  `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, index) => `b${index}: &b${index} [${`*${index ? `b${index - 1}` : 'a'},`.repeat(9)}]`).join('\n')}\n`,
  'a: *missing',
  '<<: {a: b}\n<<: *x',
  '!!js/function "x"',
  '? [a]\n: b',
  '\t- x',
  `[{"op":"add","path":"/data","value":{}},${'{"op":"copy","from":"/data","path":"/data/x"},'.repeat(60)}{"op":"test","path":"/data","value":1}]`,
  '[{"op":"add","path":"/__proto__/polluted","value":true}]',
  '[{"op":"add","path":"/metadata/labels/constructor","value":{}}]',
  '[{"op":"move","from":"","path":"/data"}]',
  '[{"op":"replace","path":"/spec/replicas","value":99999999999}]',
  '[{"op":"add","path":"/data/-1","value":1},{"op":"remove","path":"/nothing"}]',
  `[${'{"op":"test","path":"/kind","value":"ConfigMap"},'.repeat(11_000)}{"op":"remove","path":"/data"}]`,
  '{"spec":{"template":{"spec":{"containers":[{"$patch":"delete"}]}}}}',
  '{"spec":{"template":{"spec":{"$setElementOrder/containers":5}}}}',
];
const hostileText = fc.constantFrom(...TEXTS);
const bytes = fc.uint8Array({ maxLength: 80 }).map((array) => Buffer.from(array));
const protobuf = bytes.map((array) => Buffer.concat([Buffer.from('k8s\0'), array]));
const body = fc.oneof(
  { weight: 8, arbitrary: jsonText.map((text) => Buffer.from(text)) },
  { weight: 6, arbitrary: hostileText.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: bytes },
  { weight: 2, arbitrary: protobuf },
  {
    weight: 1,
    arbitrary: jsonText.map((text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe])])),
  },
);

const contentType = fc.constantFrom(
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'text/plain',
  '',
  'application/json; charset=latin1',
  'x'.repeat(200),
  'application/cbor',
);
const accept = fc.oneof(
  { weight: 3, arbitrary: fc.constant('application/json') },
  fc.constantFrom(
    'application/json',
    '*/*',
    'application/yaml',
    'application/json;as=Table;v=v1;g=meta.k8s.io',
    'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
    'application/vnd.kubernetes.protobuf',
    ';;;',
    'a/b;q=NaN',
    '',
  ),
  fc.string({ maxLength: 30 }),
);
const administrator = { authorization: `Bearer ${TOKEN}` };
const identity = fc.oneof(
  { weight: 20, arbitrary: fc.constant<{ readonly [name: string]: string }>(administrator) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<{ readonly [name: string]: string }>(
      { authorization: 'Bearer a.b.c' },
      { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
      { ...administrator, 'impersonate-user': 'x', 'impersonate-extra-%zz': 'y' },
      { ...administrator, 'impersonate-group': 'system:masters' },
      {},
    ),
  },
);

/** Methods with forms of the body that they take, so that the body is looked at. */
const sensible = fc.constantFrom(
  ['POST', 'application/json'],
  ['POST', 'application/yaml'],
  ['POST', 'application/vnd.kubernetes.protobuf'],
  ['PUT', 'application/json'],
  ['PATCH', 'application/json-patch+json'],
  ['PATCH', 'application/merge-patch+json'],
  ['PATCH', 'application/strategic-merge-patch+json'],
  ['PATCH', 'application/apply-patch+yaml'],
  ['DELETE', 'application/json'],
  ['GET', ''],
);
const any = fc.tuple(
  fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'x'),
  contentType,
);

export const hostileRequest: fc.Arbitrary<SentRequest> = fc
  .record({
    form: fc.oneof({ weight: 4, arbitrary: sensible }, { weight: 1, arbitrary: any }),
    path,
    query,
    accept,
    identity,
    body,
  })
  .map(({ form: [method, type], path: place, query: asked, accept: wanted, identity: who, body: sent }) => ({
    method: method!,
    target: asked ? `${place}?${asked}` : place,
    headers: { ...who, 'content-type': type!, accept: wanted, 'user-agent': 'fuzz/1.0' },
    body: sent,
  }));
