import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import {
  GatewayRoutes,
  type GatewayRoutesProps,
  IngressRoutes,
  Stack,
  WebService,
} from '../../lib/constructs';
import { messagesOf, newStack, synthesize } from './synthesis';

const IMAGE = 'registry.example.com/shop/api:1.4.2';
const GATEWAY = { name: 'public', namespace: 'gateways' };

const service = (stack: Stack, id: string) => new WebService(stack, id, { image: IMAGE, port: 8080 });

function routes(props: (stack: Stack) => Partial<GatewayRoutesProps>, stack = newStack()): GatewayRoutes {
  return new GatewayRoutes(stack, 'edge', { gateway: GATEWAY, paths: {}, ...props(stack) });
}

test('requests go from a gateway to services, by host and path', () => {
  const stack = newStack();
  routes(
    () => ({
      gateway: { ...GATEWAY, listener: 'https' },
      host: ['shop.example.com', '*.shop.example.com'],
      paths: {
        '/': service(stack, 'web'),
        '/api': { to: service(stack, 'api'), pathType: 'Exact', timeout: 10 },
      },
    }),
    stack,
  );
  expect(synthesize(stack).find(({ kind }) => kind === 'HTTPRoute')).toMatchSnapshot();
});

test('the requests of a path can be divided', () => {
  const { httpRoute } = routes((stack) => ({
    paths: {
      '/': {
        to: [
          { to: service(stack, 'stable'), weight: 90 },
          { to: service(stack, 'next'), weight: 10, port: 'http' },
        ],
      },
    },
  }));
  expect(httpRoute.toJson().spec.rules![0]!.backendRefs).toEqual([
    { name: 'stable', port: 80, weight: 90 },
    { name: 'next', port: 80, weight: 10 },
  ]);
});

test('the pods of the gateway may reach the services', () => {
  const stack = newStack();
  const web = service(stack, 'web');
  routes(() => ({ paths: { '/': web } }), stack);
  expect(web.networkPolicy!.toJson().spec!.ingress).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateways' } } }],
      ports: [{ protocol: 'TCP', port: 8080 }],
    },
  ]);
});

test('a gateway and an Ingress can serve the same path', () => {
  const stack = newStack();
  const web = service(stack, 'web');
  routes(() => ({ paths: { '/': web } }), stack);
  expect(() => new IngressRoutes(stack, 'old-edge', { paths: { '/': web } })).not.toThrow();
});

test('every field is one of the definition', () => {
  const file = join(__dirname, '../../imports/crds/gateway-api.yaml');
  const definitions = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS());
  const definition = definitions.find((one) => one.spec.names.kind === 'HTTPRoute');
  const spec = definition.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties;
  const { httpRoute } = routes((stack) => ({
    host: 'a.b',
    paths: { '/': { to: service(stack, 'web'), timeout: 1 } },
  }));
  const written = httpRoute.toJson().spec;
  expect(Object.keys(spec)).toEqual(expect.arrayContaining(Object.keys(written)));
  expect(Object.keys(spec.rules.items.properties)).toEqual(
    expect.arrayContaining(Object.keys(written.rules![0]!)),
  );
});

test.each<[(stack: Stack) => Partial<GatewayRoutesProps>, string]>([
  [() => ({ paths: {} }), 'paths: there is no path'],
  [() => ({ host: [] }), 'host: the list of hosts is empty'],
  [(stack) => ({ paths: { '/': service(stack, 'web') }, host: 'A' }), 'host: "A" is not a host'],
  [(stack) => ({ paths: { x: service(stack, 'web') } }), 'paths[x]: the path "x" does not start with "/"'],
  [
    (stack) => ({ paths: { '/': service(stack, 'web') }, gateway: { name: 'public' } }),
    'neither controllerNamespace nor gateway.namespace',
  ],
  [
    (stack) => ({ paths: { '/a': service(stack, 'web'), '/a/': service(stack, 'api') } }),
    'has two routes: "/a" to WebService "shop/web" and "/a/" to WebService "shop/api"',
  ],
  [
    (stack) => ({ paths: { '/': { to: [{ to: service(stack, 'web'), weight: 0 }] } } }),
    'the weights are 0: no request would go anywhere',
  ],
  [() => ({ paths: { '/': { to: [] } } }), 'the weights are not given'],
  [
    (stack) => ({ paths: { '/': service(new Stack(stack.node.root as never, 'other'), 'web') } }),
    'WebService "other/web" is in namespace "other", but routes in namespace "shop" can only reach their own',
  ],
  [
    (stack) => ({ paths: { '/': { to: service(stack, 'web'), port: 'admin' } } }),
    'WebService "shop/web" has no port admin; its Service has http (80)',
  ],
])('what contradicts itself is refused: %#', (props, message) => {
  expect(messagesOf(() => routes(props))).toContainEqual(expect.stringContaining(message));
});
