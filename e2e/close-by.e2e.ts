import { randomUUID } from 'node:crypto';
import type { Stack } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { setLine } from './src/line.ts';
import { startFresh, tradingAlone } from './src/stack.ts';
import { type AccountRow, accounts, closePositionBy, executions, instrumentId, orders, place, positions, preview } from './src/trading.ts';
import { until } from './src/wait.ts';

/** Two positions that close each other, through the whole system to the Expert Advisor in its emulated terminal and back. */
describe('a close-by', () => {
	let stack: Stack;
	let trader: ApiClient;
	let account: AccountRow;
	let eurusd: string;

	const open = async (side: 'BUY' | 'SELL', quantity: string): Promise<string> => {
		const before = new Set((await positions(trader)).map(({ ticket }) => ticket));
		await place(trader, { accountId: account.id, instrumentId: eurusd, side, type: 'MARKET', quantity });
		return until('the position to be open', async () => (await positions(trader)).find(({ ticket }) => !before.has(ticket))?.ticket);
	};
	const filled = (clientOrderId: string) =>
		until('the close-by to be filled', async () =>
			(await orders(trader)).find((order) => order.clientOrderId === clientOrderId && order.life === 'FILLED'),
		);
	const tradable = () =>
		until(
			'the gateway to let an order pass',
			async () => {
				const order = { accountId: account.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '0.10' } as const;
				return (await preview(trader, order)) === 'would pass';
			},
			60_000,
		);

	beforeAll(async () => {
		stack = await startFresh('closeBy', tradingAlone);
		trader = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		eurusd = await instrumentId(trader, 'EURUSD');
		account = await until(
			'a hedging account to be reconciled',
			async () => (await accounts(trader)).find(({ mode, reconciled }) => mode === 'HEDGING' && reconciled),
			60_000,
		);
		await tradable();
	}, 240_000);
	endAfterAll(
		() => stack,
		() => trader?.close(),
	);

	test('closes the smaller position and takes its size off the other', async () => {
		const [ticket, byTicket] = [await open('BUY', '0.30'), await open('SELL', '0.10')];
		const clientOrderId = randomUUID();
		const pair = { accountId: account.id, instrumentId: eurusd, ticket, byTicket, clientOrderId };
		expect(await closePositionBy(trader, pair)).toMatchObject({ __typename: 'PlaceOrderSuccess' });
		const { orderId } = await filled(clientOrderId);
		expect(
			(await executions(trader))
				.filter((deal) => deal.orderId === orderId)
				.map(({ entry, type }) => `${entry} ${type}`)
				.sort(),
		).toEqual(['OUT_BY BUY', 'OUT_BY SELL']);
		await until('the larger one alone to be left', async () => {
			const left = (await positions(trader)).filter((position) => position.account.id === account.id);
			return left.length === 1 && left[0]?.ticket === ticket && left[0].quantity === '0.20';
		});
	});

	test('whose answer is lost with the line is UNKNOWN, and filled by the deals that the terminal shows on its return', async () => {
		const [ticket, byTicket] = [await open('BUY', '0.10'), await open('SELL', '0.10')];
		const clientOrderId = randomUUID();
		await setLine(stack, account.login, 'cutAfterOrder');
		await closePositionBy(trader, { accountId: account.id, instrumentId: eurusd, ticket, byTicket, clientOrderId });
		const unknown = await until('the order to be UNKNOWN', async () =>
			(await orders(trader)).find((order) => order.clientOrderId === clientOrderId && order.life === 'UNKNOWN'),
		);
		expect(unknown).toMatchObject({ reservedQuantity: '0.10', filledQuantity: '0.00' });
		await setLine(stack, account.login, 'up');
		expect(await filled(clientOrderId)).toMatchObject({ filledQuantity: '0.10', reservedQuantity: '0.00' });
		expect((await positions(trader)).some((position) => position.ticket === ticket || position.ticket === byTicket)).toBe(false);
	}, 120_000);
});
