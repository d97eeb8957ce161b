import { isObject, member, setMember } from '../../lib/kube/record';

test('members are set whatever their name', () => {
  const target = {};
  setMember(target, '__proto__', { polluted: true });
  setMember(target, 'constructor', 'x');
  expect(Object.keys(target)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
  expect((target as { polluted?: boolean }).polluted).toBeUndefined();
});

test('only own members are found', () => {
  expect(member({}, 'constructor')).toBeUndefined();
  expect(member({}, '__proto__')).toBeUndefined();
  expect(member(JSON.parse('{"__proto__":1}'), '__proto__')).toBe(1);
});

test('lists and null are no objects', () => {
  expect([{}, [], null, 'x'].map(isObject)).toEqual([true, false, false, false]);
});
