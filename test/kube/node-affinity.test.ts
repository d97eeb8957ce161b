import type { Node, NodeSelectorTerm, PodSpec } from '../../lib/kube/generated/core-v1';
import { NodePreferences, NodeSelectorMatcher, requiredNodeAffinity } from '../../lib/kube/node-affinity';

const node = (labels: { [key: string]: string }, name = 'n1'): Node => ({ metadata: { name, labels } });
const requiring = (...nodeSelectorTerms: NodeSelectorTerm[]): PodSpec => ({
  containers: [],
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});
const matches = (spec: PodSpec, one: Node) => requiredNodeAffinity(spec)?.(one);

test('a pod that asks for nothing takes any node', () => {
  expect(requiredNodeAffinity({ containers: [] })).toBeUndefined();
});

test('all expressions of a term must hold, and one term is enough', () => {
  const spec = requiring(
    {
      matchExpressions: [
        { key: 'a', operator: 'Exists' },
        { key: 'b', operator: 'In', values: ['1', '2'] },
      ],
    },
    {
      matchExpressions: [
        { key: 'c', operator: 'DoesNotExist' },
        { key: 'd', operator: 'NotIn', values: ['x'] },
      ],
    },
  );
  expect(matches(spec, node({ a: '', b: '2', c: '', d: 'x' }))).toBe(true);
  expect(matches(spec, node({}))).toBe(true);
  expect(matches(spec, node({ a: '', b: '3', c: '' }))).toBe(false);
});

test('Gt and Lt compare whole numbers', () => {
  const spec = requiring({ matchExpressions: [{ key: 'gen', operator: 'Gt', values: ['9'] }] });
  expect(matches(spec, node({ gen: '10' }))).toBe(true);
  expect(matches(spec, node({ gen: '9' }))).toBe(false);
  expect(matches(spec, node({ gen: 'new' }))).toBe(false);
});

test('a node is known by its name', () => {
  const field = (operator: 'In' | 'NotIn') =>
    requiring({ matchFields: [{ key: 'metadata.name', operator, values: ['n1'] }] });
  expect(matches(field('In'), node({}, 'n1'))).toBe(true);
  expect(matches(field('In'), node({}, 'n2'))).toBe(false);
  expect(matches(field('NotIn'), node({}, 'n2'))).toBe(true);
});

test('a term that says nothing, or what cannot be read, matches no node', () => {
  expect(matches(requiring({}), node({}))).toBe(false);
  expect(matches(requiring(), node({}))).toBe(false);
  expect(matches(requiring({ matchExpressions: [{ key: 'a', operator: 'In' }] }), node({ a: '' }))).toBe(
    false,
  );
  expect(
    matches(
      requiring({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a', 'b'] }] }),
      node({}, 'a'),
    ),
  ).toBe(false);
});

test('nodeSelector and affinity must both hold', () => {
  const spec = {
    ...requiring({ matchExpressions: [{ key: 'a', operator: 'Exists' }] }),
    nodeSelector: { b: '1' },
  };
  expect(matches(spec, node({ a: '' }))).toBe(false);
  expect(matches(spec, node({ b: '1' }))).toBe(false);
  expect(matches(spec, node({ a: '', b: '1' }))).toBe(true);
});

test('who has no name is judged by labels alone', () => {
  const selector = {
    nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }],
  };
  expect(NodeSelectorMatcher.of(selector as never).matches({}, undefined)).toBe(true);
});

test('the weights of the preferred terms that hold add up', () => {
  const preferences = NodePreferences.of([
    { weight: 10, preference: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } },
    { weight: 5, preference: { matchExpressions: [{ key: 'b', operator: 'Exists' }] } },
    { weight: 100, preference: {} },
  ]);
  expect(preferences.weight(node({ a: '', b: '' }))).toBe(15);
  expect(preferences.weight(node({ b: '' }))).toBe(5);
  expect(preferences.weight(node({}))).toBe(0);
});
