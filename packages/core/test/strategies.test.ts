import { describe, expect, it } from 'vitest';
import type { VenueDeal } from '../src/index.ts';
import { Desk, dealOf, EURUSD, emptyEngine } from './support/desk.ts';

const CARRY = 7;
const MACRO = 8;
const strategies = [
	{ strategyId: CARRY, name: 'Carry', active: true },
	{ strategyId: MACRO, name: 'Macro', active: true },
];

class Books extends Desk {
	constructor(mode: 'NETTING' | 'HEDGING' = 'NETTING') {
		super({ mode });
		this.reconfigure({ config: { strategies } });
	}

	/** An order of a strategy (null: of none) that fills at once. */
	trade(strategyId: number | null, signed: number, deal: Partial<VenueDeal> = {}): void {
		const side = signed > 0 ? 'BUY' : 'SELL';
		this.fill(this.place({ strategyId, side, qty: Math.abs(signed) }), { positionTicket: 5n, ...deal });
	}

	/** A deal that is no fill of ours. */
	venueDeal(signed: number, deal: Partial<VenueDeal> = {}): void {
		const order = this.place({ qty: 1, price: null });
		this.cancel(order.orderId);
		const type = signed > 0 ? 'BUY' : 'SELL';
		const mine = { orderId: 0, type, qty: Math.abs(signed), positionTicket: 5n, instrumentId: EURUSD } as const;
		this.venue({ event: 'deal', deal: dealOf(order, { ...mine, ...deal }) });
	}

	/** Signed quantity by strategy as it was given out last; 0 is nobody's. */
	held(key?: bigint): Record<number, number> {
		const held: Record<number, number> = {};
		for (const output of this.outputs) {
			if (output.kind !== 'strategyPosition') continue;
			const { strategyId, side, qty, positionTicket } = output.position;
			if (key === undefined || positionTicket === key) held[strategyId] = side === 'BUY' ? qty : 0 - qty;
		}
		return held;
	}

	book(strategyId: number, key: number | bigint = EURUSD) {
		return this.state.tenants.get(1)?.accounts.get(1)?.subBooks.get(key)?.get(strategyId);
	}
}

describe('on a netting account a strategy', () => {
	it('holds what its own orders filled, also against another one', () => {
		const desk = new Books();
		desk.trade(CARRY, 300);
		desk.trade(MACRO, -100);
		desk.trade(null, 50);
		expect(desk.held()).toEqual({ [CARRY]: 300, [MACRO]: -100, 0: 50 });
		expect(desk.positions.get(5n)?.qty).toBe(250);
	});

	it('has the profit and the costs of its own deals as the venue says them', () => {
		const desk = new Books();
		desk.trade(CARRY, 300, { price: 110_000, commissionMinor: -30 });
		desk.trade(CARRY, -100, { price: 110_110, profitMinor: 9_990, swapMinor: -7, commissionMinor: -10, feeMinor: -1 });
		expect(desk.book(CARRY)).toMatchObject({ signedQty: 200, openNotional: 22_000_000, realisedMinor: 9_990 });
		expect(desk.book(CARRY)).toMatchObject({ commissionMinor: -40, swapMinor: -7, feeMinor: -1 });
		expect(desk.book(0)).toBeUndefined();
	});

	it('that is closed by another one has its own result, and the venue’s netted profit stays the sum', () => {
		const desk = new Books();
		desk.trade(CARRY, 100, { price: 110_000 });
		// The venue nets: Macro's sale closes what Carry bought, with a profit of 90.90 euros.
		desk.trade(MACRO, -100, { price: 110_100, profitMinor: 9_090 });
		expect(desk.book(CARRY)).toMatchObject({ signedQty: 100, realisedMinor: 0 });
		expect(desk.book(MACRO)).toMatchObject({ signedQty: -100, openNotional: 11_010_000, realisedMinor: 0 });
		expect(desk.book(0)).toMatchObject({ signedQty: 0, realisedMinor: 9_090 });
		// Carry sells at 1.10200: 200 dollars on its own cost at the ask, though the venue sees a sale that opens.
		desk.trade(CARRY, -100, { price: 110_200 });
		expect(desk.book(CARRY)).toMatchObject({ signedQty: 0, realisedMinor: 18_180 });
		expect(desk.book(0)).toMatchObject({ realisedMinor: 9_090 - 18_180 });
	});

	it.each(['SL', 'TP', 'STOP_OUT'] as const)('loses its share to a %s of the venue, after what is nobody’s', (reason) => {
		const desk = new Books();
		desk.trade(CARRY, 200);
		desk.trade(MACRO, 100);
		desk.trade(null, 50);
		desk.venueDeal(-200, { reason, profitMinor: -300, swapMinor: -3 });
		expect(desk.held()).toEqual({ [CARRY]: 100, [MACRO]: 50, 0: 0 });
		expect(desk.breaks().includes('STOP_OUT')).toBe(reason === 'STOP_OUT');
	});

	it('shares quantities that do not divide without losing one', () => {
		const desk = new Books();
		desk.trade(CARRY, 100);
		desk.trade(MACRO, 100);
		desk.venueDeal(-33, { reason: 'SL' });
		expect(desk.held()).toEqual({ [CARRY]: 83, [MACRO]: 84 });
	});

	it('is not closed by a foreign deal of the other side: that opens unattributed', () => {
		const desk = new Books();
		desk.trade(CARRY, -100);
		desk.venueDeal(-40, { reason: 'CLIENT' });
		expect(desk.held()).toEqual({ [CARRY]: -100, 0: -40 });
		desk.venueDeal(200, { reason: 'CLIENT' });
		expect(desk.held(), 'what is left of it is nobody’s').toEqual({ [CARRY]: 0, 0: 60 });
	});

	it('is closed with the position that a user closes', () => {
		const desk = new Books();
		desk.trade(CARRY, 100);
		desk.trade(MACRO, 300);
		const reply = desk.close();
		if (reply.outcome !== 'order') throw new Error('the position closes');
		desk.fill(reply.order, { positionTicket: 5n });
		expect(desk.held()).toEqual({ [CARRY]: 0, [MACRO]: 0 });
	});
});

