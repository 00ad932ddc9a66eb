import type { Stack } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { startFresh, tradingAlone } from './src/stack.ts';
import {
	type AccountRow,
	accounts,
	amend,
	cancelAll,
	closePosition,
	halt,
	instrumentId,
	type OrderRow,
	orders,
	place,
	placeGroup,
	positions,
	preview,
} from './src/trading.ts';
import { until } from './src/wait.ts';

/** Resting orders through the whole system, to the Expert Advisor in its emulated terminal and back. */
describe('a resting order', () => {
	let stack: Stack;
	let trader: ApiClient;
	let officer: ApiClient;
	let account: AccountRow;
	let eurusd: string;

	/** The market to two digits: a price some per cent off it rests. */
	const market = async (): Promise<number> => {
		const { quotes } = await trader.request(
			'{ quotes { instrument { symbol } bid } }',
			{},
			z.object({ quotes: z.array(z.object({ instrument: z.object({ symbol: z.string() }), bid: z.string() })) }),
		);
		return Number(quotes.find(({ instrument }) => instrument.symbol === 'EURUSD')?.bid);
	};
	const at = (price: number): string => price.toFixed(5);
	const working = async (input: { type: 'LIMIT' | 'STOP'; side: 'BUY' | 'SELL'; price: string }): Promise<OrderRow> => {
		const { order } = await place(trader, { accountId: account.id, instrumentId: eurusd, quantity: '0.10', timeInForce: 'GTC', ...input });
		return becomes(order?.id, (row) => row.life === 'ACCEPTED' && row.pending === 'NONE');
	};
	const becomes = (id: string | undefined, is: (row: OrderRow) => boolean): Promise<OrderRow> =>
		until('the order to get there', async () => (await orders(trader)).find((row) => row.id === id && is(row)));

	beforeAll(async () => {
		stack = await startFresh('amend', tradingAlone);
		trader = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		officer = await connect(stack.urls.api, stack.login('risk@aurora.example'));
		eurusd = await instrumentId(trader, 'EURUSD');
		const netting = async () => (await accounts(trader)).find(({ mode, reconciled }) => mode === 'NETTING' && reconciled);
		account = await until('the account to be reconciled', netting, 60_000);
		const order = { accountId: account.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '0.10' } as const;
		await until('the gateway to let an order pass', async () => (await preview(trader, order)) === 'would pass', 60_000);
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([trader?.close(), officer?.close()]),
	);

	test('takes a new price and a stop loss from the terminal; a new quantity is denied and changes nothing', async () => {
		const price = await market();
		const order = await working({ type: 'LIMIT', side: 'BUY', price: at(price * 0.99) });
		const [better, stop] = [at(price * 0.991), at(price * 0.98)];
		expect(await amend(trader, { orderId: order.id, price: better, stopLoss: stop })).toMatchObject({ __typename: 'AmendOrderSuccess' });
		await becomes(order.id, (row) => row.pending === 'NONE' && row.price === better && row.stopLoss === stop);
		expect(await amend(trader, { orderId: order.id, quantity: '0.20' })).toMatchObject({ code: 'QTY_NOT_AMENDABLE' });
		expect(await becomes(order.id, () => true)).toMatchObject({ life: 'ACCEPTED', price: better, quantity: '0.10', denial: null });
	});

	test('is taken back with all others of its side by one command', async () => {
		// Above the buy limit that rests since the test before: risk lets no order meet one of the same tenant.
		const sell = await working({ type: 'STOP', side: 'SELL', price: at((await market()) * 0.995) });
		expect(await cancelAll(trader, { accountId: account.id, side: 'SELL' })).toEqual({ __typename: 'CancelOrdersSuccess', sent: 1 });
		await becomes(sell.id, (row) => row.life === 'CANCELED');
	});

	test('is taken back at the terminal once its alternative was filled', async () => {
		const order = { accountId: account.id, instrumentId: eurusd, side: 'BUY', quantity: '0.10' } as const;
		const limit = { ...order, type: 'LIMIT', price: at((await market()) * 0.98), timeInForce: 'GTC' } as const;
		const { orders: placed } = await placeGroup(trader, {
			contingency: 'OCO',
			orders: [limit, { ...order, type: 'MARKET', timeInForce: 'IOC' }],
		});
		await becomes(placed?.[1]?.id, (row) => row.life === 'FILLED');
		expect(await becomes(placed?.[0]?.id, (row) => row.life === 'CANCELED')).toMatchObject({ filledQuantity: '0.00' });
	});

	test('protects what a bracket opened, a stop and a target at the terminal, until the position is closed', async () => {
		const price = await market();
		const [stopLoss, takeProfit] = [at(price * 0.98), at(price * 1.02)];
		const terms = {
			accountId: account.id,
			instrumentId: eurusd,
			side: 'BUY',
			type: 'MARKET',
			quantity: '0.20',
			timeInForce: 'IOC',
		} as const;
		const { order } = await place(trader, { ...terms, bracket: true, stopLoss, takeProfit });
		await becomes(order?.id, (row) => row.life === 'FILLED');
		const exits = async () => (await orders(trader)).filter((row) => row.price === stopLoss || row.price === takeProfit);
		const atWork = async () => (await exits()).filter(({ life, pending }) => life === 'ACCEPTED' && pending === 'NONE');
		const working = await until('both exits to work', async () => ((await atWork()).length === 2 ? atWork() : undefined));
		expect(working.map(({ quantity, venueOrderTicket }) => [quantity, venueOrderTicket !== null])).toEqual([
			['0.20', true],
			['0.20', true],
		]);
		const held = (await positions(trader)).find((position) => position.account.id === account.id);
		const close = { accountId: account.id, instrumentId: eurusd, ticket: held?.ticket ?? '' };
		expect(await closePosition(trader, close)).toMatchObject({ __typename: 'PlaceOrderSuccess' });
		await until('no exit to work any more', async () => (await exits()).every(({ life }) => life === 'CANCELED'));
	});

	test('of a halted tenant is cancelled at the terminal, limit and stop alike', async () => {
		const stop = await working({ type: 'STOP', side: 'BUY', price: at((await market()) * 1.01) });
		expect(await halt(officer, true)).toEqual({ __typename: 'HaltTenantSuccess' });
		await becomes(stop.id, (row) => row.life === 'CANCELED');
		await until('no order to work', async () => (await orders(trader)).every((row) => ['CANCELED', 'FILLED'].includes(row.life)));
		expect(await halt(officer, false)).toEqual({ __typename: 'HaltTenantSuccess' });
	});
});
