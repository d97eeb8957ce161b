import { App } from 'cdk8s';
import { IngressRoutes, type IngressRoutesProps, Stack, WebService } from '../../lib/constructs';
import { messagesOf, newStack, problemsOf } from './synthesis';

const IMAGE = 'registry.example.com/web:1';

function shop() {
  const stack = newStack();
  const web = new WebService(stack, 'web', { image: IMAGE, port: 3000 });
  const api = new WebService(stack, 'api', { image: IMAGE, port: 8080, ports: { admin: 9000 } });
  const routes = (props: IngressRoutesProps, id = 'edge') => new IngressRoutes(stack, id, props);
  return { stack, web, api, routes };
}

const serviceBackend = (name: string, number: number) => ({ service: { name, port: { number } } });

test('hosts, paths and a certificate become an Ingress', () => {
  const { web, api, routes } = shop();
  const { ingress } = routes({ host: 'shop.example.com', tls: 'shop-tls', paths: { '/': web, '/api': api } });
  expect(ingress.toJson()).toMatchSnapshot();
});

test('a path can be exact, and go to another port', () => {
  const { web, api, routes } = shop();
  const { ingress } = routes({
    paths: { '/': web, '/admin': { to: api, port: 'admin', pathType: 'Exact' } },
  });
  expect(ingress.toJson().spec!.rules).toEqual([
    {
      http: {
        paths: [
          { path: '/', pathType: 'Prefix', backend: serviceBackend('web', 80) },
          { path: '/admin', pathType: 'Exact', backend: serviceBackend('api', 9000) },
        ],
      },
    },
  ]);
});

test('several hosts have the same paths, and one certificate', () => {
  const { web, routes } = shop();
  const { ingress } = routes({
    host: ['a.example.com', '*.b.example.com'],
    tls: 'both',
    paths: { '/': web },
  });
  const { rules, tls } = ingress.toJson().spec!;
  expect(rules!.map(({ host }) => host)).toEqual(['a.example.com', '*.b.example.com']);
  expect(tls).toEqual([{ secretName: 'both', hosts: ['a.example.com', '*.b.example.com'] }]);
});

test('routes and certificates can be added', () => {
  const { web, api, routes } = shop();
  const edge = routes({ host: 'a.example.com', paths: { '/': web } })
    .addRoute({ path: '/api', to: api })
    .addRoute({ host: 'b.example.com', path: '/', to: api })
    .addTls('b-tls', ['b.example.com']);
  expect(edge.ingress.toJson().spec).toMatchObject({
    rules: [
      { host: 'a.example.com', http: { paths: [{ path: '/' }, { path: '/api' }] } },
      { host: 'b.example.com', http: { paths: [{ path: '/' }] } },
    ],
    tls: [{ secretName: 'b-tls', hosts: ['b.example.com'] }],
  });
});

test('the class, its namespace, annotations and labels can be chosen', () => {
  const { web, routes } = shop();
  const { ingress } = routes({
    paths: { '/': web },
    ingressClassName: 'traefik',
    controllerNamespace: 'traefik',
    annotations: { 'example.com/a': 'b' },
    labels: { team: 'blue' },
  });
  expect(ingress.toJson()).toMatchObject({
    metadata: { annotations: { 'example.com/a': 'b' }, labels: { team: 'blue' } },
    spec: { ingressClassName: 'traefik' },
  });
  expect(web.networkPolicy!.toJson().spec!.ingress).toMatchObject([
    { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } } }] },
  ]);
});

test('the controller may reach the services that are routed to, on the port behind the route', () => {
  const { web, api, routes } = shop();
  routes({ paths: { '/': web } });
  expect(web.networkPolicy!.toJson().spec).toMatchObject({
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
        ports: [{ port: 3000 }],
      },
    ],
  });
  expect(api.networkPolicy).toBeUndefined();
});

test('one path that goes to two services is refused with both', () => {
  const { web, api, routes } = shop();
  expect(messagesOf(() => routes({ host: 'a.example.com', paths: { '/api': web, '/api/': api } }))).toEqual([
    'paths[/api/]: a.example.com, path "/api/", has two routes: "/api" to WebService "shop/web" and "/api/" to WebService "shop/api"',
  ]);
});

test('an exact path beside the same prefix is no contradiction', () => {
  const { web, api, routes } = shop();
  const edge = routes({ paths: { '/api': web } }).addRoute({ path: '/api', pathType: 'Exact', to: api });
  expect(edge.ingress.toJson().spec!.rules![0]!.http!.paths).toHaveLength(2);
});

test('a path added twice is refused with the line of the second', () => {
  const { web, api, routes } = shop();
  const edge = routes({ paths: { '/': web } });
  const [problem] = problemsOf(() => edge.addRoute({ path: '/', to: api }));
  expect(problem!.message).toMatch(/^every host, path "\/", has two routes/);
  expect(problem!.source!.file).toBe(__filename);
});

test('one path in two constructs is refused, unless another class serves it', () => {
  const { web, api, routes } = shop();
  routes({ paths: { '/': web } });
  expect(messagesOf(() => routes({ paths: { '/': api } }, 'second'))).toEqual([
    expect.stringContaining('by IngressRoutes "shop/second" and by IngressRoutes "shop/edge"'),
  ]);
  expect(() => routes({ paths: { '/': api }, ingressClassName: 'internal' }, 'third')).not.toThrow();
});

test('a service of another namespace is refused', () => {
  const app = new App();
  const web = new WebService(new Stack(app, 'shop'), 'web', { image: IMAGE, port: 80 });
  const other = new Stack(app, 'edge');
  expect(messagesOf(() => new IngressRoutes(other, 'edge', { paths: { '/': web } }))).toEqual([
    'paths[/]: WebService "shop/web" is in namespace "shop", but routes in namespace "edge" can only reach their own',
  ]);
});

test.each<[Partial<IngressRoutesProps>, string]>([
  [{ host: '' }, 'host: the host is empty'],
  [{ host: [] }, 'host: the list of hosts is empty'],
  [{ host: 'https://a.example.com' }, 'host: "https://a.example.com" is not a host'],
  [{ host: 'A.example.com' }, 'host: "A.example.com" is not a host'],
  [{ host: '10.0.0.1' }, 'host: "10.0.0.1" is not a host'],
  [{ host: 'a.*.example.com' }, 'host: "a.*.example.com" is not a host'],
  [{ paths: {} }, 'paths: there is no path'],
  [{ tls: 'Not A Secret' }, 'tls: "Not A Secret" is not a DNS-1123 subdomain'],
  [{ labels: { 'app.kubernetes.io/name': 'x' } }, 'app.kubernetes.io/name is set by the construct itself'],
])('%j is refused', (props, message) => {
  const { web, routes } = shop();
  expect(messagesOf(() => routes({ paths: { '/': web }, ...props }))).toEqual([
    expect.stringContaining(message),
  ]);
});

test('a path without a slash, and a port the Service does not have, are refused at once', () => {
  const { api, routes } = shop();
  expect(messagesOf(() => routes({ paths: { api: { to: api, port: 8080 } } }))).toEqual([
    'port: WebService "shop/api" has no port 8080; its Service has http (80), admin (9000)',
    'paths[api]: the path "api" does not start with "/"',
  ]);
});
