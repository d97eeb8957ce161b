import { type ListMatch, matchLists } from '../../lib/diff/list-matching';
import { equal } from '../../lib/kube/frozen';

const NONE = new Map<string, unknown>();
const keyed = { match: 'keyed', keys: ['name'], ordered: true } as const;

function steps({ pairs, reordered }: ListMatch): readonly string[] {
  const named = pairs.map(({ before, after, step }) => `${step}: ${before ?? '-'} ${after ?? '-'}`);
  return reordered ? [...named, `reordered ${reordered.before} → ${reordered.after}`] : named;
}

test('elements are brought together by their keys, and another order is told', () => {
  const found = matchLists(
    [{ name: 'a' }, { name: 'b' }],
    [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
    keyed,
    NONE,
    equal,
  );
  expect(steps(found)).toEqual([
    'name=a: 0 2',
    'name=b: 1 1',
    'name=c: - 0',
    'reordered name=a,name=b → name=b,name=a',
  ]);
});

test('an order that says nothing is not told', () => {
  const rule = { ...keyed, ordered: false };
  expect(
    steps(matchLists([{ name: 'a' }, { name: 'b' }], [{ name: 'b' }, { name: 'a' }], rule, NONE, equal)),
  ).toEqual(['name=a: 0 1', 'name=b: 1 0']);
});

test('a port that keeps its name has another number, and is no other port', () => {
  const rule = { match: 'keyed', keys: ['port', 'protocol'], ordered: false } as const;
  const defaults = new Map([['protocol', 'TCP']]);
  const ports = (port: number) => [{ name: 'http', port, protocol: 'TCP' }];
  expect(steps(matchLists(ports(80), ports(81), rule, defaults, equal))).toEqual(['name=http: 0 0']);
});

test('elements with one key twice are compared by place', () => {
  const twice = [
    { name: 'a', v: 1 },
    { name: 'a', v: 2 },
  ];
  expect(steps(matchLists(twice, [...twice, { name: 'a', v: 3 }], keyed, NONE, equal))).toEqual(['2: - 2']);
});

test('sets have no order, sequences keep what they have in common', () => {
  const set = { match: 'set', keys: [], ordered: false } as const;
  expect(steps(matchLists(['a', 'b'], ['b', 'c'], set, NONE, equal))).toEqual(['a: 0 -', 'b: 1 0', 'c: - 1']);
  const sequence = { match: 'sequence', keys: [], ordered: true } as const;
  expect(steps(matchLists(['a', 'b', 'd'], ['a', 'c', 'b', 'd'], sequence, NONE, equal))).toEqual(['1: - 1']);
});

test('objects without keys are brought together by their content', () => {
  const bag = { match: 'bag', keys: [], ordered: false } as const;
  const [one, two, three] = [{ port: 1 }, { port: 2 }, { port: 3 }];
  expect(steps(matchLists([one, two], [three, one], bag, NONE, equal))).toEqual(['0: 1 0']);
});
