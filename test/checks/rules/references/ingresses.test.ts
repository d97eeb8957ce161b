import { found, object, service, severities, workload } from '../../checking';

type Backend = { readonly [field: string]: unknown };

function ingress(name: string, paths: { readonly [path: string]: Backend }, spec: object = {}) {
  const rule = {
    host: 'shop.example.com',
    http: {
      paths: Object.entries(paths).map(([path, backend]) => ({
        path,
        pathType: 'Prefix',
        backend: { service: backend },
      })),
    },
  };
  return object('networking.k8s.io/v1', 'Ingress', name, { spec: { rules: [rule], ...spec } });
}

const api = { name: 'api', port: { number: 80 } };
const APP = [service('api'), service('web'), workload('api'), workload('web')];

describe('dangling-ingress', () => {
  test('finds a backend that is not there', () => {
    const wrong = ingress('edge', { '/': { name: 'apii', port: { number: 80 } } });
    expect(found('dangling-ingress', [wrong, ...APP])).toEqual([
      'Ingress/edge spec.rules[0].http.paths[0].backend: there is no Service "apii"; did you mean "api"?',
    ]);
  });

  test('finds one of an HTTPRoute', () => {
    const route = object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'edge', {
      spec: { rules: [{ backendRefs: [{ name: 'apii', port: 80 }] }] },
    });
    expect(found('dangling-ingress', [route, ...APP])).toEqual([
      'HTTPRoute/edge spec.rules[0].backendRefs[0]: there is no Service "apii"; did you mean "api"?',
    ]);
  });

  test('accepts one that is there, or may be elsewhere', () => {
    expect(found('dangling-ingress', [ingress('edge', { '/': api }), ...APP])).toEqual([]);
    const away = ingress('edge', { '/': { name: 'away', port: { number: 80 } } });
    expect(found('dangling-ingress', [away])).toEqual([]);
    expect(found('dangling-ingress', [away, ...APP], { partial: true })).toEqual([]);
  });

  test('is only a warning where custom resources may make Services', () => {
    const wrong = ingress('edge', { '/': { name: 'db', port: { number: 80 } } });
    const custom = object('example.com/v1', 'Database', 'db');
    expect(severities('dangling-ingress', [wrong, custom, ...APP])).toEqual(['warning']);
  });
});

describe('ingress-port', () => {
  test('finds a port that is the pods’ and not the Service’s', () => {
    const wrong = ingress('edge', { '/': { name: 'api', port: { number: 8080 } } });
    const byNumber = service('api', { ports: [{ port: 80, targetPort: 8080 }] });
    expect(found('ingress-port', [wrong, byNumber, workload('api')])).toEqual([
      'Ingress/edge spec.rules[0].http.paths[0].backend: Service "api" has no port 8080; it has 80',
    ]);
  });

  test('finds a name that the Service does not have', () => {
    const wrong = ingress('edge', { '/': { name: 'api', port: { name: 'http' } } });
    expect(found('ingress-port', [wrong, ...APP])).toEqual([
      'Ingress/edge spec.rules[0].http.paths[0].backend: Service "api" has no port "http"; it has 80',
    ]);
  });

  test('accepts a port of the Service', () => {
    expect(found('ingress-port', [ingress('edge', { '/': api }), ...APP])).toEqual([]);
  });
});

describe('ingress-path-conflict', () => {
  const web = { name: 'web', port: { number: 80 } };

  test('finds one path that leads to two Services', () => {
    expect(
      found('ingress-path-conflict', [
        ingress('one', { '/api': api }),
        ingress('two', { '/api': web }),
        ...APP,
      ]),
    ).toEqual([
      'Ingress/two spec.rules[0].http.paths[0].backend: shop.example.com/api leads to "web" here, and to "api" in Ingress shop/one',
    ]);
  });

  test('accepts different paths, the same backend twice, and a canary', () => {
    const annotations = { 'nginx.ingress.kubernetes.io/canary': 'true' };
    const canary = ingress('canary', { '/api': web });
    const marked = { ...canary, metadata: { ...canary.metadata, annotations } };
    expect(
      found('ingress-path-conflict', [
        ingress('one', { '/api': api, '/': web }),
        ingress('two', { '/api': api }),
        marked,
        ...APP,
      ]),
    ).toEqual([]);
  });
});

describe('ingress-tls-host', () => {
  const withTls = (...hosts: string[]) =>
    ingress('edge', { '/': api }, { tls: [{ secretName: 'tls', hosts }] });

  test('finds a host that the certificate is not for', () => {
    expect(found('ingress-tls-host', [withTls('www.example.com'), ...APP])).toEqual([
      'Ingress/edge spec.rules[0].host: host "shop.example.com" has no TLS, though "www.example.com" has',
    ]);
  });

  test('accepts the host itself, a wildcard for it, and no TLS at all', () => {
    for (const one of [
      withTls('shop.example.com'),
      withTls('*.example.com'),
      withTls(),
      ingress('edge', { '/': api }),
    ])
      expect(found('ingress-tls-host', [one, ...APP])).toEqual([]);
  });
});
