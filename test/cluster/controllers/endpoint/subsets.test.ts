import fc from 'fast-check';
import {
  countAddresses,
  isOverCapacity,
  packSubsets,
  repackSubsets,
  truncated,
} from '../../../../lib/cluster/controllers/endpoint/subsets';

const http = { name: 'http', port: 80, protocol: 'TCP' as const };
const admin = { name: 'admin', port: 81, protocol: 'TCP' as const };
const address = (number: number) => ({ ip: `10.0.${Math.floor(number / 250)}.${number % 250}` });

test('addresses with the same ports are together', () => {
  const packed = packSubsets([
    { address: address(2), port: http, ready: true },
    { address: address(1), port: http, ready: true },
    { address: address(1), port: admin, ready: true },
    { address: address(2), port: admin, ready: true },
  ]);
  expect(packed).toEqual([{ addresses: [address(1), address(2)], ports: [admin, http] }]);
});

test('an address that is not ready once is not ready', () => {
  const packed = packSubsets([
    { address: address(1), port: http, ready: true },
    { address: address(1), port: http, ready: false },
  ]);
  expect(packed).toEqual([{ notReadyAddresses: [address(1)], ports: [http] }]);
});

test('addresses without ports are kept', () => {
  expect(packSubsets([{ address: address(1), port: undefined, ready: true }])).toEqual([
    { addresses: [address(1)] },
  ]);
});

test('the layout depends on the content alone', () => {
  const entry = fc.record({
    address: fc.integer({ min: 0, max: 9 }).map(address),
    port: fc.constantFrom(http, admin),
    ready: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(entry), fc.array(entry), (some, others) => {
      const packed = packSubsets([...some, ...others]);
      expect(packSubsets([...others, ...some])).toEqual(packed);
      expect(repackSubsets(packed)).toEqual(packed);
    }),
  );
});

test('an Endpoints object holds a thousand addresses, ready ones first', () => {
  const subset = (ready: number, notReady: number, port: typeof http) => ({
    addresses: Array.from({ length: ready }, (_, index) => address(index)),
    notReadyAddresses: Array.from({ length: notReady }, (_, index) => address(5000 + index)),
    ports: [port],
  });
  const large = [subset(600, 600, http), subset(300, 0, admin)];
  expect(isOverCapacity(large)).toBe(true);
  const kept = truncated(large);
  expect(countAddresses(kept)).toBe(1000);
  expect(kept.map(({ addresses }) => addresses?.length)).toEqual([600, 300]);
  expect(countAddresses(truncated([subset(1500, 10, http), subset(500, 10, admin)]))).toBe(1000);
});

test('what fits is not touched', () => {
  const small = [{ addresses: [address(1)], ports: [http] }];
  expect(truncated(small)).toBe(small);
});
