import { VIRTUAL_EPOCH, VirtualClock } from '../../../lib/cluster/clock/virtual-clock';

describe('VirtualClock', () => {
  test('runs calls in order of their time, and those of one moment in the order of scheduling', () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    clock.schedule(20, () => order.push('late'));
    clock.schedule(10, () => order.push('first'));
    clock.schedule(10, () => order.push('second'));
    clock.runUntil(clock.now() + 100);
    expect(order).toEqual(['first', 'second', 'late']);
  });

  test('jumps to the time of each call, and stays where it was told to run to', () => {
    const clock = new VirtualClock();
    const times: number[] = [];
    clock.schedule(1500, () => times.push(clock.now() - VIRTUAL_EPOCH));
    clock.runUntil(VIRTUAL_EPOCH + 9000);
    expect(times).toEqual([1500]);
    expect(clock.now()).toBe(VIRTUAL_EPOCH + 9000);
  });

  test('runs what a call schedules for the same moment before time goes on', () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    clock.schedule(10, () => clock.schedule(0, () => order.push('follow-up')));
    clock.schedule(11, () => order.push('later'));
    clock.runUntil(clock.now() + 20);
    expect(order).toEqual(['follow-up', 'later']);
  });

  test('does not run a cancelled call', () => {
    const clock = new VirtualClock();
    const run = jest.fn();
    clock.schedule(10, run).cancel();
    clock.runUntil(clock.now() + 20);
    expect(run).not.toHaveBeenCalled();
  });

  test('has work while a call that is no background call waits', () => {
    const clock = new VirtualClock();
    clock.schedule(10, () => undefined, { background: true });
    expect(clock.hasWork()).toBe(false);
    const timer = clock.schedule(20, () => undefined);
    expect(clock.hasWork()).toBe(true);
    timer.cancel();
    timer.cancel();
    expect(clock.hasWork()).toBe(false);
  });

  test('has no next time when all calls are cancelled', () => {
    const clock = new VirtualClock();
    clock.schedule(10, () => undefined).cancel();
    expect(clock.nextTime()).toBeUndefined();
    expect(clock.step()).toBe(false);
  });
});
