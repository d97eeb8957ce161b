import fc from 'fast-check';
import { contains, isMapped, parseCidr, parseIp, printCidr, printIp } from '../../lib/kube/ip';

describe('addresses', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['010.000.0.01', '10.0.0.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ])('%s prints as %s', (text, expected) => {
    expect(printIp(parseIp(text)!)).toBe(expected);
  });

  test.each([
    '',
    'x',
    '1.2.3',
    '1.2.3.4.5',
    '256.0.0.1',
    ':',
    '1::2::3',
    '1:2',
    '12345::',
    'fe80::1%eth0',
    '1.2.3.4/8',
  ])('%s is none', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  test('are read as they are printed', () => {
    const family = fc.constantFrom(4 as const, 6 as const);
    fc.assert(
      fc.property(family, fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (six, any) => {
        const address = { family: six, bits: six === 4 ? any & 0xffffffffn : any };
        fc.pre(!isMapped(address));
        expect(parseIp(printIp(address))).toEqual(address);
      }),
    );
  });
});

describe('networks', () => {
  test.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.0.0.0/08', '10.0.0.0/8'],
    ['2001:db8::1/64', '2001:db8::/64'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
  ])('%s prints as %s', (text, expected) => {
    expect(printCidr(parseCidr(text)!)).toBe(expected);
  });

  test.each(['10.0.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/x', 'x/8', '10.0.0.0/-1'])(
    '%s is none',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  test('contain the addresses of their family below their prefix', () => {
    const network = parseCidr('10.1.0.0/16')!;
    expect(contains(network, parseIp('10.1.255.255')!)).toBe(true);
    expect(contains(network, parseIp('10.2.0.0')!)).toBe(false);
    expect(contains(network, parseIp('::a01:1')!)).toBe(false);
    expect(contains(parseCidr('::/0')!, parseIp('fe80::1')!)).toBe(true);
  });
});
