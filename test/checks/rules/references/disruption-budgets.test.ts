import { found, object, workload } from '../../checking';

const budget = (name: string, labels: object) =>
  object('policy/v1', 'PodDisruptionBudget', name, {
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  });

describe('dangling-poddisruptionbudget', () => {
  test('finds a budget for no pods', () => {
    expect(found('dangling-poddisruptionbudget', [budget('api', { app: 'apii' }), workload('api')])).toEqual([
      'PodDisruptionBudget/api spec.selector: no pod has the labels app=apii; Deployment/api has app=api',
    ]);
  });

  test('accepts a budget for some', () => {
    expect(found('dangling-poddisruptionbudget', [budget('api', { app: 'api' }), workload('api')])).toEqual(
      [],
    );
  });
});

describe('duplicate-poddisruptionbudget', () => {
  const rule = 'duplicate-poddisruptionbudget';

  test('finds pods that two budgets count', () => {
    expect(
      found(rule, [budget('one', { app: 'api' }), budget('two', { app: 'api' }), workload('api')]),
    ).toEqual([
      'PodDisruptionBudget/two spec.selector: PodDisruptionBudget/one counts the pods of Deployment/api already',
    ]);
  });

  test('accepts budgets for different pods', () => {
    const objects = ['api', 'web'].flatMap((name) => [budget(name, { app: name }), workload(name)]);
    expect(found(rule, objects)).toEqual([]);
  });
});
