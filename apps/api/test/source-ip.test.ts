import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { readEnv } from '../src/env.ts';
import { sourceIpBy } from '../src/server/source-ip.ts';

/** A request as it comes in from `from`, with what it says of where it was before. */
function request(from: string, forwarded?: string): IncomingMessage {
	const made = new IncomingMessage(Object.defineProperty(new Socket(), 'remoteAddress', { value: from }));
	if (forwarded !== undefined) made.headers['x-forwarded-for'] = forwarded;
	return made;
}

describe('whom a request comes from', () => {
	test('is the address of its socket, whatever it says, where no proxy is trusted', () => {
		expect(sourceIpBy([])(request('192.0.2.7', '203.0.113.9'))).toBe('192.0.2.7');
	});
	test('is what a trusted proxy says', () => {
		expect(sourceIpBy(['10.0.0.0/8'])(request('10.1.2.3', '203.0.113.9'))).toBe('203.0.113.9');
	});
	test('is not what the client has said to the proxy before', () => {
		expect(sourceIpBy(['10.0.0.0/8'])(request('10.1.2.3', '198.51.100.1, 203.0.113.9'))).toBe('203.0.113.9');
	});
	test('is behind all proxies that are trusted', () => {
		expect(sourceIpBy(['10.0.0.0/8', 'loopback'])(request('127.0.0.1', '203.0.113.9, 10.4.4.4'))).toBe('203.0.113.9');
	});
	test('is the socket’s own where who speaks is no trusted proxy', () => {
		expect(sourceIpBy(['10.0.0.0/8'])(request('192.0.2.7', '203.0.113.9'))).toBe('192.0.2.7');
	});
});

test('a trusted proxy that is no address is refused at the start, by name', () => {
	expect(() => readEnv({ MERIDIAN_TRUSTED_PROXIES: 'the balancer' })).toThrow(
		/MERIDIAN_TRUSTED_PROXIES is wrong: must be addresses or subnets/,
	);
});
