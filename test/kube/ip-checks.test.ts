import { isCidr, isCidrForLegacyField, isIp, isIpForLegacyField } from '../../lib/kube/ip-checks';

describe('addresses', () => {
  test.each([
    ['10.0.0.1', []],
    ['x', ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    ['010.0.0.1', ['must not have leading 0s']],
    ['::ffff:10.0.0.1', ['must not be an IPv4-mapped IPv6 address']],
    ['2001:DB8::1', ['must be in canonical form ("2001:db8::1")']],
  ])('%s: %j', (text, problems) => {
    expect(isIp(text)).toEqual(problems);
  });

  test('old fields allow any spelling that means one thing, and stored ones more', () => {
    expect(isIpForLegacyField('2001:DB8::1')).toEqual([]);
    expect(isIpForLegacyField('010.0.0.1')).toEqual(['must not have leading 0s']);
    expect(isIpForLegacyField('010.0.0.1', false)).toEqual([]);
  });
});

describe('networks', () => {
  test.each([
    ['10.0.0.0/8', []],
    ['10.0.0.0', ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
    ['10.0.0.0/08', ['must not have leading 0s in IP or prefix length']],
    ['10.0.0.1/8', ['must not have bits set beyond the prefix length']],
    ['::ffff:10.0.0.0/104', ['must not have an IPv4-mapped IPv6 address']],
    ['2001:DB8::/32', ['must be in canonical form ("2001:db8::/32")']],
  ])('%s: %j', (text, problems) => {
    expect(isCidr(text)).toEqual(problems);
  });

  test('old fields allow any spelling that means one thing, and stored ones more', () => {
    expect(isCidrForLegacyField('2001:DB8::/32')).toEqual([]);
    expect(isCidrForLegacyField('10.0.0.1/8', false)).toEqual([]);
  });
});
