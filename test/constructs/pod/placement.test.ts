import {
  type NodePool,
  PriorityLevel,
  ScheduledJob,
  WebService,
  type WebServiceProps,
} from '../../../lib/constructs';
import { messagesOf, newStack, synthesize } from '../synthesis';

const IMAGE = 'registry.example.com/web:1';
const POOL: NodePool = {
  labels: { 'example.com/pool': 'fast' },
  taints: [{ key: 'example.com/fast', value: 'yes', effect: 'NoSchedule' }, { key: 'spot' }],
};

const webService = (placement: WebServiceProps['placement'], stack = newStack(), id = 'web') =>
  new WebService(stack, id, { image: IMAGE, port: 8080, placement });
const podOf = (service: WebService) => service.deployment.toJson().spec!.template.spec!;

test('pods of a pool are found by its labels, and tolerate its taints', () => {
  expect(podOf(webService({ pool: POOL, tolerates: [{ key: 'gpu', effect: 'NoExecute' }] }))).toMatchObject({
    nodeSelector: { 'example.com/pool': 'fast' },
    tolerations: [
      { key: 'example.com/fast', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
      { key: 'spot', operator: 'Exists' },
      { key: 'gpu', operator: 'Exists', effect: 'NoExecute' },
    ],
  });
});

test('pods are spread as well as it goes, or firmly, or not at all', () => {
  const hows = (['preferred', 'required', 'none'] as const).map((spread) =>
    (podOf(webService({ spread })).topologySpreadConstraints ?? []).map(
      ({ topologyKey, whenUnsatisfiable }) => `${topologyKey} ${whenUnsatisfiable}`,
    ),
  );
  expect(hows).toEqual([
    ['topology.kubernetes.io/zone ScheduleAnyway', 'kubernetes.io/hostname ScheduleAnyway'],
    ['topology.kubernetes.io/zone ScheduleAnyway', 'kubernetes.io/hostname DoNotSchedule'],
    [],
  ]);
});

test('pods can be near to some and apart from others, in other namespaces too', () => {
  const stack = newStack();
  const cache = webService({}, stack, 'cache');
  const noisy = webService({}, newStack('batch'), 'noisy');
  const { affinity } = podOf(webService({ near: [cache], apartFrom: [noisy] }, stack));
  const term = (name: string) => ({
    topologyKey: 'kubernetes.io/hostname',
    labelSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
  });
  expect(affinity).toEqual({
    podAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term('cache') }],
    },
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { ...term('noisy'), namespaces: ['batch'] } },
      ],
    },
  });
});

test('a priority is made by a level of the app, or is there already', () => {
  const stack = newStack();
  const level = new PriorityLevel(stack, 'shop-critical', {
    value: 1000,
    description: 'Takes money.',
    preempts: false,
  });
  expect(podOf(webService({ priority: level }, stack)).priorityClassName).toBe('shop-critical');
  expect(podOf(webService({ priority: 'batch' })).priorityClassName).toBe('batch');
  expect(synthesize(stack).find(({ kind }) => kind === 'PriorityClass')).toMatchSnapshot();
});

test.each<[() => unknown, string]>([
  [
    () => new PriorityLevel(newStack(), 'x', { value: 2_000_000_000 }),
    'value: 2000000000 is not a whole number from',
  ],
  [() => new PriorityLevel(newStack(), 'system-x', { value: 1 }), 'id: "system-x" starts with system-'],
  [
    () => {
      const stack = newStack();
      const api = webService({}, stack, 'api');
      webService({ near: [api], apartFrom: [api] }, stack);
    },
    'placement: near and apartFrom both name WebService "shop/api"',
  ],
  [
    () =>
      new ScheduledJob(newStack(), 'x', {
        image: IMAGE,
        schedule: '@daily',
        placement: { spread: 'required' },
      }),
    'placement.spread: spread is "required", but these pods are not spread',
  ],
])('what contradicts itself is refused: %#', (action, message) => {
  expect(messagesOf(action)).toContainEqual(expect.stringContaining(message));
});
