import { BlockList, isIP } from 'node:net';

/** Addresses that are somebody's own: this machine, private networks, link-local (cloud metadata), multicast, documentation. */
const inside = new BlockList();
for (const [net, bits] of [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.0.2.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
	['224.0.0.0', 3],
] as const)
	inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
	['::', 96],
	['64:ff9b::', 96],
	['64:ff9b:1::', 48],
	['100::', 64],
	['2001::', 23],
	['2001:db8::', 32],
	['2002::', 16],
	['fc00::', 7],
	['fe80::', 10],
	['ff00::', 8],
] as const)
	inside.addSubnet(net, bits, 'ipv6');

/** Whether an address is on the public internet. One of IPv4 that is written as IPv6 is judged as what it is. */
export function isPublicAddress(address: string): boolean {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	if (mapped !== undefined) return isPublicAddress(mapped);
	if (/^::ffff:/i.test(address)) return false;
	const family = isIP(address);
	return family !== 0 && !inside.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
