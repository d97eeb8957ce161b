import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nextCronTime } from '../../lib/kube/cron-next';
import { parseCronSchedule } from '../../lib/kube/cron-schedule';

interface Answer {
  readonly schedule: string;
  readonly zone: string;
  readonly after: string;
  readonly next: readonly string[];
}

/** Recorded by tools/cron-recorder. */
const answers: readonly Answer[] = JSON.parse(
  readFileSync(join(__dirname, '..', 'golden', 'cron', 'times.json'), 'utf8'),
);
const zones = [...new Set(answers.map(({ zone }) => zone))];

function times({ schedule, zone, after, next }: Answer): readonly string[] {
  const parsed = parseCronSchedule(schedule);
  const found: string[] = [];
  let moment: number | undefined = Date.parse(after);
  for (let count = 0; count < Math.max(1, next.length); count++) {
    moment = nextCronTime(parsed, moment, zone);
    if (moment === undefined) break;
    found.push(new Date(moment).toISOString().replace('.000Z', 'Z'));
  }
  return found;
}

test.each(zones)('the next times in zone "%s" are those of the cron library', (zone) => {
  for (const answer of answers)
    if (answer.zone === zone) expect({ ...answer, next: times(answer) }).toEqual(answer);
});

test('an interval is counted from whole seconds', () => {
  expect(nextCronTime(parseCronSchedule('@every 90s'), 1_500)).toBe(91_000);
});
