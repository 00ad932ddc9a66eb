import { expect, test } from 'vitest';
import type { KeyProvider } from './envelope.ts';
import { localKeys } from './envelope.ts';
import { keyServiceHealth } from './key-health.ts';
import { KeyServiceError } from './key-service-error.ts';

const local = localKeys(`k1:${'1f'.repeat(32)}`);
/** Local keys whose service answers as the test says. */
const service = (check: KeyProvider['check']): KeyProvider => ({ ...local, check });

test('the service is asked at most once in 5 seconds, and by one at a time; what is amiss is told until it is asked again', async () => {
	let nowMs = 0;
	let asked = 0;
	let isAway = false;
	const health = keyServiceHealth(
		service(async () => {
			asked += 1;
			if (isAway) throw new KeyServiceError('it is sealed: unseal it');
		}),
		{ nowMs: () => nowMs },
	);
	expect(await Promise.all([health(), health(), health()])).toEqual([true, true, true]);
	expect(asked).toBe(1);
	isAway = true;
	nowMs = 4_999;
	expect(await health()).toBe(true);
	nowMs = 5_000;
	expect(await health()).toBe('it is sealed: unseal it');
	isAway = false;
	nowMs = 9_999;
	expect([await health(), asked]).toEqual(['it is sealed: unseal it', 2]);
	nowMs = 10_000;
	expect([await health(), asked]).toEqual([true, 3]);
});

test('a service that is silent is named before a health check gives up', async () => {
	const silent = Promise.withResolvers<void>();
	const health = keyServiceHealth(
		service(() => silent.promise),
		{ patienceMs: 10 },
	);
	expect(await health()).toBe('the service that wraps data keys gave no answer within 10 ms');
	silent.resolve();
	expect(await health()).toBe(true);
});
