import { TriggerTimes } from '../../../../lib/cluster/controllers/endpointslice/trigger-times';
import type { Pod, Service } from '../../../../lib/kube/generated/core-v1';

const service: Service = {
  metadata: { name: 'web', namespace: 'default', creationTimestamp: '2026-01-01T00:00:05Z' },
};

const ready = (name: string, since: string): Pod => ({
  metadata: { name, namespace: 'default' },
  status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: since }] },
});

let times: TriggerTimes;
beforeEach(() => {
  times = new TriggerTimes();
});

test('the first time is that of the Service', () => {
  expect(times.next(service, [ready('a', '2026-01-01T00:00:01Z')])).toBe('2026-01-01T00:00:05Z');
});

test('later the earliest change of a pod’s readiness counts', () => {
  times.next(service, [ready('a', '2026-01-01T00:00:01Z')]);
  const pods = [
    ready('a', '2026-01-01T00:00:09Z'),
    ready('b', '2026-01-01T00:00:07Z'),
    ready('c', '2026-01-01T00:00:08Z'),
  ];
  expect(times.next(service, pods)).toBe('2026-01-01T00:00:07Z');
});

test('without a change there is no time', () => {
  times.next(service, [ready('a', '2026-01-01T00:00:01Z')]);
  expect(times.next(service, [ready('a', '2026-01-01T00:00:01Z')])).toBeUndefined();
});

test('a Service that was forgotten is new', () => {
  times.next(service, []);
  times.forget('default/web');
  expect(times.next(service, [])).toBe('2026-01-01T00:00:05Z');
});
