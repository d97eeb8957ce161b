import type { NetworkPolicy } from '../../lib/kube/generated/networking-v1';
import { type Connection, forbiddingPolicies, type Peer } from '../../lib/kube/network-policy';

function pod(namespace: string, labels: { [key: string]: string }, ip = '10.244.0.1'): Peer {
  return { ip, pod: { namespace, labels, namespaceLabels: { 'kubernetes.io/metadata.name': namespace } } };
}

const OUTSIDE: Peer = { ip: '198.51.100.7' };
const WEB = pod('shop', { app: 'web' });
const API = pod('shop', { app: 'api' }, '10.244.0.2');

function policy(name: string, spec: NetworkPolicy['spec']): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'shop' },
    spec,
  };
}

function names(policies: readonly NetworkPolicy[], parts: Partial<Connection>): string[] {
  const connection = { from: WEB, to: API, port: 8080, protocol: 'TCP', ...parts };
  return forbiddingPolicies(policies, connection).map(({ metadata }) => metadata.name!);
}

const DENY_ALL = policy('deny-all', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const DENY_INGRESS = policy('deny-ingress', { podSelector: {}, policyTypes: ['Ingress'] });

describe('forbiddingPolicies', () => {
  test('allows everything to pods that no policy selects', () => {
    expect(names([], {})).toEqual([]);
    expect(names([policy('other', { podSelector: { matchLabels: { app: 'db' } } })], {})).toEqual([]);
  });

  test('a default deny forbids both directions', () => {
    expect(names([DENY_ALL], {})).toEqual(['deny-all', 'deny-all']);
  });

  test('policies add up: one that allows is enough', () => {
    const allow = policy('allow-web', {
      podSelector: { matchLabels: { app: 'api' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 8080 }] }],
    });
    expect(names([DENY_INGRESS, allow], {})).toEqual([]);
    expect(names([DENY_INGRESS, allow], { port: 9090 })).toEqual(['deny-ingress', 'allow-web']);
    expect(names([DENY_INGRESS, allow], { from: pod('shop', { app: 'db' }) })).toEqual([
      'deny-ingress',
      'allow-web',
    ]);
  });

  test('a pod selector means pods of the policy’s own namespace', () => {
    const allow = policy('allow-web', {
      podSelector: {},
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
    });
    expect(names([allow], { from: pod('elsewhere', { app: 'web' }) })).toEqual(['allow-web']);
  });

  test('namespace and pod selector in one peer must both hold', () => {
    const peer = {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } },
      podSelector: { matchLabels: { app: 'probe' } },
    };
    const allow = policy('allow-ops', { podSelector: {}, ingress: [{ from: [peer] }] });
    expect(names([allow], { from: pod('ops', { app: 'probe' }) })).toEqual([]);
    expect(names([allow], { from: pod('ops', { app: 'other' }) })).toEqual(['allow-ops']);
    expect(names([allow], { from: pod('shop', { app: 'probe' }) })).toEqual(['allow-ops']);
  });

  test('an ip block means addresses, without its exceptions', () => {
    const allow = policy('allow-block', {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: '198.51.100.0/24', except: ['198.51.100.64/26'] } }] }],
    });
    expect(names([allow], { from: OUTSIDE })).toEqual([]);
    expect(names([allow], { from: { ip: '198.51.100.70' } })).toEqual(['allow-block']);
    expect(names([allow], { from: { ip: '203.0.113.1' } })).toEqual(['allow-block']);
  });

  test('an empty rule allows everybody, no rule nobody', () => {
    expect(names([policy('open', { podSelector: {}, ingress: [{}] })], { from: OUTSIDE })).toEqual([]);
    expect(names([policy('closed', { podSelector: {}, ingress: [] })], { from: OUTSIDE })).toEqual([
      'closed',
    ]);
  });

  test('a port may be a range, and is of one protocol', () => {
    const allow = policy('range', { podSelector: {}, ingress: [{ ports: [{ port: 8000, endPort: 8100 }] }] });
    expect(names([allow], { port: 8050 })).toEqual([]);
    expect(names([allow], { port: 8101 })).toEqual(['range']);
    expect(names([allow], { port: 8050, protocol: 'UDP' })).toEqual(['range']);
  });

  test('a named port is the one of the pod that is reached', () => {
    const object = {
      metadata: {},
      spec: { containers: [{ name: 'api', ports: [{ name: 'http', containerPort: 8080 }] }] },
    };
    const target: Peer = { ...API, pod: { ...API.pod!, object } };
    const allow = policy('named', { podSelector: {}, ingress: [{ ports: [{ port: 'http' }] }] });
    expect(names([allow], { to: target })).toEqual([]);
    expect(names([allow], { to: target, port: 9090 })).toEqual(['named']);
  });

  test('egress rules hold for the pod that sends', () => {
    const dnsOnly = policy('dns-only', {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 53, protocol: 'UDP' }] }],
    });
    expect(names([dnsOnly], {})).toEqual(['dns-only']);
    expect(names([dnsOnly], { from: API, to: WEB })).toEqual([]);
  });
});
