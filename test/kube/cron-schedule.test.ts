import fc from 'fast-check';
import { CronScheduleError, parseCronSchedule } from '../../lib/kube/cron-schedule';

test('fields are lists, ranges, steps and names', () => {
  const { fields } = parseCronSchedule('*/20 8-10 1,15 jan,DEC mon-fri/2');
  expect(fields!.minute).toEqual({ values: [0, 20, 40], isAny: false });
  expect(fields!.hour).toEqual({ values: [8, 9, 10], isAny: false });
  expect(fields!.dayOfMonth).toEqual({ values: [1, 15], isAny: false });
  expect(fields!.month).toEqual({ values: [1, 12], isAny: false });
  expect(fields!.dayOfWeek).toEqual({ values: [1, 3, 5], isAny: false });
});

test('a star allows everything, and says so', () => {
  const { dayOfMonth, dayOfWeek } = parseCronSchedule('0 0 * * ?').fields!;
  expect(dayOfMonth.isAny && dayOfWeek.isAny).toBe(true);
  expect(dayOfMonth.values).toHaveLength(31);
  expect(dayOfWeek.values).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('a step from a number goes to the end', () => {
  expect(parseCronSchedule('50/5 * * * *').fields!.minute.values).toEqual([50, 55]);
});

test('a descriptor stands for its fields', () => {
  expect(parseCronSchedule('@weekly')).toEqual(parseCronSchedule('0 0 * * 0'));
});

test('every so often is whole seconds, at least one', () => {
  expect(parseCronSchedule('@every 90m')).toEqual({ every: 90 * 60 * 1000 });
  expect(parseCronSchedule('@every 1500ms')).toEqual({ every: 1000 });
  expect(parseCronSchedule('@every 1ms')).toEqual({ every: 1000 });
});

test('an old prefix names the time zone', () => {
  expect(parseCronSchedule('CRON_TZ=Europe/Berlin 0 4 * * *').timeZone).toBe('Europe/Berlin');
});

test('every valid field lists its numbers once, in order and within bounds', () => {
  const range = fc
    .tuple(fc.nat(59), fc.nat(59), fc.integer({ min: 1, max: 70 }))
    .map(([a, b, step]) => `${Math.min(a, b)}-${Math.max(a, b)}/${step}`);
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 4 }), (ranges) => {
      const { values } = parseCronSchedule(`${ranges.join(',')} * * * *`).fields!.minute;
      expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
      expect(values.length > 0 && values[0]! >= 0 && values.at(-1)! <= 59).toBe(true);
    }),
  );
});

test('a text is a schedule or a named error', () => {
  const characters = fc.constantFrom(...'*/-, 0159@?abTZ='.split(''));
  fc.assert(
    fc.property(fc.array(characters, { maxLength: 14 }), (parts) => {
      try {
        parseCronSchedule(parts.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(CronScheduleError);
      }
    }),
  );
});
