import { SliceTracker } from '../../../../lib/cluster/controllers/endpointslice/slice-tracker';
import type { EndpointSlice } from '../../../../lib/kube/generated/discovery-v1';

const slice = (uid: string, resourceVersion: string): EndpointSlice => ({
  metadata: { name: uid, uid, resourceVersion },
  addressType: 'IPv4',
});

let tracker: SliceTracker;
beforeEach(() => {
  tracker = new SliceTracker();
});

test('a cache without the slice that was created is stale', () => {
  tracker.update('default/web', slice('a', '7'));
  expect(tracker.isStale('default/web', [])).toBe(true);
  expect(tracker.isStale('default/web', [slice('a', '7')])).toBe(false);
});

test('a cache with an older version is stale', () => {
  tracker.update('default/web', slice('a', '7'));
  expect(tracker.isStale('default/web', [slice('a', '6')])).toBe(true);
});

test('a cache that still has what was deleted is stale', () => {
  tracker.expectDeletion('default/web', slice('a', '7'));
  expect(tracker.isStale('default/web', [slice('a', '7')])).toBe(true);
  expect(tracker.isStale('default/web', [])).toBe(false);
});

test('a newer version is somebody else’s', () => {
  tracker.update('default/web', slice('a', '7'));
  expect(tracker.isForeign('default/web', slice('a', '7'))).toBe(false);
  expect(tracker.isForeign('default/web', slice('a', '8'))).toBe(true);
  expect(tracker.isForeign('default/web', slice('b', '1'))).toBe(true);
});

test('a deletion by somebody else is noticed', () => {
  tracker.update('default/web', slice('a', '7'));
  expect(tracker.deletionObserved('default/web', slice('a', '7'))).toBe(false);
  tracker.expectDeletion('default/web', slice('b', '7'));
  expect(tracker.deletionObserved('default/web', slice('b', '7'))).toBe(true);
});

test('a Service that is gone is forgotten', () => {
  tracker.update('default/web', slice('a', '7'));
  tracker.forget('default/web');
  expect(tracker.isStale('default/web', [])).toBe(false);
});