describe('on a hedging account a position', () => {
	it('belongs to the strategy that opened it, whoever closes it', () => {
		const desk = new Books('HEDGING');
		desk.trade(CARRY, 100, { positionTicket: 11n });
		desk.trade(MACRO, -100, { positionTicket: 12n });
		desk.fill(desk.place({ strategyId: MACRO, side: 'SELL', qty: 40, positionTicket: 11n }), { profitMinor: 500 });
		expect(desk.book(CARRY, 11)).toMatchObject({ signedQty: 60, realisedMinor: 500 });
		expect(desk.book(MACRO, 11)).toBeUndefined();
		desk.venueDeal(60, { positionTicket: 12n, reason: 'SL' });
		expect(desk.book(MACRO, 12)).toMatchObject({ signedQty: -40 });
	});
});

it('the books of strategies are made anew where a deal arrives late, as if it had come in time', () => {
	const deals = (desk: Books) => {
		const [first, second, third] = [CARRY, MACRO, CARRY].map((strategyId, i) =>
			dealOf(desk.place({ strategyId, qty: 100, side: i === 2 ? 'SELL' : 'BUY' }), {
				...{ positionTicket: 5n, price: 110_000 + i * 50, profitMinor: i === 2 ? 250 : 0, venueAtMs: 1_000 + i },
				ticket: BigInt(900 + i),
			}),
		);
		if (first === undefined || second === undefined || third === undefined) throw new Error('three deals');
		return [first, second, third] as const;
	};
	const inTime = new Books();
	for (const deal of deals(inTime)) inTime.venue({ event: 'deal', deal });
	const late = new Books();
	const [first, second, third] = deals(late);
	for (const deal of [second, third, first]) late.venue({ event: 'deal', deal });
	expect(late.held()).toEqual(inTime.held());
	for (const strategyId of [CARRY, MACRO]) expect(late.book(strategyId)).toEqual(inTime.book(strategyId));
});

it('what was there at our first sight of the account is nobody’s', () => {
	const desk = new Desk({ ready: false });
	desk.reconfigure({ config: { strategies } });
	const position = { positionTicket: 5n, instrumentId: EURUSD, side: 'BUY', qty: 70, priceOpen: 110_000 } as const;
	desk.snapshot({ positions: [{ ...position, sl: 0, tp: 0, swapMinor: 0, profitMinor: 0, venueAtMs: 1 }] });
	const books = desk.state.tenants.get(1)?.accounts.get(1)?.subBooks.get(EURUSD);
	expect([...(books ?? [])].map(([strategyId, { signedQty, openNotional }]) => [strategyId, signedQty, openNotional])).toEqual([
		[0, 70, 7_700_000],
	]);
});

it('money that is of no position is nobody’s, by its kind', () => {
	const desk = new Books();
	const money = { orderId: 0, qty: 0, price: 0, positionTicket: 0n, instrumentId: 0, reason: 'OTHER' } as const;
	const order = desk.place();
	for (const [type, profitMinor] of [
		['BALANCE', 10_000],
		['COMMISSION', -300],
		['CHARGE', -20],
		['TAX', -5],
		['INTEREST', 7],
		['DIVIDEND', 11],
		['CREDIT', 5_000],
		['BONUS', 100],
	] as const)
		desk.venue({ event: 'deal', deal: dealOf(order, { ...money, type, profitMinor }) });
	const account = desk.state.tenants.get(1)?.accounts.get(1);
	expect(account?.money).toMatchObject({
		depositsMinor: 10_100,
		commissionMinor: -300,
		feeMinor: -25,
		interestMinor: 18,
		creditMinor: 5_000,
	});
	expect(desk.account).toMatchObject({ balanceMinor: 9_793, commissionMinor: -300, feeMinor: -25, realisedMinor: 0 });
	expect(desk.book(0, -1)).toMatchObject({ commissionMinor: -300, feeMinor: -25 });
});

it('a replay gives the same books', () => {
	const desk = new Books();
	desk.trade(CARRY, 300);
	desk.trade(MACRO, -500, { profitMinor: 77 });
	desk.venueDeal(100, { reason: 'TP' });
	const again = emptyEngine();
	expect(desk.inputs.flatMap(({ input, atMs }) => again.apply(input, atMs))).toEqual(desk.outputs);
	expect(again.stateHash()).toBe(desk.engine.stateHash());
});
