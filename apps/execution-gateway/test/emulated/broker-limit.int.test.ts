import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Bridge } from '../../src/testing/bridge.ts';
import { newFolder, terminalBinary } from './recorded.ts';

/** What each terminal's server logged of the requests that reached it. */
const requestsAt = (dir: string, tenantId: number): number =>
	readFileSync(join(dir, `terminal-${tenantId}.log`), 'utf8')
		.split('\n')
		.filter((line) => line.startsWith('request ')).length;

const complaintsOf = (bridge: Bridge): readonly { readonly broker: string; readonly complaints: number; readonly held: number }[] => {
	const told = bridge.told.findLast((message) => message.kind === 'fleet');
	return told?.kind === 'fleet' ? told.brokers : [];
};
const lifeOf = (answer: Awaited<ReturnType<Bridge['order']>>): string | undefined =>
	answer?.name === 'OrderReply' ? answer.body.life : answer?.name === 'Refused' ? answer.body.code : undefined;
const open = (dir: string, input: { readonly args: readonly string[]; readonly perSecond: number; readonly burst: number }) =>
	Bridge.open({
		...{ dir, binary: terminalBinary() },
		terminals: ['Broker Live 1', 'Broker Live 2', 'Elsewhere'].map((server) => ({
			...{ server, args: ['--broker-delay-ms', '0', '--chart', 'EURUSD', ...(server === 'Elsewhere' ? [] : input.args)] },
		})),
		brokers: [{ name: 'Broker', servers: ['Broker Live 1', 'Broker Live 2'], perSecond: input.perSecond, burst: input.burst }],
	});
const ready = async (bridge: Bridge): Promise<void> => {
	await bridge.reconciled();
	await bridge.until('a quote of every terminal', async () => (await bridge.terminals()).every(({ ticksReceived }) => ticksReceived > 0));
};

test('terminals of two tenants at two servers of one broker share its limit; a third, elsewhere, does not', async () => {
	const dir = newFolder();
	const bridge = await open(dir, { args: [], perSecond: 10, burst: 2 });
	try {
		await ready(bridge);
		const beganMs = performance.now();
		const ask = (tenantId: number) =>
			Promise.all(Array.from({ length: 8 }, (_, n) => bridge.order(tenantId, { clientOrderId: `o${n}`, side: 'BUY' }))).then((answers) => ({
				lives: answers.map(lifeOf),
				tookMs: performance.now() - beganMs,
			}));
		const [one, two, elsewhere] = await Promise.all([ask(1), ask(2), ask(3)]);
		for (const { lives } of [one, two, elsewhere]) expect(lives).toEqual(Array(8).fill('SUBMITTED'));
		// Sixteen at ten a second, two of them at once.
		expect(Math.max(one.tookMs, two.tookMs)).toBeGreaterThan(1_350);
		await bridge.until('all to have reached their servers', () => [1, 2, 3].every((tenantId) => requestsAt(dir, tenantId) === 8));
		await bridge.until('the brokers to be told', () => complaintsOf(bridge).some(({ broker, held }) => broker === 'Broker' && held >= 13));
		expect(complaintsOf(bridge).find(({ broker }) => broker === 'Elsewhere')).toMatchObject({ held: 0 });
	} finally {
		await bridge.close();
	}
}, 60_000);

test('TOO_MANY_REQUESTS to one terminal holds back the others of its broker, and no other broker’s', async () => {
	const dir = newFolder();
	const bridge = await open(dir, { args: ['--requests-per-second', '2'], perSecond: 1_000, burst: 100 });
	try {
		await ready(bridge);
		// Two are taken; the broker complains of the third.
		for (const n of [1, 2, 3]) await bridge.order(1, { clientOrderId: `o${n}`, side: 'BUY' });
		await bridge.until('the complaint', () => complaintsOf(bridge).some(({ complaints }) => complaints > 0));
		expect(complaintsOf(bridge).find(({ broker }) => broker === 'Broker')).toMatchObject({ complaints: 1, held: 0 });
		// Before the complaint these would all have gone at once.
		const ask = (tenantId: number) => Promise.all([1, 2, 3].map((n) => bridge.order(tenantId, { clientOrderId: `x${n}`, side: 'BUY' })));
		const [, elsewhere] = await Promise.all([ask(2), ask(3)]);
		expect(elsewhere.map(lifeOf)).toEqual(Array(3).fill('SUBMITTED'));
		await bridge.until('two of the other terminal’s orders to have been held', () =>
			complaintsOf(bridge).some(({ broker, held }) => broker === 'Broker' && held >= 2),
		);
		expect(complaintsOf(bridge).find(({ broker }) => broker === 'Elsewhere')).toMatchObject({ complaints: 0, held: 0 });
	} finally {
		await bridge.close();
	}
}, 60_000);
