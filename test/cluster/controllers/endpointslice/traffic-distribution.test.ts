import { withHints } from '../../../../lib/cluster/controllers/endpointslice/traffic-distribution';
import type { Service } from '../../../../lib/kube/generated/core-v1';
import type { Endpoint, EndpointSlice } from '../../../../lib/kube/generated/discovery-v1';

const service = (trafficDistribution?: string): Service => ({
  metadata: { name: 'web' },
  spec: { trafficDistribution },
});
const near: Endpoint = {
  addresses: ['10.0.0.1'],
  conditions: { ready: true },
  zone: 'a',
  nodeName: 'node-a',
};
const slice = (...endpoints: readonly Endpoint[]): EndpointSlice => ({
  metadata: { name: 'web-1' },
  addressType: 'IPv4',
  endpoints,
});
const hintsFor = (endpoint: Endpoint, distribution?: string) =>
  withHints(slice(endpoint), service(distribution)).endpoints![0]!.hints;

test.each(['PreferClose', 'PreferSameZone'])('%s hints at the zone', (distribution) => {
  expect(hintsFor(near, distribution)).toEqual({ forZones: [{ name: 'a' }] });
});

test('PreferSameNode hints at node and zone', () => {
  expect(hintsFor(near, 'PreferSameNode')).toEqual({
    forZones: [{ name: 'a' }],
    forNodes: [{ name: 'node-a' }],
  });
});

test('an endpoint whose zone is not known has no hints', () => {
  expect(hintsFor({ ...near, zone: undefined }, 'PreferSameZone')).toBeUndefined();
});

test('endpoints that are not ready keep what they have', () => {
  expect(hintsFor({ ...near, conditions: { ready: false } }, 'PreferSameZone')).toBeUndefined();
});

test('without a distribution hints go', () => {
  expect(hintsFor({ ...near, hints: { forZones: [{ name: 'a' }] } })).toBeUndefined();
});

test('a slice that has its hints is left alone', () => {
  const hinted = slice({ ...near, hints: { forZones: [{ name: 'a' }] } });
  expect(withHints(hinted, service('PreferClose'))).toBe(hinted);
});
