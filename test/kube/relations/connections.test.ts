import type { NetworkPolicy } from '../../../lib/kube/generated/networking-v1';
import type { KubeObject } from '../../../lib/kube/object';
import { mayConnect, OUTSIDE, policiesAgainst, portsOf } from '../../../lib/kube/relations/connections';
import { Relations } from '../../../lib/kube/relations/relations';
import { workloadOf } from '../../../lib/kube/workloads';

function deployment(name: string, ports: readonly object[] = []): KubeObject {
  const spec = { containers: [{ name: 'main', image: 'example.com/main:1', ports }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: { template: { metadata: { labels: { app: name } }, spec } },
  } as KubeObject;
}

function policy(name: string, spec: object): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'shop' },
    spec,
  } as NetworkPolicy;
}

const WEB = deployment('web');
const API = deployment('api', [{ containerPort: 8080 }]);
const web = workloadOf(WEB)!;
const api = workloadOf(API)!;
const PORT = { number: 8080, protocol: 'TCP' };

const closed = policy('closed', { podSelector: { matchLabels: { app: 'api' } }, policyTypes: ['Ingress'] });
const open = policy('open', {
  podSelector: { matchLabels: { app: 'api' } },
  policyTypes: ['Ingress'],
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 8080 }] }],
});

test('without policies everybody may connect', () => {
  expect(mayConnect(web, api, PORT, new Relations([WEB, API]))).toBe(true);
});

test('the policies that keep two apart are told', () => {
  const relations = new Relations([WEB, API, closed]);
  expect(policiesAgainst(web, api, PORT, relations)).toEqual([closed]);
  expect(mayConnect(OUTSIDE, api, PORT, relations)).toBe(false);
});

test('one policy that allows it is enough', () => {
  const relations = new Relations([WEB, API, closed, open]);
  expect(policiesAgainst(web, api, PORT, relations)).toEqual([]);
  expect(mayConnect(OUTSIDE, api, PORT, relations)).toBe(false);
  expect(mayConnect(web, api, { number: 9090, protocol: 'TCP' }, relations)).toBe(false);
});

test('a policy that the API server would refuse forbids nothing', () => {
  const broken = policy('broken', {
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'Like' }] } }] }],
  });
  expect(mayConnect(web, api, PORT, new Relations([WEB, API, broken]))).toBe(true);
});

test('a workload has the ports that it declares, or a usual one', () => {
  expect(portsOf(api)).toEqual([PORT]);
  expect(portsOf(web)).toEqual([{ number: 80, protocol: 'TCP' }]);
});
