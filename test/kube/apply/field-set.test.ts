import fc from 'fast-check';
import { FieldSet, printedPath } from '../../../lib/kube/apply/field-set';
import { fieldSet } from './arbitraries';

const same = (a: FieldSet, b: FieldSet) => a.equals(b);
const law = (holds: (a: FieldSet, b: FieldSet, c: FieldSet) => boolean) =>
  fc.assert(fc.property(fieldSet, fieldSet, fieldSet, holds));

describe('the algebra of field sets', () => {
  test('union is commutative, associative and idempotent', () =>
    law(
      (a, b, c) =>
        same(a.union(b), b.union(a)) &&
        same(a.union(b).union(c), a.union(b.union(c))) &&
        a.union(a) === a &&
        a.union(FieldSet.empty) === a,
    ));

  test('intersection is commutative, associative and idempotent', () =>
    law(
      (a, b, c) =>
        same(a.intersection(b), b.intersection(a)) &&
        same(a.intersection(b).intersection(c), a.intersection(b.intersection(c))) &&
        a.intersection(a) === a &&
        a.intersection(FieldSet.empty).isEmpty,
    ));

  test('each distributes over the other', () =>
    law(
      (a, b, c) =>
        same(a.intersection(b.union(c)), a.intersection(b).union(a.intersection(c))) &&
        same(a.union(b.intersection(c)), a.union(b).intersection(a.union(c))),
    ));

  test('what is taken away and what is common make up the whole', () =>
    law(
      (a, b) => same(a.difference(b).union(a.intersection(b)), a) && a.difference(b).intersection(b).isEmpty,
    ));

  test('taking away a union is taking away one after the other', () =>
    law((a, b, c) => same(a.difference(b.union(c)), a.difference(b).difference(c))));

  test('the recursive difference takes at least what the plain one takes, and all below it', () =>
    law((a, b) => {
      const left = a.recursiveDifference(b);
      const isBelow = (path: readonly string[]) => path.some((_, end) => b.has(path.slice(0, end + 1)));
      return (
        left.difference(a.difference(b)).isEmpty &&
        a.paths().every((path) => left.has(path) !== isBelow(path))
      );
    }));

  test('a set that does not change stays the same object', () =>
    law((a, b) => a.union(a.intersection(b)) === a && a.difference(b.difference(a)) === a));

  test('the size is the number of paths, and every one of them is in the set', () =>
    law((a) => a.paths().length === a.size && a.paths().every((path) => a.has(path))));

  test('leaves have nothing below them', () =>
    law((a) => {
      const leaves = a.leaves();
      return a.paths().every((path) => leaves.has(path) === (a.below(path).children.size === 0));
    }));

  test('a set is what it prints', () => law((a) => same(FieldSet.parse(a.print()), a)));
});

test('fields print before keyed elements, elements of sets and indices, each in order', () => {
  const set = FieldSet.parse({
    'i:10': {},
    'i:9': {},
    'v:"b"': {},
    'v:10': {},
    'v:9': {},
    'v:true': {},
    'k:{"port":90}': {},
    'k:{"port":100}': {},
    'k:{"name":"z","port":1}': {},
    'f:b': { 'f:c': {}, '.': {} },
    'f:a': {},
    'f:B': {},
  });
  expect(JSON.stringify(set.print())).toBe(
    '{"f:B":{},"f:a":{},"f:b":{".":{},"f:c":{}},"k:{\\"name\\":\\"z\\",\\"port\\":1}":{},"k:{\\"port\\":90}":{},' +
      '"k:{\\"port\\":100}":{},"v:9":{},"v:10":{},"v:\\"b\\"":{},"v:true":{},"i:9":{},"i:10":{}}',
  );
});

test('text is ordered by its bytes', () => {
  const set = FieldSet.of(['f:\u{1f600}'], ['f:\ufb00'], ['f:z']);
  expect(Object.keys(set.print())).toEqual(['f:z', 'f:\ufb00', 'f:\u{1f600}']);
});

test('keys are read in any order and form, and written in one', () => {
  const set = FieldSet.parse({ 'k:{ "protocol": "TCP", "containerPort": 80 }': { 'f:name': {} } });
  expect(set.print()).toEqual({ 'k:{"containerPort":80,"protocol":"TCP"}': { 'f:name': {} } });
});

test('characters of HTML are escaped in keys, as Go does', () => {
  const set = FieldSet.parse({ 'v:"a<b"': {} });
  expect(Object.keys(set.print())).toEqual(['v:"a\\u003cb"']);
  expect(printedPath(set.paths()[0]!)).toBe('[="a<b"]');
});

test('kinds of path elements from the future are left out', () => {
  const set = FieldSet.parse({ 'x:new': {}, 'f:a': { 'y:new': {} } });
  expect(set.print()).toEqual({ 'f:a': {} });
});

test.each([
  ['a', 'key must be 2 characters long:'],
  ['name', 'missing colon: name'],
  ['i:one', 'strconv.Atoi: parsing "one": invalid syntax'],
])('a malformed path element %s is refused', (element, message) => {
  expect(() => FieldSet.parse({ [element]: {} })).toThrow(message);
});

test('a subset that is no object is refused', () => {
  expect(() => FieldSet.parse({ 'f:a': 1 })).toThrow('the value of f:a must be an object');
});

test('paths print as messages name fields', () => {
  const path = ['f:spec', 'k:{"name":"web","port":80}', 'v:"x"', 'v:null', 'i:3', 'f:app.kubernetes.io/name'];
  expect(printedPath(path)).toBe('.spec[name="web",port=80][="x"][=null][3].app.kubernetes.io/name');
});
