import { RealClock } from '../../../lib/cluster/clock/real-clock';

describe('RealClock', () => {
  let wall = 0;

  beforeEach(() => {
    wall = 1_000_000;
    jest.useFakeTimers({ doNotFake: ['Date'] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  function pass(milliseconds: number): void {
    wall += milliseconds;
    jest.advanceTimersByTime(milliseconds);
  }

  test('runs a call when its time has come', () => {
    const clock = new RealClock(1, () => wall);
    const run = jest.fn();
    clock.schedule(500, run);
    pass(499);
    expect(run).not.toHaveBeenCalled();
    pass(1);
    expect(run).toHaveBeenCalledTimes(1);
    clock.stop();
  });

  test('runs faster than the wall clock when it is sped up', () => {
    const clock = new RealClock(10, () => wall);
    const run = jest.fn();
    clock.schedule(5000, run);
    pass(500);
    expect(run).toHaveBeenCalledTimes(1);
    expect(clock.now()).toBe(1_000_000 + 5000);
    clock.stop();
  });

  test('keeps the order of calls that came due while the process was busy', () => {
    const clock = new RealClock(1, () => wall);
    const order: string[] = [];
    clock.schedule(20, () => order.push('b'));
    clock.schedule(10, () => order.push('a'));
    pass(1000);
    expect(order).toEqual(['a', 'b']);
    clock.stop();
  });

  test('tells of an error that a call did not catch, and goes on', () => {
    const defects: string[] = [];
    const clock = new RealClock(
      1,
      () => wall,
      ({ message }) => void defects.push(message),
    );
    const run = jest.fn();
    clock.schedule(10, () => {
      throw new Error('broken');
    });
    clock.schedule(10, run);
    pass(20);
    expect(defects).toEqual(['broken']);
    expect(run).toHaveBeenCalledTimes(1);
    clock.stop();
  });

  test('calls nothing after it was stopped', () => {
    const clock = new RealClock(1, () => wall);
    const run = jest.fn();
    clock.schedule(10, run);
    clock.stop();
    pass(100);
    expect(run).not.toHaveBeenCalled();
  });
});
