import type { Container } from '../../../../lib/kube/generated/core-v1';
import { found, severities, workload } from '../../checking';

const rule = 'probe-port';
const probing = (port: number | string, container: Partial<Container> = {}) => [
  workload('api', { container: { readinessProbe: { httpGet: { port, path: '/' } }, ...container } }),
];

test('finds a probe of a name that the container does not declare', () => {
  expect(found(rule, probing('web'))).toEqual([
    'Deployment/api spec.template.spec.containers[0].readinessProbe.httpGet.port: container "main" declares no port named "web"; it declares 8080 (http)',
  ]);
  expect(found(rule, probing('web', { ports: undefined }))).toEqual([
    'Deployment/api spec.template.spec.containers[0].readinessProbe.httpGet.port: container "main" declares no port named "web"; it declares none',
  ]);
});

test('warns of a number that is not among the declared ones', () => {
  expect(severities(rule, probing(9090))).toEqual(['warning']);
});

test('looks at hooks too', () => {
  const lifecycle = { preStop: { httpGet: { port: 'web', path: '/' } } };
  expect(found(rule, [workload('api', { container: { lifecycle } })])).toEqual([
    expect.stringContaining('containers[0].lifecycle.preStop.httpGet.port'),
  ]);
});

test('accepts declared ports, ports of another host, and any number where none is declared', () => {
  expect(found(rule, probing('http'))).toEqual([]);
  expect(found(rule, probing(8080))).toEqual([]);
  expect(found(rule, probing(9090, { ports: undefined }))).toEqual([]);
  const elsewhere = { readinessProbe: { tcpSocket: { port: 9090, host: 'example.com' } } };
  expect(found(rule, [workload('api', { container: elsewhere })])).toEqual([]);
});
