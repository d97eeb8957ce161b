import fc from 'fast-check';
import { readDer, readObjectIdentifier } from '../../../lib/kube/certificates/der';
import {
  bitString,
  der,
  derTime,
  integer,
  objectIdentifier,
} from '../../../lib/kube/certificates/der-writer';

test('what is written is read again, however long it is', () => {
  const lengths = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(65_535, 65_536, 70_000));
  fc.assert(
    fc.property(lengths, (length) => {
      const content = Buffer.alloc(length, 7);
      const [value, ...rest] = readDer(der(0x04, content));
      expect(rest).toEqual([]);
      expect(value!.tag).toBe(0x04);
      expect(value!.content.equals(content)).toBe(true);
    }),
  );
});

test('object identifiers are read as they were written', () => {
  const arcs = fc.array(fc.nat({ max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.constantFrom('0.9', '1.2', '1.39', '2.5', '2.16'), arcs, (start, rest) => {
      const text = [start, ...rest].join('.');
      expect(readObjectIdentifier(readDer(objectIdentifier(text))[0]!)).toBe(text);
    }),
  );
});

test.each([
  ['00', '020100'],
  ['', '020100'],
  ['0000', '020100'],
  ['007f', '02017f'],
  ['80', '02020080'],
  ['00ff01', '020300ff01'],
])('the number %s has no more bytes than it needs, and is never negative', (bytes, written) => {
  expect(integer(Buffer.from(bytes, 'hex')).toString('hex')).toBe(written);
});

test('bits say how many of the last byte do not count', () => {
  expect(bitString(Buffer.of(0xa0), 5).toString('hex')).toBe('030205a0');
});

test.each([
  ['1950-01-01T00:00:00Z', '17 500101000000Z'],
  ['2049-12-31T23:59:59.999Z', '17 491231235959Z'],
  ['2050-01-01T00:00:00Z', '18 20500101000000Z'],
  ['1949-12-31T23:59:59Z', '18 19491231235959Z'],
])('%s has two digits for its year only where that is clear', (time, written) => {
  const [value] = readDer(derTime(Date.parse(time)));
  expect(`${value!.tag.toString(16)} ${value!.content}`).toBe(written);
});
