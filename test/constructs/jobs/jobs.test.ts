import type { OneOffJobProps, ScheduledJobProps, Stack } from '../../../lib/constructs';
import { OneOffJob, ScheduledJob, WebService } from '../../../lib/constructs';
import { messagesOf, newStack, synthesize } from '../synthesis';

const IMAGE = 'registry.example.com/shop/api:1.4.2';

const job = (props: Partial<OneOffJobProps> = {}, stack: Stack = newStack()) =>
  new OneOffJob(stack, 'migrate', { image: IMAGE, args: ['migrate'], ...props });
const scheduled = (props: Partial<ScheduledJobProps> = {}, stack: Stack = newStack()) =>
  new ScheduledJob(stack, 'report', { image: IMAGE, schedule: '0 6 * * 1-5', ...props });

test('a job has defaults that let it end', () => {
  const stack = newStack();
  job({ config: { LEVEL: '1' } }, stack);
  expect(synthesize(stack)).toMatchSnapshot();
});

test('a scheduled job has defaults that let it run', () => {
  const stack = newStack();
  scheduled({}, stack);
  expect(synthesize(stack)).toMatchSnapshot();
});

describe('the name of a job tells what it runs', () => {
  const nameOf = (props: Partial<OneOffJobProps>) => job(props).job.name;

  test('it stays while nothing changes', () => {
    expect(nameOf({})).toMatch(/^migrate-[0-9a-f]{10}$/);
    expect(nameOf({})).toBe(nameOf({}));
  });

  test.each<[string, Partial<OneOffJobProps>]>([
    ['the image', { image: 'registry.example.com/shop/api:1.5.0' }],
    ['a setting', { config: { LEVEL: '2' } }],
    ['the number of retries', { retries: 0 }],
  ])('it changes with %s', (_, props) => {
    expect(nameOf(props)).not.toBe(nameOf({}));
  });

  test('a change from outside is an error: the name would be wrong', () => {
    const stack = newStack();
    job({}, stack).pod.addContainer('more', { image: IMAGE });
    expect(() => stack.toJson()).toThrow('OneOffJob "shop/migrate" was changed after it was made');
  });
});

test('a service starts after the job it needs', () => {
  const stack = newStack();
  const migration = job({}, stack);
  const api = new WebService(stack, 'api', { image: IMAGE, port: 80, startsAfter: [migration] });
  expect(api.deployment.toJson().metadata.annotations).toEqual({
    'config.kubernetes.io/depends-on': `batch/namespaces/shop/Job/${migration.job.name}`,
  });
});

test('a job waits for what it connects to', () => {
  const stack = newStack();
  const api = new WebService(stack, 'api', { image: IMAGE, port: 80 });
  const { metadata, spec } = job({ connectsTo: [api] }, stack).job.toJson();
  expect(metadata.annotations).toEqual({
    'config.kubernetes.io/depends-on': 'apps/namespaces/shop/Deployment/api',
  });
  expect(spec!.template.spec!.containers[0]!.env).toEqual([{ name: 'API_URL', value: 'http://api' }]);
});

test('a job can have several pods, each with its number', () => {
  expect(job({ completions: 5, parallelism: 2, retries: 1, timeout: 600 }).job.toJson().spec).toMatchObject({
    completions: 5,
    parallelism: 2,
    completionMode: 'Indexed',
    backoffLimit: 1,
    activeDeadlineSeconds: 600,
  });
});

test('a schedule has a time zone, and its runs do not overlap unless they may', () => {
  const { spec } = scheduled({
    timeZone: 'Europe/Berlin',
    overlap: 'Replace',
    lateness: 60,
    keeps: { succeeded: 1, failed: 0 },
    suspended: true,
  }).cronJob.toJson();
  expect(spec).toMatchObject({
    timeZone: 'Europe/Berlin',
    concurrencyPolicy: 'Replace',
    startingDeadlineSeconds: 60,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 0,
    suspend: true,
  });
});

test.each<[Partial<OneOffJobProps>, string]>([
  [{ parallelism: 3, completions: 2 }, 'parallelism: parallelism is 3, above completions, which is 2'],
  [{ retries: -1 }, 'retries: -1 is not a whole number of at least 0'],
  [{ timeout: 0 }, 'timeout: 0 is not a whole number of at least 1'],
])('the job %j is refused', (props, message) => {
  expect(messagesOf(() => job(props))).toContainEqual(expect.stringContaining(message));
});

test.each<[Partial<ScheduledJobProps>, string]>([
  [{ schedule: 'daily' }, 'schedule: "daily" is no schedule: expected exactly 5 fields'],
  [{ schedule: '99 * * * *' }, 'schedule: "99 * * * *" is no schedule'],
  [
    { schedule: 'TZ=Europe/Berlin 0 3 * * *', timeZone: 'UTC' },
    'names a time zone, and timeZone is "UTC": write it as timeZone alone',
  ],
  [{ lateness: 5 }, 'lateness: 5 is not a whole number of at least 10'],
  [{ keeps: { failed: -1 } }, 'keeps.failed: -1 is not a whole number of at least 0'],
])('the schedule %j is refused', (props, message) => {
  expect(messagesOf(() => scheduled(props))).toContainEqual(expect.stringContaining(message));
});

test('names that are too long for what is made of them are refused', () => {
  const stack = newStack();
  const long = 'x'.repeat(60);
  expect(messagesOf(() => new ScheduledJob(stack, long, { image: IMAGE, schedule: '@daily' }))[0]).toContain(
    'has 60 characters; the name of a CronJob has at most 52',
  );
  expect(messagesOf(() => new OneOffJob(stack, `y${long}`, { image: IMAGE }))[0]).toContain('at most 46');
});
