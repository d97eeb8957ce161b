import { found, object, workload } from '../../checking';

const policy = (name: string, spec: object) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec: { policyTypes: ['Ingress'], ...spec } });

describe('dangling-networkpolicy', () => {
  test('finds a policy for no pods', () => {
    const wrong = policy('api', { podSelector: { matchLabels: { app: 'apii' } } });
    expect(found('dangling-networkpolicy', [wrong, workload('api')])).toEqual([
      'NetworkPolicy/api spec.podSelector: no pod has the labels app=apii; Deployment/api has app=api',
    ]);
  });

  test('accepts a policy for some, and one for all', () => {
    const some = policy('api', { podSelector: { matchLabels: { app: 'api' } } });
    expect(
      found('dangling-networkpolicy', [some, policy('all', { podSelector: {} }), workload('api')]),
    ).toEqual([]);
  });
});

describe('dangling-networkpolicypeer', () => {
  const from = (peer: object) => policy('api', { podSelector: {}, ingress: [{ from: [peer] }] });

  test('finds a rule for traffic with pods that nobody makes', () => {
    const wrong = from({ podSelector: { matchLabels: { app: 'webb' } } });
    expect(found('dangling-networkpolicypeer', [wrong, workload('web')])).toEqual([
      'NetworkPolicy/api spec.ingress[0].from[0].podSelector: no pod has the labels app=webb; Deployment/web has app=web',
    ]);
  });

  test('accepts pods of the set, pods of other namespaces, and addresses', () => {
    const peers = [
      { podSelector: { matchLabels: { app: 'web' } } },
      { podSelector: { matchLabels: { app: 'monitor' } }, namespaceSelector: {} },
      { ipBlock: { cidr: '10.0.0.0/8' } },
    ];
    for (const peer of peers)
      expect(found('dangling-networkpolicypeer', [from(peer), workload('web')])).toEqual([]);
  });
});

describe('networkpolicy-port', () => {
  const lets = (port: number | string) =>
    policy('api', { podSelector: { matchLabels: { app: 'api' } }, ingress: [{ ports: [{ port }] }] });

  test('finds the port of the Service in the place of the pod’s', () => {
    expect(found('networkpolicy-port', [lets(80), workload('api')])).toEqual([
      'NetworkPolicy/api spec.ingress[0].ports[0].port: Deployment/api declares no TCP port 80; it declares 8080',
    ]);
  });

  test('accepts the pod’s port by number and by name', () => {
    expect(found('networkpolicy-port', [lets(8080), workload('api')])).toEqual([]);
    expect(found('networkpolicy-port', [lets('http'), workload('api')])).toEqual([]);
  });
});
