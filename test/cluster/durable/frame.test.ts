import fc from 'fast-check';
import { crc32 } from '../../../lib/cluster/durable/crc32';
import { frameOf, readFrames } from '../../../lib/cluster/durable/frame';

test('the checksum is that of zlib', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(Buffer.from(''))).toBe(0);
  expect(crc32(Buffer.alloc(5, 0xff))).toBe(0xd2fd1072);
});

const someTexts = fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { maxLength: 8 });

test('what was written is read again', () => {
  fc.assert(
    fc.property(someTexts, (texts) => {
      const bytes = Buffer.concat(texts.map(frameOf));
      expect(readFrames(bytes)).toEqual({ texts, end: bytes.length, broken: undefined });
    }),
  );
});

test('wherever writing was broken off, the whole records before are there', () => {
  fc.assert(
    fc.property(someTexts, fc.nat(), (texts, cut) => {
      const frames = texts.map(frameOf);
      const bytes = Buffer.concat(frames).subarray(0, cut % (Buffer.concat(frames).length + 1));
      const read = readFrames(bytes);
      expect(read.texts).toEqual(texts.slice(0, read.texts.length));
      expect(read.end).toBe(Buffer.concat(frames.slice(0, read.texts.length)).length);
      expect(read.broken).toBe(read.end === bytes.length ? undefined : 'torn');
    }),
  );
});

test('a record that was damaged later is told from an unfinished one', () => {
  const bytes = Buffer.concat(['one', 'two', 'three'].map(frameOf));
  bytes[frameOf('one').length + 9]! ^= 1;
  expect(readFrames(bytes)).toEqual({ texts: ['one'], end: frameOf('one').length, broken: 'corrupt' });
});

test('zeros at the end, as a crashed file system leaves them, are no record', () => {
  const bytes = Buffer.concat([frameOf('one'), Buffer.alloc(100)]);
  expect(readFrames(bytes)).toMatchObject({ texts: ['one'], broken: 'torn' });
});
