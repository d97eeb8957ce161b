import { fnv32a, safeHash } from '../../../lib/cluster/component/safe-hash';

test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('the FNV-32a hash of %j', (text, expected) => {
  expect(fnv32a(Buffer.from(text))).toBe(expected);
});

test('the hash in letters has one per decimal digit, and no vowels', () => {
  expect(safeHash(Buffer.from('foobar'))).toHaveLength(String(0xbf9cf968).length);
  expect(safeHash(Buffer.from('foobar'))).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]+$/);
});
