import type { Rule } from '../../lib/checks/rule';
import { activeRules, checkObjects, isAtLeast, UnknownRuleError } from '../../lib/checks/run-checks';
import { clusterObject, object, workload } from './checking';

const noTeam: Rule = {
  id: 'no-team',
  severity: 'warning',
  why: 'Nobody knows whom to call.',
  fix: 'add the label team',
  *check({ objects }) {
    for (const { object: one } of objects)
      if (!one.metadata.labels?.['team']) yield { object: one, message: `${one.kind} has no team` };
  },
};

const idsOf = (options: Parameters<typeof activeRules>[0]) => activeRules(options).map(({ id }) => id);

test('each profile has the rules of the milder ones', () => {
  const [learning, standard, restricted] = (['learning', 'default', 'restricted'] as const).map((profile) =>
    idsOf({ profile }),
  );
  expect(standard).toEqual(expect.arrayContaining(learning!));
  expect(restricted).toEqual(expect.arrayContaining(standard!));
  expect(standard!.length).toBeGreaterThan(learning!.length);
});

test('rules are enabled and disabled by name', () => {
  expect(idsOf({ profile: 'learning' })).not.toContain('deprecated-api');
  expect(idsOf({ profile: 'learning', enable: ['deprecated-api'] })).toContain('deprecated-api');
  expect(idsOf({ disable: ['schema'] })).not.toContain('schema');
});

test('an unknown name is an error that names the nearest rule', () => {
  expect(() => idsOf({ disable: ['shema'] })).toThrow(
    new UnknownRuleError('there is no rule "shema"; did you mean "schema"?'),
  );
});

test('a project’s own rule is checked whatever the profile', () => {
  const { findings } = checkObjects([{ object: object('v1', 'ConfigMap', 'settings') }], {
    profile: 'learning',
    rules: [noTeam],
  });
  expect(findings).toEqual([
    {
      rule: 'no-team',
      severity: 'warning',
      message: 'ConfigMap has no team',
      fix: 'add the label team',
      object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'settings' },
      field: '',
      position: undefined,
    },
  ]);
});

test('a rule that fails is reported, and hides nothing that others find', () => {
  const broken: Rule = {
    ...noTeam,
    id: 'broken',
    check() {
      throw new TypeError('cannot read team');
    },
  };
  const { findings } = checkObjects([{ object: object('v1', 'ConfigMap', 'settings') }], {
    rules: [broken, noTeam],
  });
  expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
    'broken: the rule failed: cannot read team',
    'no-team: ConfigMap has no team',
  ]);
});

test('findings come in the order of the objects, those of one object by line', () => {
  const places = { 'spec.b': 7, 'spec.a': 3, '': 1 } as const;
  const rule = (id: string, ...fields: (keyof typeof places)[]): Rule => ({
    ...noTeam,
    id,
    *check({ objects }) {
      for (const field of fields)
        for (const { object: one } of objects.toReversed()) yield { object: one, field, message: id };
    },
  });
  const inputs = ['x', 'y'].map((name) => ({
    object: object('v1', 'ConfigMap', name),
    locate: (field: string) => ({
      file: `${name}.yaml`,
      line: places[field as keyof typeof places],
      column: 1,
    }),
  }));
  const { findings } = checkObjects(inputs, { rules: [rule('late', 'spec.b'), rule('early', 'spec.a', '')] });
  expect(findings.map(({ position, rule: id }) => `${position!.file}:${position!.line} ${id}`)).toEqual([
    'x.yaml:1 early',
    'x.yaml:3 early',
    'x.yaml:7 late',
    'y.yaml:1 early',
    'y.yaml:3 early',
    'y.yaml:7 late',
  ]);
});

test('what is no object at all is reported, not thrown', () => {
  const odd = [null, 7, 'text', [], {}, { kind: 'Pod' }, { apiVersion: 'v1', kind: 'Pod' }];
  const { findings } = checkObjects(odd.map((one) => ({ object: one as never })));
  expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
    'schema: is no object of the API',
    'schema: is no object of the API',
    'schema: is no object of the API',
    'schema: is no object of the API',
    'schema: apiVersion not set',
    'schema: apiVersion not set',
    'schema: metadata not set',
  ]);
});

test('frozen objects are checked as others are, and not touched', () => {
  const deployment = Object.freeze(workload('api', { spec: { replicas: 'two' } }));
  const before = JSON.stringify(deployment);
  const { findings } = checkObjects([{ object: deployment }], { profile: 'learning' });
  expect(findings.map(({ field }) => field)).toEqual(['spec.replicas']);
  expect(JSON.stringify(deployment)).toBe(before);
});

test('an error is at least a warning, a warning no error', () => {
  expect(isAtLeast('error', 'warning')).toBe(true);
  expect(isAtLeast('warning', 'warning')).toBe(true);
  expect(isAtLeast('info', 'warning')).toBe(false);
});

test('the number of objects is told', () => {
  expect(checkObjects([{ object: clusterObject('v1', 'Namespace', 'shop') }]).objects).toBe(1);
});
