import { clusterObject, found, object, service, workload } from '../../checking';

const policy = (name: string, spec: object) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec: { podSelector: {}, ...spec } });

const denyAll = policy('deny', { policyTypes: ['Ingress', 'Egress'] });
const to = (...ports: object[]) =>
  policy('web', {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: { matchLabels: { app: 'api' } } }], ports: [{ port: 8080 }] }, ...ports],
  });
const from = policy('api', {
  podSelector: { matchLabels: { app: 'api' } },
  policyTypes: ['Ingress'],
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 8080 }] }],
});
const dns = { ports: [{ port: 53, protocol: 'UDP' }] };

const web = workload('web', { container: { env: [{ name: 'API_URL', value: 'http://api' }] } });
const APP = [web, workload('api'), service('api')];

describe('networkpolicy-cuts-connection', () => {
  const rule = 'networkpolicy-cuts-connection';

  test('finds a connection that the settings name and no policy allows', () => {
    expect(found(rule, [denyAll, ...APP])).toEqual([
      'NetworkPolicy/deny spec: Deployment/web names Service "api", but NetworkPolicy/deny does not let it reach port 8080 of Deployment/api',
    ]);
  });

  test('finds one that only one side allows', () => {
    expect(found(rule, [denyAll, to(dns), ...APP])).toHaveLength(1);
    expect(found(rule, [denyAll, from, ...APP])).toHaveLength(1);
  });

  test('accepts one that both sides allow, no policies, and connections that nobody names', () => {
    expect(found(rule, [denyAll, to(dns), from, ...APP])).toEqual([]);
    expect(found(rule, APP)).toEqual([]);
    expect(found(rule, [denyAll, workload('web'), workload('api'), service('api')])).toEqual([]);
  });

  test('does not judge a set that is only a part', () => {
    expect(found(rule, [denyAll, ...APP], { partial: true })).toEqual([]);
  });
});

describe('networkpolicy-cuts-dns', () => {
  const rule = 'networkpolicy-cuts-dns';

  test('finds a workload that names hosts and may not ask for them', () => {
    expect(found(rule, [to(), from, ...APP])).toEqual([
      'NetworkPolicy/web spec.egress: Deployment/web names the host "api", but NetworkPolicy/web lets it ask no DNS server',
    ]);
  });

  test('accepts the DNS port, the DNS pods, and everything', () => {
    const pods = {
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
          podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
        },
      ],
    };
    for (const egress of [dns, pods, {}, { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }])
      expect(found(rule, [to(egress), from, ...APP])).toEqual([]);
  });

  test('accepts workloads that name no host, or only addresses', () => {
    const env = [{ name: 'API_URL', value: 'http://10.0.0.1:80/' }];
    const local = workload('web', { container: { env } });
    expect(found(rule, [to(), local, workload('api')])).toEqual([]);
    expect(found(rule, [denyAll, workload('web'), clusterObject('v1', 'Namespace', 'shop')])).toEqual([]);
  });
});
