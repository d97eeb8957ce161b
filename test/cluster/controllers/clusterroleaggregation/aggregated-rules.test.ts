import { aggregatedRules } from '../../../../lib/cluster/controllers/clusterroleaggregation/cluster-role-aggregation-controller';
import type { ClusterRole } from '../../../../lib/kube/generated/rbac-v1';

const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });

const role = (
  name: string,
  labels: { readonly [key: string]: string },
  ...resources: string[]
): ClusterRole => ({
  metadata: { name, labels },
  rules: resources.map(rule),
});

const aggregate = (...matchLabels: { readonly [key: string]: string }[]): ClusterRole => ({
  metadata: { name: 'all', labels: { part: 'yes' } },
  aggregationRule: { clusterRoleSelectors: matchLabels.map((labels) => ({ matchLabels: labels })) },
  rules: [rule('itself')],
});

test('rules come in the order of the names of their roles', () => {
  const roles = [
    role('b', { part: 'yes' }, 'pods'),
    role('a', { part: 'yes' }, 'services'),
    role('c', {}, 'nodes'),
  ];
  expect(aggregatedRules(aggregate({ part: 'yes' }), roles)).toEqual([rule('services'), rule('pods')]);
});

test('selectors come one after the other', () => {
  const roles = [role('a', { second: 'yes' }, 'pods'), role('b', { first: 'yes' }, 'services')];
  expect(aggregatedRules(aggregate({ first: 'yes' }, { second: 'yes' }), roles)).toEqual([
    rule('services'),
    rule('pods'),
  ]);
});

test('equal rules are taken once', () => {
  const roles = [role('a', { part: 'yes' }, 'pods'), role('b', { part: 'yes' }, 'pods', 'services')];
  expect(aggregatedRules(aggregate({ part: 'yes' }), roles)).toEqual([rule('pods'), rule('services')]);
});

test('a role is no part of itself', () => {
  const whole = aggregate({ part: 'yes' });
  expect(aggregatedRules(whole, [whole])).toEqual([]);
});
