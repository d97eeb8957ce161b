import fc from 'fast-check';
import { eventMetadata } from '../../../lib/cluster/component/event-name';

const POD = { metadata: { name: 'web-1', namespace: 'shop' } };
const CLUSTER_SCOPED = { metadata: { name: 'node-1' } };
const START = Date.UTC(2026, 0, 1);

test('an event is named after its object and its time, in nanoseconds as hexadecimal digits', () => {
  const moment = fc.integer({ min: START, max: Date.UTC(2100, 0, 1) });
  fc.assert(
    fc.property(moment, fc.nat(), (now, sequence) => {
      const nanoseconds = BigInt(now) * 1_000_000n + BigInt(sequence % 1_000_000);
      expect(eventMetadata(POD, now, sequence).name).toBe(`web-1.${nanoseconds.toString(16)}`);
    }),
  );
});

test('events lie in the namespace of their object, and those of cluster-scoped ones in default', () => {
  expect(eventMetadata(POD, START, 0).namespace).toBe('shop');
  expect(eventMetadata(CLUSTER_SCOPED, START, 0).namespace).toBe('default');
});
