import { Client } from '../../../lib/client/client';
import { VirtualClock } from '../../../lib/cluster/clock/virtual-clock';
import { EventRecorder } from '../../../lib/cluster/component/event-recorder';
import { SeriesEventRecorder } from '../../../lib/cluster/component/series-event-recorder';
import type { ApiHandler, ApiRequest } from '../../../lib/kube/api-request';
import { decodeAll } from '../../../lib/kube/decode';
import { clone } from '../../../lib/kube/frozen';
import type { KubeObject } from '../../../lib/kube/object';
import { schemaOf } from '../../../lib/kube/schema';
import { forbidden, notFound } from '../../../lib/kube/status';

const EVENTS = { group: '', resource: 'events' };
const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '7' },
};

let clock: VirtualClock;
let requests: ApiRequest[];
let failure: Error | undefined;
let client: Client;
let recorder: EventRecorder;
beforeEach(() => {
  clock = new VirtualClock();
  requests = [];
  failure = undefined;
  const api: ApiHandler = {
    handle(request) {
      requests.push(request);
      if (failure) throw failure;
      return { code: 201, object: request.body as KubeObject, warnings: [] };
    },
    watch: () => ({ stop: () => undefined }),
  };
  client = new Client(api, { user: { name: 'kubelet', groups: [] }, agent: 'kubelet' });
  recorder = new EventRecorder(client, clock, { component: 'kubelet', host: 'node-a' });
});

test('an event says what happened to what, when, and who says so', () => {
  recorder.warning(pod, 'BackOff', 'Back-off', 'spec.containers{main}');
  expect(requests[0]).toMatchObject({ verb: 'create', namespace: 'shop' });
  expect(requests[0]!.body).toMatchObject({
    involvedObject: {
      kind: 'Pod',
      namespace: 'shop',
      name: 'web',
      uid: 'u',
      apiVersion: 'v1',
      resourceVersion: '7',
      fieldPath: 'spec.containers{main}',
    },
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off',
    count: 1,
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:00Z',
    source: { component: 'kubelet', host: 'node-a' },
    reportingComponent: 'kubelet',
    reportingInstance: 'node-a',
  });
});

test('an event needs no decoding: it is sent as the API server keeps it', () => {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-a' } };
  recorder.normal(pod, 'Pulled', 'one', 'spec.containers{main}');
  recorder.warning(node, 'Rebooted', '');
  const series = new SeriesEventRecorder(client, clock, { controller: 'scheduler', instance: 'scheduler-0' });
  series.record(pod, { type: 'Normal', reason: 'Scheduled', action: 'Binding', note: 'assigned' });
  const schema = schemaOf({ ...EVENTS, version: 'v1', kind: 'Event' })!;
  expect(requests).toHaveLength(3);
  for (const { body } of requests) {
    expect(Object.isFrozen(body)).toBe(true);
    expect(JSON.stringify(decodeAll(schema, clone(body)).value)).toBe(JSON.stringify(body));
  }
});

test('events of one moment have names of their own', () => {
  recorder.normal(pod, 'Pulled', 'one');
  recorder.normal(pod, 'Started', 'two');
  const [first, second] = requests.map(({ body }) => (body as KubeObject).metadata.name!);
  expect(first).toMatch(/^web\.[0-9a-f]{16}$/);
  expect(second).not.toBe(first);
});

test('what happens to something without a namespace is told in default', () => {
  recorder.normal({ ...pod, metadata: { name: 'node-a' } }, 'Starting', 'Starting kubelet.');
  expect(requests[0]!.namespace).toBe('default');
});

test('a repetition is counted where it was first told', () => {
  recorder.normal(pod, 'Pulled', 'one');
  clock.runUntil(clock.now() + 5000);
  recorder.normal(pod, 'Pulled', 'one');
  expect(requests[1]).toMatchObject({
    verb: 'patch',
    name: (requests[0]!.body as KubeObject).metadata.name,
    body: { count: 2, lastTimestamp: '2026-01-01T00:00:05Z', message: 'one' },
  });
});

test('a repetition of what is forgotten begins again', () => {
  recorder.normal(pod, 'Pulled', 'one');
  failure = notFound(EVENTS, 'web');
  recorder.normal(pod, 'Pulled', 'one');
  expect(requests.map(({ verb }) => verb)).toEqual(['create', 'patch', 'create']);
});

test('events are best effort, defects are not', () => {
  failure = forbidden(EVENTS, '', 'because it is being terminated');
  expect(() => recorder.normal(pod, 'Pulled', 'one')).not.toThrow();
  failure = new TypeError('broken');
  expect(() => recorder.normal(pod, 'Started', 'two')).toThrow('broken');
});
