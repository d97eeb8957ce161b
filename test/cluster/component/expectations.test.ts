import { VirtualClock } from '../../../lib/cluster/clock/virtual-clock';
import { Expectations } from '../../../lib/cluster/component/expectations';

let clock: VirtualClock;
let expectations: Expectations;
beforeEach(() => {
  clock = new VirtualClock(0);
  expectations = new Expectations(clock);
});

test('created pods are waited for', () => {
  expectations.expectCreations('web', 2);
  expectations.creationObserved('web');
  expect(expectations.satisfied('web')).toBe(false);
  expectations.creationObserved('web');
  expect(expectations.satisfied('web')).toBe(true);
});

test('each deleted pod is waited for once', () => {
  expectations.expectDeletions('web', ['a', 'b']);
  expectations.deletionObserved('web', 'a');
  expectations.deletionObserved('web', 'a');
  expect(expectations.satisfied('web')).toBe(false);
  expectations.deletionObserved('web', 'b');
  expect(expectations.satisfied('web')).toBe(true);
});

test('after five minutes nothing is waited for any more', () => {
  expectations.expectCreations('web', 1);
  clock.runUntil(300_000);
  expect(expectations.satisfied('web')).toBe(false);
  clock.runUntil(300_001);
  expect(expectations.satisfied('web')).toBe(true);
});

test('nothing is expected of what is unknown or forgotten', () => {
  expectations.expectCreations('web', 1);
  expectations.forget('web');
  expect(expectations.satisfied('web')).toBe(true);
});
