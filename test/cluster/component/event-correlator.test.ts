import { EventCorrelator } from '../../../lib/cluster/component/event-correlator';
import type { Event } from '../../../lib/kube/generated/core-v1';

let correlator: EventCorrelator;
let sequence: number;
beforeEach(() => {
  correlator = new EventCorrelator();
  sequence = 0;
});

const event = (message: string, reason = 'Created', name = 'web'): Event => ({
  metadata: { name: `event-${sequence++}` },
  involvedObject: { kind: 'ReplicaSet', name, namespace: 'default', uid: name },
  reason,
  message,
  type: 'Normal',
  count: 1,
  firstTimestamp: 'then',
});

const tell = (message: string, now = 0, reason?: string, name?: string) =>
  correlator.correlate(event(message, reason, name), now);

test('a repetition raises the count of the first event', () => {
  tell('Created pod: a');
  const { event: again, isRepeated } = tell('Created pod: a');
  expect(isRepeated).toBe(true);
  expect([again.metadata.name, again.count]).toEqual(['event-0', 2]);
});

test('from the tenth on, similar events are combined', () => {
  const messages = Array.from({ length: 12 }, (_, index) => tell(`Created pod: ${index}`).event);
  expect(messages[8]!.message).toBe('Created pod: 8');
  expect(messages[9]!.message).toBe('(combined from similar events): Created pod: 9');
  expect(messages[11]).toMatchObject({
    message: '(combined from similar events): Created pod: 11',
    count: 3,
    metadata: { name: 'event-9' },
  });
});

test('after ten minutes similar events are new ones', () => {
  for (let index = 0; index < 9; index++) tell(`Created pod: ${index}`);
  expect(tell('Created pod: 9', 600_001).event.message).toBe('Created pod: 9');
});

test('other reasons and other objects are counted apart', () => {
  for (let index = 0; index < 9; index++) tell(`Created pod: ${index}`);
  expect(tell('Deleted pod: 1', 0, 'Deleted').event.message).toBe('Deleted pod: 1');
  expect(tell('Created pod: 9', 0, 'Created', 'api').event.message).toBe('Created pod: 9');
});

test('who tells too much is silenced, and may tell one more every five minutes', () => {
  const spam = Array.from({ length: 27 }, (_, index) => tell(`Created pod: ${index}`).isSpam);
  expect(spam.filter((isSpam) => !isSpam)).toHaveLength(25);
  expect(tell('Created pod: x', 300_000).isSpam).toBe(false);
  expect(tell('Created pod: y', 300_000).isSpam).toBe(true);
});
