import {
  MAX_MIRRORED,
  type MirrorPlan,
  planMirror,
} from '../../../../lib/cluster/controllers/endpointslicemirroring/mirrored-slices';
import type { EndpointPort, EndpointSubset, Endpoints } from '../../../../lib/kube/generated/core-v1';
import type { EndpointSlice } from '../../../../lib/kube/generated/discovery-v1';

const http: readonly EndpointPort[] = [{ name: 'http', port: 80, protocol: 'TCP' }];
const address = (ip: string) => ({ ip });

const endpoints = (subsets: readonly EndpointSubset[], annotations = {}): Endpoints => ({
  metadata: { name: 'db', namespace: 'default', uid: 'e', labels: { tier: 'data' }, annotations },
  subsets,
});

/** The plan's new slices, as if the API server had taken them. */
const created = ({ create }: MirrorPlan): readonly EndpointSlice[] =>
  create.map((draft, index) => ({ ...draft, metadata: { ...draft.metadata, name: `db-${index}` } }));

test('a subset becomes a slice that says whose it is', () => {
  const { create } = planMirror(
    endpoints([{ addresses: [address('10.0.0.1')], notReadyAddresses: [address('10.0.0.2')], ports: http }], {
      note: 'mine',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
    }),
    [],
  );
  expect(create).toEqual([
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        generateName: 'db-',
        namespace: 'default',
        labels: {
          tier: 'data',
          'kubernetes.io/service-name': 'db',
          'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
        },
        annotations: { note: 'mine' },
        ownerReferences: [
          {
            apiVersion: 'v1',
            kind: 'Endpoints',
            name: 'db',
            uid: 'e',
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      addressType: 'IPv4',
      endpoints: [
        { addresses: ['10.0.0.1'], conditions: { ready: true } },
        { addresses: ['10.0.0.2'], conditions: { ready: false } },
      ],
      ports: http,
    },
  ]);
});

test('families and ports have slices of their own', () => {
  const { create } = planMirror(
    endpoints([
      { addresses: [address('10.0.0.1'), address('fd00::1')], ports: http },
      { addresses: [address('10.0.0.1')], ports: [{ port: 90, protocol: 'TCP' }] },
    ]),
    [],
  );
  expect(create.map(({ addressType, ports }) => `${addressType} ${ports![0]!.port}`).sort()).toEqual([
    'IPv4 80',
    'IPv4 90',
    'IPv6 80',
  ]);
});

test('a faithful mirror stays as it is', () => {
  const source = endpoints([{ addresses: [address('10.0.0.1')], ports: http }]);
  const plan = planMirror(source, created(planMirror(source, [])));
  expect(plan).toEqual({ create: [], update: [], delete: [], skipped: 0 });
});

test('a change is made in place, and what is left over goes', () => {
  const before = created(
    planMirror(
      endpoints([
        { addresses: [address('10.0.0.1')], ports: http },
        { addresses: [address('10.0.0.2')], ports: [{ port: 90, protocol: 'TCP' }] },
      ]),
      [],
    ),
  );
  const plan = planMirror(endpoints([{ addresses: [address('10.0.0.9')], ports: http }]), before);
  expect(plan.create).toEqual([]);
  expect(plan.update.map(({ endpoints: [first] }) => first!.addresses)).toEqual([['10.0.0.9']]);
  expect(plan.delete).toHaveLength(1);
});

test('labels and annotations are kept up to date', () => {
  const subsets = [{ addresses: [address('10.0.0.1')], ports: http }];
  const before = created(planMirror(endpoints(subsets), []));
  expect(planMirror(endpoints(subsets, { note: 'new' }), before).update).toHaveLength(1);
});

test('what is too much is counted', () => {
  const addresses = Array.from({ length: MAX_MIRRORED + 5 }, (_, index) =>
    address(`10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`),
  );
  const plan = planMirror(endpoints([{ addresses, ports: http }]), []);
  expect(plan.skipped).toBe(5);
  expect(plan.create[0]!.endpoints).toHaveLength(MAX_MIRRORED);
});
