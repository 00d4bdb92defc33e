import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPublicAddress } from './public-address.ts';

test('tells public addresses from those of machines, private networks and tunnels', () => {
  const check = (address: string, expected: boolean): void =>
    assert.equal(isPublicAddress(address), expected, address);
  for (const address of [
    '1.1.1.1',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.0',
    '100.128.0.0',
    '223.255.255.255',
  ]) {
    check(address, true);
  }
  for (const address of ['2606:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888'])
    check(address, true);
  for (const address of [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
    '2001:0:1::1',
    '2001:db8::1',
    'localhost',
    '127.1',
    '',
  ]) {
    check(address, false);
  }
});

/** The same for IPv4, by arithmetic on the number. */
function isPublicV4(value: number): boolean {
  const within = (net: number, bits: number): boolean =>
    value >>> (32 - bits) === net >>> (32 - bits);
  const of = (a: number, b: number, c: number): number => ((a << 24) | (b << 16) | (c << 8)) >>> 0;
  return ![
    within(of(0, 0, 0), 8),
    within(of(10, 0, 0), 8),
    within(of(100, 64, 0), 10),
    within(of(127, 0, 0), 8),
    within(of(169, 254, 0), 16),
    within(of(172, 16, 0), 12),
    within(of(192, 0, 0), 24),
    within(of(192, 0, 2), 24),
    within(of(192, 88, 99), 24),
    within(of(192, 168, 0), 16),
    within(of(198, 18, 0), 15),
    within(of(198, 51, 100), 24),
    within(of(203, 0, 113), 24),
    value >= of(224, 0, 0),
  ].includes(true);
}

test('agrees with arithmetic on every IPv4 address', () => {
  const anyAddress = fc.oneof(
    fc.integer({ min: 0, max: 0xffff_ffff }),
    fc
      .constantFrom(10, 100, 127, 169, 172, 192, 198, 203, 223, 224)
      .chain((first) =>
        fc.integer({ min: 0, max: 0xff_ffff }).map((rest) => first * 0x100_0000 + rest),
      ),
  );
  fc.assert(
    fc.property(anyAddress, (value) => {
      const text = [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
      assert.equal(isPublicAddress(text), isPublicV4(value), text);
      assert.equal(isPublicAddress(`::ffff:${text}`), false);
    }),
    { numRuns: 2_000 },
  );
});

test('takes any text', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof isPublicAddress(text) === 'boolean'));
});
