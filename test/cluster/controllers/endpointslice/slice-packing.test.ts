import fc from 'fast-check';
import { endpointKey, newSlice } from '../../../../lib/cluster/controllers/endpointslice/slice-object';
import {
  packEndpoints,
  type SliceChanges,
} from '../../../../lib/cluster/controllers/endpointslice/slice-packing';
import type { Service } from '../../../../lib/kube/generated/core-v1';
import type { Endpoint, EndpointSlice } from '../../../../lib/kube/generated/discovery-v1';

const MAX = 10;
const service: Service = {
  metadata: { name: 'web', namespace: 'default', uid: 'service' },
  spec: { clusterIP: '10.96.0.1', selector: { app: 'web' } },
};

const endpoint = (number: number, ready = true): Endpoint => ({
  addresses: [`10.0.0.${number}`],
  conditions: { ready, serving: ready, terminating: false },
  targetRef: { kind: 'Pod', namespace: 'default', name: `pod-${number}` },
});

const group = (endpoints: readonly Endpoint[]) => ({
  addressType: 'IPv4' as const,
  ports: [],
  endpoints: new Map(endpoints.map((one) => [endpointKey(one), one])),
});

function slice(name: string, numbers: readonly number[]): EndpointSlice {
  const draft = newSlice(service, 'IPv4', []);
  return {
    ...draft,
    metadata: { ...draft.metadata, name },
    endpoints: numbers.map((number) => endpoint(number)),
  };
}

const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

function pack(numbers: readonly number[], existing: readonly EndpointSlice[]): SliceChanges {
  return packEndpoints(service, group(numbers.map((number) => endpoint(number))), existing, MAX);
}

const shape = ({ create, update, delete: remove }: SliceChanges) => ({
  create: create.map(({ endpoints }) => endpoints.length),
  update: update.map(({ metadata, endpoints }) => [metadata.name, endpoints.length]),
  delete: remove.map(({ metadata }) => metadata.name),
});

test('endpoints fill new slices', () => {
  expect(shape(pack(range(25), []))).toEqual({ create: [10, 10, 5], update: [], delete: [] });
});

test('nothing is written when nothing changes', () => {
  expect(shape(pack(range(12), [slice('a', range(10)), slice('b', [10, 11])]))).toEqual({
    create: [],
    update: [],
    delete: [],
  });
});

test('new endpoints go into the one slice that they fill best', () => {
  const existing = [slice('a', range(3)), slice('b', range(7, 10)), slice('c', range(9, 20))];
  expect(shape(pack([...range(3), ...range(7, 10), ...range(9, 20), 50, 51], existing))).toEqual({
    create: [],
    update: [['b', 9]],
    delete: [],
  });
});

test('a slice that changes anyway takes new endpoints first', () => {
  const existing = [slice('a', range(6)), slice('b', range(6, 10))];
  expect(shape(pack([...range(5), ...range(6, 10), 50, 51], existing))).toEqual({
    create: [],
    update: [['a', 7]],
    delete: [],
  });
});

test('a slice that loses all its endpoints is deleted', () => {
  expect(shape(pack(range(3), [slice('a', range(3)), slice('b', range(3, 10))]))).toEqual({
    create: [],
    update: [],
    delete: ['b'],
  });
});

test('slices are not merged for tightness alone', () => {
  const existing = [slice('a', range(2)), slice('b', range(2, 10))];
  expect(shape(pack([...range(2), ...range(2, 10)], existing))).toEqual({
    create: [],
    update: [],
    delete: [],
  });
});

test('an endpoint that changes is written in its place', () => {
  const changed = group([endpoint(0), endpoint(1, false)]);
  const [updated] = packEndpoints(service, changed, [slice('a', range(2))], MAX).update;
  expect(updated!.endpoints.map(({ conditions }) => conditions!.ready)).toEqual([true, false]);
});

test('whatever is wanted is there exactly once, and no slice is overfull', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 50 });
  fc.assert(
    fc.property(numbers, fc.array(numbers, { maxLength: 3 }), (wanted, before) => {
      const used = new Set<number>();
      const existing = before.map((list, index) => {
        const own = list.filter((number) => !used.has(number)).slice(0, MAX);
        for (const number of own) used.add(number);
        return slice(`slice-${index}`, own);
      });
      const changes = pack(wanted, existing);
      const replaced = new Set([...changes.update, ...changes.delete].map(({ metadata }) => metadata.name));
      const after = [
        ...changes.create,
        ...changes.update,
        ...existing.filter(({ metadata }) => !replaced.has(metadata.name)),
      ];
      const addresses = after.flatMap(({ endpoints }) => endpoints!.map(({ addresses: [ip] }) => ip));
      expect(addresses.sort()).toEqual(wanted.map((number) => `10.0.0.${number}`).sort());
      expect(after.every(({ endpoints }) => endpoints!.length <= MAX)).toBe(true);
    }),
  );
});
