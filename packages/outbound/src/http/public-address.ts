import { BlockList, isIP } from 'node:net';

/** IPv4 ranges that no public server has (IANA special-purpose registry, RFC 6890), with multicast and the reserved rest. */
const specialV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Within 2000::/3, those that are tunnels, which can carry a private IPv4 address, and those for documents. */
const specialV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const blocked = new BlockList();
for (const [net, bits] of specialV4) blocked.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of specialV6) blocked.addSubnet(net, bits, 'ipv6');
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether an IP address is one of the public internet: not loopback, private, link-local, shared, multicast, reserved, and
 * not an IPv6 form that stands for an IPv4 address (mapped, NAT64, 6to4, Teredo), whatever that address is.
 * What is no IP address is not public.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blocked.check(address, 'ipv4');
    case 6: {
      const plain = address.split('%', 1)[0] ?? '';
      return globalV6.check(plain, 'ipv6') && !blocked.check(plain, 'ipv6');
    }
    default:
      return false;
  }
}
