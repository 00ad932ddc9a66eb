import { randomUUID } from 'node:crypto';
import type { Stack } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { brokerRequests } from './src/broker-log.ts';
import { startFresh, tradingAlone } from './src/stack.ts';
import { type AccountRow, accounts, instrumentId, orders, place, preview } from './src/trading.ts';
import { until } from './src/wait.ts';

/** `npm start -- --standby --shards 2`: whichever gateway leads is killed, twice, and a person at the portal goes on trading. */
describe('a copy with a standby', () => {
	let stack: Stack;
	let api: ApiClient;
	let account: AccountRow;
	let eurusd: string;
	/** The tenant of the second shard. */
	const trader = 'trader@borealis.example';

	/** The engine lets an order pass, and takes it: it has a standby. */
	async function trades(): Promise<string> {
		const terms = { accountId: account.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '0.10' } as const;
		await until('an order to pass', async () => (await preview(api, terms).catch(() => 'away')) === 'would pass', 60_000);
		const clientOrderId = randomUUID();
		await until(
			'an order to be filled',
			async () => {
				await place(api, { ...terms, clientOrderId }).catch(() => undefined);
				return (await orders(api).catch(() => [])).some((order) => order.clientOrderId === clientOrderId && order.life === 'FILLED');
			},
			60_000,
		);
		return clientOrderId;
	}

	beforeAll(async () => {
		stack = await startFresh('standby', { ...tradingAlone, standby: true, shards: 2 });
		api = await connect(stack.urls.api, stack.login(trader));
		eurusd = await instrumentId(api, 'EURUSD');
		account = (await accounts(api)).find((a) => a.mode === 'HEDGING') as AccountRow;
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([api?.close()]),
	);

	test.each(['gateway', 'standby'])(
		'goes on when the leader (%s) is killed, with what was traded before',
		async (leader) => {
			const before = await trades();
			stack.processes.kill(leader);
			const after = await trades();
			await stack.processes.waitHealthy(leader, 60_000);
			const known = await orders(api);
			for (const clientOrderId of [before, after]) {
				const order = known.find((one) => one.clientOrderId === clientOrderId);
				expect(order?.life).toBe('FILLED');
				expect(brokerRequests(stack, account.login, order?.orderId ?? '').length, 'requests at the broker').toBe(1);
			}
		},
		180_000,
	);
});
