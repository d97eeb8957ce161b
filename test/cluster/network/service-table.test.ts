import { serviceRules } from '../../../lib/cluster/network/service-table';
import type { Service } from '../../../lib/kube/generated/core-v1';
import type { Endpoint, EndpointSlice } from '../../../lib/kube/generated/discovery-v1';

const SERVICE: Service = {
  metadata: { name: 'api', namespace: 'shop' },
  spec: { ports: [{ name: 'http', port: 80, targetPort: 'web', protocol: 'TCP' }] },
};

function endpoint(ip: string, conditions?: Endpoint['conditions']): Endpoint {
  return { addresses: [ip], conditions, targetRef: { kind: 'Pod', name: `pod-${ip}` }, nodeName: 'node-1' };
}

function slice(...endpoints: Endpoint[]): EndpointSlice {
  return {
    addressType: 'IPv4',
    metadata: { name: 's', namespace: 'shop' },
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints,
  };
}

function addresses(...slices: EndpointSlice[]): string[] {
  return serviceRules(SERVICE, slices).rules[0]!.targets.map(({ ip, port }) => `${ip}:${port}`);
}

describe('serviceRules', () => {
  test('sends traffic to ready endpoints of all slices, on the pods’ own port', () => {
    expect(addresses(slice(endpoint('10.0.0.1')), slice(endpoint('10.0.0.2', { ready: true })))).toEqual([
      '10.0.0.1:8080',
      '10.0.0.2:8080',
    ]);
  });

  test('leaves endpoints out that are not ready', () => {
    expect(
      addresses(slice(endpoint('10.0.0.1', { ready: false }), endpoint('10.0.0.2', { ready: true }))),
    ).toEqual(['10.0.0.2:8080']);
  });

  test('falls back to terminating endpoints that still serve when none is ready', () => {
    const going = endpoint('10.0.0.1', { ready: false, serving: true, terminating: true });
    const gone = endpoint('10.0.0.2', { ready: false, serving: false, terminating: true });
    expect(addresses(slice(going, gone))).toEqual(['10.0.0.1:8080']);
  });

  test('counts endpoints that get no traffic, too', () => {
    expect(serviceRules(SERVICE, [slice(endpoint('10.0.0.1', { ready: false }))]).rules[0]!.known).toBe(1);
  });

  test('names the pod and the node of a target', () => {
    const [rule] = serviceRules(SERVICE, [slice(endpoint('10.0.0.1'))]).rules;
    expect(rule!.targets[0]).toMatchObject({ pod: 'shop/pod-10.0.0.1', node: 'node-1' });
  });
});
