import { defineRule } from '../../lib/checks/define-rule';
import { checkObjects } from '../../lib/checks/run-checks';
import { workload } from './checking';

const owner = defineRule({
  id: 'no-owner',
  severity: 'warning',
  why: 'Nobody knows whom to call at night.',
  fix: 'add the label owner',
  *check({ workloads }) {
    for (const { object } of workloads)
      if (!object.metadata.labels?.['owner'])
        yield { object, field: 'metadata.labels', message: 'has no owner' };
  },
});

function messages(...objects: ReturnType<typeof workload>[]) {
  const { findings } = checkObjects(
    objects.map((object) => ({ object })),
    { rules: [owner] },
  );
  return findings
    .filter(({ rule }) => rule === owner.id)
    .map(({ object, message }) => `${object.name} ${message}`);
}

test('a rule of ten lines is checked like the built-in ones', () => {
  const owned = workload('web', { metadata: { labels: { owner: 'shop-team' } } });
  expect(messages(workload('api'), owned)).toEqual(['api has no owner']);
});

test('a rule needs a name that annotations can write', () => {
  expect(() => defineRule({ ...owner, id: 'No owner!' })).toThrow('"No owner!" is no name for a rule');
});
