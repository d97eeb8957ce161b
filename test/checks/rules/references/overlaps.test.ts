import { found, object, severities, workload } from '../../checking';

const rule = 'overlapping-selectors';

test('finds two workloads that select each other’s pods', () => {
  const labels = { app: 'shop' };
  const objects = [workload('api', { labels }), workload('web', { labels })];
  expect(found(rule, objects)).toEqual([
    'Deployment/web spec.selector: the selector also matches the pods of Deployment/api, whose own selector matches the pods of this one',
  ]);
  expect(severities(rule, objects)).toEqual(['error']);
});

test('tells of many only once for each', () => {
  const objects = ['a', 'b', 'c'].map((name) => workload(name, { labels: { app: 'shop' } }));
  expect(found(rule, objects)).toEqual([
    expect.stringContaining(
      'Deployment/b spec.selector: the selector also matches the pods of Deployment/a,',
    ),
    expect.stringContaining('the pods of Deployment/a and Deployment/b, whose own selectors match'),
  ]);
});

test('warns of one that also selects the pods of another', () => {
  const narrow = workload('web', { labels: { app: 'shop', part: 'web' } });
  const wide = workload('api', { labels: { app: 'shop' } });
  expect(found(rule, [wide, narrow])).toEqual([
    'Deployment/api spec.selector: the selector also matches the pods of Deployment/web',
  ]);
  expect(severities(rule, [wide, narrow])).toEqual(['warning']);
});

test('accepts labels of their own, and the same ones in two namespaces', () => {
  const elsewhere = workload('api', { metadata: { namespace: 'other' } });
  expect(found(rule, [workload('api'), workload('web'), elsewhere])).toEqual([]);
});

test('leaves out Jobs, whose pods have labels that nobody else has', () => {
  const template = {
    metadata: { labels: { app: 'shop' } },
    spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example.com/migrate:1' }] },
  };
  const jobs = ['one', 'two'].map((name) => object('batch/v1', 'Job', name, { spec: { template } }));
  expect(found(rule, jobs)).toEqual([]);
});
