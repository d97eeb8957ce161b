import {
  changeEach,
  changeElements,
  changeField,
  fillAbsent,
  fillEmpty,
  withField,
} from '../../../lib/kube/defaults/defaulting';
import { freeze } from '../../../lib/kube/frozen';

interface Port {
  readonly name?: string;
  readonly protocol?: string;
  readonly weight?: number;
}

const port: Port = freeze({ name: 'http', protocol: '', weight: 0 });

test('an absent field is filled, a zero one was chosen', () => {
  expect(fillAbsent<Port>(port, { protocol: 'TCP', weight: 1 })).toBe(port);
  expect(fillAbsent<Port>({ name: 'http' }, { protocol: 'TCP' })).toEqual({ name: 'http', protocol: 'TCP' });
});

test('an empty field is filled where zero means that nothing was chosen', () => {
  expect(fillEmpty<Port>(port, { protocol: 'TCP', weight: 1, name: 'x' })).toEqual({
    name: 'http',
    protocol: 'TCP',
    weight: 1,
  });
});

test('an object that lacks nothing is the same object', () => {
  const complete: Port = freeze({ protocol: 'UDP' });
  expect(fillEmpty<Port>(complete, { protocol: 'TCP' })).toBe(complete);
});

test('a changed field shares all others', () => {
  const value = freeze({ a: { n: 1 }, b: { n: 2 } });
  const changed = changeField(value, 'a', ({ n }) => ({ n: n + 1 }));
  expect(changed).toEqual({ a: { n: 2 }, b: { n: 2 } });
  expect(changed.b).toBe(value.b);
});

test('an absent field is not changed', () => {
  const value: { readonly a?: number } = freeze({});
  expect(changeField(value, 'a', () => 1)).toBe(value);
});

test('a list of which no element changes is the same list', () => {
  const list = freeze([{ n: 1 }, { n: 2 }]);
  expect(changeEach(list, (element) => element)).toBe(list);
});

test('a list of which one element changes shares the others', () => {
  const value = freeze({ list: [{ n: 1 }, { n: 2 }] });
  const changed = changeElements(value, 'list', (element) => (element.n === 2 ? { n: 3 } : element));
  expect(changed.list).toEqual([{ n: 1 }, { n: 3 }]);
  expect(changed.list[0]).toBe(value.list[0]);
});

test('a field that becomes undefined is taken out', () => {
  const value: { readonly a?: number; readonly b: number } = freeze({ a: 1, b: 2 });
  expect(Object.keys(withField(value, 'a', undefined))).toEqual(['b']);
});
