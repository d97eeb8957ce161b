import { projectName } from '../../../lib/cli/init/project';

test.each([
  ['shop', 'shop'],
  ['My Shop', 'my-shop'],
  ['@acme/shop_2', 'acme-shop-2'],
  ['2048', 'my-app'],
  ['-x-', 'x'],
  ['', 'my-app'],
  ['a'.repeat(80), 'a'.repeat(40)],
])('the folder %j gives the name %j', (folder, name) => {
  expect(projectName(folder, false)).toBe(name);
});

test('a name given by hand is taken as it is, or refused', () => {
  expect(projectName('shop', true)).toBe('shop');
  expect(() => projectName('Shop', true)).toThrow('cannot be the name of a namespace');
});
