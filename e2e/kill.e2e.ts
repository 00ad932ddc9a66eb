import { randomUUID } from 'node:crypto';
import type { Stack } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { brokerDeals, brokerRequests } from './src/broker-log.ts';
import { line } from './src/line.ts';
import { startFresh, tradingAlone } from './src/stack.ts';
import { type AccountRow, accounts, executions, instrumentId, type OrderRow, orders, place, positions, preview } from './src/trading.ts';
import { until } from './src/wait.ts';

const failpoints = ['beforeAppend', 'afterAppend', 'afterSend', 'afterDeal', 'insideProjection'] as const;
const settled = new Set(['FILLED', 'NOT_SENT', 'REJECTED', 'DENIED', 'CANCELED']);

/** kill -9 of the gateway at five named points, with working orders: same orders and positions after the restart, nothing lost, nothing sent twice. */
describe('the gateway is killed', () => {
	let stack: Stack;
	let api: ApiClient;
	let account: AccountRow;
	let eurusd: string;

	const reconciled = () =>
		until('the account to be reconciled', async () => (await accounts(api)).find((a) => a.id === account.id)?.reconciled, 60_000);
	/** The gateway's own word, asked live: rows still show the account as it was before the restart. */
	const tradable = () =>
		until(
			'the gateway to let an order pass',
			async () =>
				(await preview(api, { accountId: account.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '0.10' })) ===
				'would pass',
			60_000,
		);
	const byClientId = async (id: string): Promise<OrderRow | undefined> => (await orders(api)).find((o) => o.clientOrderId === id);

	beforeAll(async () => {
		stack = await startFresh('kill', tradingAlone);
		api = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		eurusd = await instrumentId(api, 'EURUSD');
		account = (await accounts(api)).find((a) => a.mode === 'HEDGING') as AccountRow;
		await tradable();
		for (let i = 0; i < 3; i++) {
			const order = await place(api, {
				accountId: account.id,
				instrumentId: eurusd,
				side: 'BUY',
				type: 'LIMIT',
				quantity: '0.10',
				price: `1.0${i + 5}000`,
			});
			expect(order.__typename).toBe('PlaceOrderSuccess');
		}
		await until('three working orders', async () => (await orders(api)).filter((o) => o.life === 'ACCEPTED').length === 3);
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([api?.close()]),
	);

	test.each(failpoints)(
		'at %s',
		async (failpoint) => {
			await stack.processes.restart('gateway', { env: { MERIDIAN_FAILPOINT: `${failpoint}:1` } });
			await tradable();
			const workingBefore = (await orders(api))
				.filter((o) => o.life === 'ACCEPTED')
				.map((o) => o.orderId)
				.sort();
			const clientOrderId = randomUUID();
			const input = { accountId: account.id, instrumentId: eurusd, clientOrderId, side: 'BUY', type: 'MARKET', quantity: '0.10' } as const;
			await place(api, input).catch(() => undefined);
			await until('the gateway to be killed', () => stack.processes.restarts('gateway') > 0, 30_000);
			await tradable();

			// The client does what it was told: asks again with the same id.
			await until('an answer for the same client order id', async () => (await place(api, input)).order !== undefined, 30_000);
			const order = await until(
				'the order to settle',
				async () => {
					const found = await byClientId(clientOrderId);
					return found !== undefined && settled.has(found.life) && found;
				},
				60_000,
			);

			const frames = (await line(stack, account.login)).orderFrames.filter((f) => f.orderId === order.orderId);
			const requests = brokerRequests(stack, account.login, order.orderId);
			const deals = brokerDeals(stack, account.login, order.orderId);
			expect(frames.length, 'frames on the wire').toBeLessThanOrEqual(1);
			expect(requests.length, 'requests at the broker').toBeLessThanOrEqual(1);
			expect(deals.length, 'deals at the broker').toBe(order.life === 'FILLED' ? 1 : 0);
			await until(
				'the books to hold exactly the broker’s deals',
				async () => (await executions(api)).filter((e) => e.orderId === order.orderId).length === deals.length,
			);
			if (failpoint !== 'afterAppend') expect(order.life).toBe('FILLED');
			else expect(order.life).toBe('NOT_SENT');

			expect(
				(await orders(api))
					.filter((o) => o.life === 'ACCEPTED')
					.map((o) => o.orderId)
					.sort(),
			).toEqual(workingBefore);
			expect((await orders(api)).filter((o) => o.clientOrderId === clientOrderId)).toHaveLength(1);
		},
		180_000,
	);

	test('in the end every deal of the broker is booked once and every position agrees', async () => {
		await reconciled();
		const booked = (await executions(api))
			.filter((e) => e.account.id === account.id && e.orderId !== null)
			.map((e) => e.dealTicket)
			.sort();
		const dealt = brokerDeals(stack, account.login)
			.filter((row) => row[2] !== '0')
			.map((row) => row[1] ?? '')
			.sort();
		expect(booked).toEqual(dealt);
		expect((await positions(api)).filter((p) => p.account.id === account.id)).toHaveLength(dealt.length);
	}, 60_000);
});
