import type { ConfigMap, Container, Service } from '../../../lib/kube/generated/core-v1';
import type { KubeObject } from '../../../lib/kube/object';
import { Relations } from '../../../lib/kube/relations/relations';

function deployment(name: string, container: Partial<Container>, namespace = 'shop'): KubeObject {
  const containers = [{ name: 'main', image: 'example.com/main:1', ...container }];
  const spec = { template: { metadata: { labels: { app: name } }, spec: { containers } } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec } as KubeObject;
}

const API = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'api', namespace: 'shop' } } as Service;

function clients(...objects: KubeObject[]): readonly string[] {
  return new Relations([API, ...objects]).clientsOf(API).map(({ name }) => name);
}

test.each([
  ['the host of a URL', 'ANY', 'http://api/orders'],
  ['the host of a URL with credentials', 'ANY', 'amqp://user:secret@api:5672/'],
  ['a host before a port', 'ANY', 'db:5432,api:8080'],
  ['the only word of a variable that is called a host', 'ORDERS_HOST', 'api'],
  ['a qualified name', 'ANY', 'api.shop.svc.cluster.local'],
  ['a name with its namespace in a URL', 'ANY', 'https://api.shop/'],
])('a workload is a client of the Service that is %s', (_case, name, value) => {
  expect(clients(deployment('web', { env: [{ name, value }] }))).toEqual(['web']);
});

test.each([
  ['a mere word', 'MODE', 'api'],
  ['another host', 'ANY', 'http://api2/'],
  ['a path', 'ANY', 'http://other.example.com/api'],
  ['a Service of another namespace', 'ANY', 'http://api.other/'],
])('%s makes no client', (_case, name, value) => {
  expect(clients(deployment('web', { env: [{ name, value }] }))).toEqual([]);
});

test('flags and values of a ConfigMap count as variables do', () => {
  const settings = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'shop' },
    data: { API_URL: 'http://api' },
  } as ConfigMap;
  expect(
    clients(
      settings,
      deployment('flag', { args: ['--upstream=api'] }),
      deployment('map', { envFrom: [{ configMapRef: { name: 'settings' } }] }),
    ),
  ).toEqual(['flag', 'map']);
});

test('a short name means a Service of the client’s own namespace', () => {
  const env = [{ name: 'API_URL', value: 'http://api' }];
  expect(clients(deployment('web', { env }, 'elsewhere'))).toEqual([]);
  const qualified = [{ name: 'API_URL', value: 'http://api.shop' }];
  expect(clients(deployment('web', { env: qualified }, 'elsewhere'))).toEqual(['web']);
});
