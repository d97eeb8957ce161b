import fc from 'fast-check';
import { decodeBody } from '../../../lib/kube/decode-body';
import { parseApiVersion } from '../../../lib/kube/object';
import { decodeProtobuf } from '../../../lib/kube/protobuf/decode-protobuf';
import { ProtobufError } from '../../../lib/kube/protobuf/wire-reader';
import { schemaOf } from '../../../lib/kube/schema';
import recorded from '../../golden/protobuf/objects.json';

/** Objects as Go writes them, see tools/record-protobuf.ts. */
test.each(recorded.map(({ kind, protobuf, object }) => [kind, protobuf, object] as const))(
  '%s says the same in protocol buffers as in JSON',
  (name, protobuf, object) => {
    const [apiVersion, kind] = name.split(' ') as [string, string];
    const expected = { ...parseApiVersion(apiVersion), kind };
    const decoded = (body: unknown) => decodeBody(schemaOf(expected)!, expected, body).object;
    expect(decoded(decodeProtobuf(Buffer.from(protobuf, 'base64')))).toEqual(decoded(object));
  },
);

function envelope(apiVersion: string, kind: string, raw: Buffer): Buffer {
  const delimited = (number: number, bytes: Buffer) =>
    Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
  const type = Buffer.concat([delimited(1, Buffer.from(apiVersion)), delimited(2, Buffer.from(kind))]);
  return Buffer.concat([Buffer.from('k8s\0'), delimited(1, type), delimited(2, raw)]);
}

const configMap =
  (...bytes: number[]) =>
  () =>
    decodeProtobuf(envelope('v1', 'ConfigMap', Buffer.from(bytes)));

test('what has no prefix is no document', () => {
  expect(() => decodeProtobuf(Buffer.from('{}'))).toThrow(
    'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
  );
});

test('unknown fields are passed over, whatever their type', () => {
  const fields = [
    0xf8, 0x07, 1, 0xfa, 0x07, 1, 65, 0xfd, 0x07, 1, 2, 3, 4, 0xf9, 0x07, 1, 2, 3, 4, 5, 6, 7, 8,
  ];
  expect(configMap(...fields)()).toEqual({ apiVersion: 'v1', kind: 'ConfigMap' });
});

test.each([
  ['a length beyond the end', [0x0a, 9], 'unexpected EOF'],
  ['a number without an end', [0xf8, 0x07, 0x80], 'unexpected EOF'],
  ['a number beyond 64 bits', [0xf8, 0x07, ...Array(10).fill(0xff)], 'proto: integer overflow'],
  ['a group', [0xfb, 0x07], 'proto: illegal wireType 3'],
  ['a field of number 0', [0x02, 0], 'proto: illegal tag 0 (wire type 2)'],
  ['a number where a message should be', [0x08, 1], 'proto: wrong wireType = 0 for field 1'],
  [
    'a negative length',
    [0x0a, ...Array(9).fill(0xff), 1],
    'proto: negative length found during unmarshaling',
  ],
])('%s is refused', (_, bytes, message) => {
  expect(configMap(...bytes)).toThrow(new ProtobufError(message));
});

test('an entry of a map may have any key', () => {
  const entry = [0x0a, 9, ...Buffer.from('__proto__'), 0x12, 1, 65];
  const { data } = configMap(0x12, entry.length, ...entry)() as { data: object };
  expect(Object.entries(data)).toEqual([['__proto__', 'A']]);
});

test('a kind that is not known has no fields', () => {
  expect(decodeProtobuf(envelope('v9', 'Nothing', Buffer.from([0x0a, 0])))).toEqual({
    apiVersion: 'v9',
    kind: 'Nothing',
  });
});

test('bytes of any kind give an object or an error of the decoder', () => {
  const pods = recorded.find(({ kind }) => kind === 'v1 Pod')!;
  const good = Buffer.from(pods.protobuf, 'base64');
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
      const bytes = Buffer.from(good);
      bytes[at] = byte;
      try {
        expect(typeof decodeProtobuf(bytes)).toBe('object');
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufError);
      }
    }),
    { numRuns: 500 },
  );
});
