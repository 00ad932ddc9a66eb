import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

export type SourceIp = (request: IncomingMessage) => string;

/**
 * Whom a request comes from, for limits, audit, and what a program may connect from: the socket's own address. Only what a trusted proxy has written into
 * `x-forwarded-for` is believed, from the nearest backwards, to the first that is trusted no more: whatever a client has put there itself stands before that.
 * @param trusted addresses and subnets of proxies, or `loopback`, `linklocal`, `uniquelocal`; none: only the socket is believed.
 * @throws TypeError where one of them is no address.
 */
export function sourceIpBy(trusted: readonly string[]): SourceIp {
	if (trusted.length === 0) return (request) => request.socket.remoteAddress ?? '';
	const isTrusted = proxyAddr.compile([...trusted]);
	return (request) => (request.socket.remoteAddress === undefined ? '' : proxyAddr(request, isTrusted));
}
