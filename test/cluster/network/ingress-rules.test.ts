import { matchIngress } from '../../../lib/cluster/network/ingress-rules';
import type { HTTPIngressPath, Ingress } from '../../../lib/kube/generated/networking-v1';

const to = (name: string) => ({ service: { name, port: { number: 80 } } });

function path(value: string, name: string, pathType: 'Prefix' | 'Exact' = 'Prefix'): HTTPIngressPath {
  return { path: value, pathType, backend: to(name) };
}

function ingress(name: string, host: string | undefined, ...paths: HTTPIngressPath[]): Ingress {
  return { metadata: { name, namespace: 'shop' }, spec: { rules: [{ host, http: { paths } }] } };
}

function chosen(ingresses: readonly Ingress[], host: string, asked: string): string | undefined {
  return matchIngress(ingresses, host, asked)?.backend.service?.name;
}

describe('matchIngress', () => {
  const shop = ingress(
    'shop',
    'shop.example.com',
    path('/', 'web'),
    path('/api', 'api'),
    path('/api', 'exact', 'Exact'),
  );

  test.each([
    ['/', 'web'],
    ['/about', 'web'],
    ['/api', 'exact'],
    ['/api/', 'api'],
    ['/api/v1/items', 'api'],
    ['/apis', 'web'],
  ])('%s goes to %s', (asked, name) => {
    expect(chosen([shop], 'shop.example.com', asked)).toBe(name);
  });

  test('an exact host goes before a wildcard, a wildcard before no host', () => {
    const all = [
      ingress('any', undefined, path('/', 'any')),
      ingress('wild', '*.example.com', path('/', 'wild')),
      shop,
    ];
    expect(chosen(all, 'shop.example.com', '/')).toBe('web');
    expect(chosen(all, 'other.example.com', '/')).toBe('wild');
    expect(chosen(all, 'example.org', '/')).toBe('any');
  });

  test('a wildcard stands for one label only', () => {
    const wild = [ingress('wild', '*.example.com', path('/', 'wild'))];
    expect(chosen(wild, 'a.b.example.com', '/')).toBeUndefined();
    expect(chosen(wild, 'example.com', '/')).toBeUndefined();
  });

  test('what no rule matches goes to a default backend', () => {
    const fallback: Ingress = { metadata: { name: 'fallback' }, spec: { defaultBackend: to('fallback') } };
    expect(chosen([shop, fallback], 'other.example.com', '/')).toBe('fallback');
    expect(chosen([shop], 'other.example.com', '/')).toBeUndefined();
  });
});
