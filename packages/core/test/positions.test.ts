import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFxPaths, profitOf, unrealisedPnl, type VenueDeal } from '../src/index.ts';
import { createPosition, fillOf, type Position } from '../src/positions/position.ts';
import { Desk, EURUSD, instruments, plainSpec } from './support/desk.ts';

const runs = process.env.MERIDIAN_LONG === '1' ? 100_000 : 3_000;
type Deal = { readonly type: 'BUY' | 'SELL'; readonly qty: number; readonly price: number };

function fill(position: Position, deal: Deal): boolean {
	const after = fillOf(position, deal);
	if (after !== undefined) Object.assign(position, { signedQty: after.signedQty, openNotional: after.openNotional });
	return after !== undefined;
}

/** The naive book: BigInt, one rule per line, no sharing with the engine. */
function reference(fills: readonly Deal[]): { readonly qty: bigint; readonly cost: bigint } {
	let qty = 0n;
	let cost = 0n;
	for (const fill of fills) {
		const size = BigInt(fill.qty);
		const signed = fill.type === 'BUY' ? size : -size;
		const held = qty < 0n ? -qty : qty;
		const opposite = qty !== 0n && qty > 0n !== signed > 0n;
		const closed = opposite ? (size < held ? size : held) : 0n;
		if (closed > 0n) cost -= closed === held ? cost : (2n * cost * closed + held) / (2n * held);
		cost += (size - closed) * BigInt(fill.price);
		qty += signed;
	}
	return { qty, cost };
}

const fillParts = {
	type: fc.constantFrom('BUY' as const, 'SELL' as const),
	qty: fc.integer({ min: 1, max: 1_000_000 }),
	price: fc.integer({ min: 1, max: 20_000_000 }),
};
const someDeal: fc.Arbitrary<Deal> = fc.record(fillParts);

describe('a position', () => {
	it('agrees with the naive reference after every deal', () => {
		fc.assert(
			fc.property(fc.array(someDeal, { maxLength: 40 }), (fills) => {
				const position = createPosition({ instrumentId: EURUSD, positionTicket: 1n, atMs: 0 });
				for (const [i, deal] of fills.entries()) {
					expect(fill(position, deal)).toBe(true);
					const expected = reference(fills.slice(0, i + 1));
					expect({ qty: BigInt(position.signedQty), cost: BigInt(position.openNotional) }).toEqual(expected);
					if (position.signedQty === 0) expect(position.openNotional).toBe(0);
				}
			}),
			{ numRuns: runs },
		);
	});

	it('ends with the same quantity in whatever order its deals arrive', () => {
		fc.assert(
			fc.property(
				fc
					.array(someDeal, { maxLength: 12 })
					.chain((fills) => fc.tuple(fc.constant(fills), fc.shuffledSubarray(fills, { minLength: fills.length }))),
				([fills, shuffled]) => {
					const book = (deals: readonly Deal[]) => {
						const position = createPosition({ instrumentId: EURUSD, positionTicket: 1n, atMs: 0 });
						for (const deal of deals) fill(position, deal);
						return position.signedQty;
					};
					expect(book(shuffled)).toBe(book(fills));
				},
			),
		);
	});

	it('refuses a number that would not be exact, and stays as it was', () => {
		const position = createPosition({ instrumentId: EURUSD, positionTicket: 1n, atMs: 0 });
		const before = { ...position };
		expect(fill(position, { type: 'BUY', qty: 1e15, price: 1e15 })).toBe(false);
		expect(position).toEqual(before);
	});
});

describe('a netting account', () => {
	it('opens, adds, closes in part, reverses and closes one position per instrument', () => {
		const desk = new Desk();
		const at = (positionTicket: bigint) => desk.positions.get(positionTicket);
		desk.fill(desk.place({ qty: 100 }), { positionTicket: 5n, price: 110_000 });
		desk.fill(desk.place({ qty: 100 }), { positionTicket: 5n, price: 110_100 });
		expect(at(5n)).toMatchObject({ side: 'BUY', qty: 200, openNotional: 100 * 110_000 + 100 * 110_100 });
		desk.fill(desk.place({ side: 'SELL', qty: 50 }), { positionTicket: 5n, entry: 'OUT', price: 110_200, profitMinor: 68 });
		expect(at(5n)).toMatchObject({ side: 'BUY', qty: 150, openNotional: 150 * 110_050, realisedMinor: 68 });
		desk.fill(desk.place({ side: 'SELL', qty: 250 }), { positionTicket: 5n, entry: 'INOUT', price: 110_000, profitMinor: -68 });
		expect(at(5n)).toMatchObject({ side: 'SELL', qty: 100, openNotional: 100 * 110_000, realisedMinor: 0 });
		desk.fill(desk.place({ qty: 100 }), { positionTicket: 5n, entry: 'OUT', price: 110_000 });
		expect(at(5n)).toMatchObject({ side: 'SELL', qty: 0, openNotional: 0 });
		desk.fill(desk.place({ qty: 10 }), { positionTicket: 6n, price: 110_000 });
		expect(at(6n)).toMatchObject({ side: 'BUY', qty: 10, realisedMinor: 0 });
		expect(desk.breaks()).toEqual([]);
	});
});

describe('deals that arrive out of order', () => {
	const at = (venueAtMs: number, deal: Partial<VenueDeal>) => ({ ticket: 9_000n + BigInt(venueAtMs), venueAtMs, ...deal });

	it('leave a netting position with the ticket and the cost that the venue gives it, and close the picture of the older one', () => {
		const desk = new Desk();
		const orders = [desk.place({ qty: 2 }), desk.place({ qty: 2, side: 'SELL' }), desk.place({ qty: 2, side: 'SELL' })] as const;
		const opened = at(1, { positionTicket: 101n, price: 110_000 });
		const closed = at(2, { positionTicket: 101n, price: 110_100, profitMinor: 7 });
		const reopened = at(3, { positionTicket: 105n, price: 110_200, profitMinor: -1 });
		desk.fill(orders[0], opened);
		desk.fill(orders[2], reopened);
		desk.fill(orders[1], closed);
		expect(desk.positions.get(101n)).toMatchObject({ qty: 0, realisedMinor: 7 });
		expect(desk.positions.get(105n)).toMatchObject({ side: 'SELL', qty: 2, openNotional: 2 * 110_200, realisedMinor: -1 });
		expect(desk.close({ positionTicket: 105n })).toMatchObject({ order: { side: 'BUY', qty: 2, life: 'SUBMITTED' } });
		expect(desk.breaks()).toEqual([]);
	});

	it('begin from what was adopted, and count it once', () => {
		const desk = new Desk({ ready: false });
		desk.venue({ event: 'linkUp' });
		const held = { positionTicket: 5n, instrumentId: EURUSD, side: 'BUY', qty: 100, priceOpen: 110_000, sl: 0, tp: 0 } as const;
		desk.snapshot({ positions: [{ ...held, swapMinor: 0, profitMinor: 0, venueAtMs: 0 }] });
		desk.connect();
		const first = desk.place({ qty: 100 });
		const second = desk.place({ qty: 50, side: 'SELL' });
		desk.fill(second, at(2, { positionTicket: 5n }));
		desk.fill(first, at(1, { positionTicket: 5n, price: 110_200 }));
		expect(desk.positions.get(5n)).toMatchObject({ side: 'BUY', qty: 150, openNotional: 150 * 110_100 });
	});

	it('end in the same position as in the right order, money included', () => {
		const netting: fc.Arbitrary<readonly Deal[]> = fc.array(fc.record({ ...fillParts, qty: fc.integer({ min: 1, max: 3 }) }), {
			minLength: 2,
			maxLength: 8,
		});
		fc.assert(
			fc.property(
				netting.chain((fills) =>
					fc.tuple(
						fc.constant(fills),
						fc.shuffledSubarray(
							fills.map((_, i) => i),
							{ minLength: fills.length },
						),
					),
				),
				([fills, arrival]) => {
					let net = 0;
					let ticket = 0n;
					const deals = fills.map((deal, i) => {
						if (net === 0) ticket = 100n + BigInt(i);
						net += deal.type === 'BUY' ? deal.qty : -deal.qty;
						return at(i + 1, { ...deal, positionTicket: ticket, profitMinor: i + 1 });
					});
					const book = (order: readonly number[]) => {
						const desk = new Desk();
						const placed = fills.map((deal) => desk.place({ side: deal.type, qty: deal.qty }));
						for (const i of order) {
							const own = placed[i];
							if (own !== undefined) desk.fill(own, deals[i]);
						}
						const open = [...desk.positions.values()].filter(({ qty }) => qty > 0);
						return open.map(({ positionTicket, side, qty, openNotional, realisedMinor }) => ({
							...{ positionTicket, side, qty, openNotional, realisedMinor },
						}));
					};
					expect(book(arrival)).toEqual(book(fills.map((_, i) => i)));
				},
			),
			{ numRuns: 300 },
		);
	});
});

describe('a hedging account', () => {
	it('keeps a position per ticket, both sides at once', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		desk.fill(desk.place({ qty: 100 }), { positionTicket: 5n });
		desk.fill(desk.place({ side: 'SELL', qty: 40 }), { positionTicket: 6n });
		expect([desk.positions.get(5n)?.side, desk.positions.get(6n)?.side]).toEqual(['BUY', 'SELL']);
		desk.close({ positionTicket: 5n, qty: 30 });
		desk.fill(desk.order(1_000_003), { profitMinor: 12 });
		expect(desk.positions.get(5n)).toMatchObject({ qty: 70, openNotional: 70 * 110_005, realisedMinor: 12 });
		expect(desk.positions.get(6n)).toMatchObject({ qty: 40 });
		expect(desk.account).toMatchObject({ balanceMinor: 12, realisedMinor: 12 });
	});

	it("shows the venue's stop loss and take profit of each position", () => {
		const desk = new Desk({ mode: 'HEDGING' });
		const position = {
			positionTicket: 5n,
			instrumentId: EURUSD,
			side: 'BUY',
			qty: 100,
			priceOpen: 110_005,
			sl: 109_000,
			tp: 0,
			swapMinor: 0,
			profitMinor: 0,
			venueAtMs: 5,
		} as const;
		desk.venue({ event: 'position', position });
		desk.fill(desk.place({ sl: 109_000 }), { positionTicket: 5n });
		expect(desk.positions.get(5n)).toMatchObject({ sl: 109_000, tp: 0 });
		desk.venue({ event: 'position', position: { ...position, tp: 112_000 } });
		expect(desk.positions.get(5n)).toMatchObject({ sl: 109_000, tp: 112_000 });
		expect(desk.venue({ event: 'position', position: { ...position, tp: 112_000 } })).toEqual([]);
	});
});

describe('our own estimate of profit', () => {
	const quotes = new Map([
		[1, { bid: 110_000, ask: 110_010 }],
		[2, { bid: 150_000, ask: 150_010 }],
	]);
	const base = {
		side: 'BUY',
		qty: 100,
		openNotional: 100 * 110_000,
		priceDigits: 5,
		qtyDigits: 2,
		spec: plainSpec,
		quoteCurrency: 'USD',
		accountCurrency: 'EUR',
		accountCurrencyDigits: 2,
		fxPaths: findFxPaths(instruments, ['EUR', 'USD']),
		quote: (instrumentId: number) => quotes.get(instrumentId),
	} as const;

	it('converts a profit at the ask and a loss at the bid, rounded once', () => {
		// 100 USD: 100 / 1.10010 = 90.8999...; -100 / 1.10000 = -90.9090...
		expect(profitOf({ ...base, closePrice: 110_100 })).toBe(9090);
		expect(profitOf({ ...base, closePrice: 109_900 })).toBe(-9091);
		expect(profitOf({ ...base, accountCurrency: 'USD', closePrice: 110_100 })).toBe(10_000);
		expect(profitOf({ ...base, side: 'SELL', closePrice: 110_100 })).toBe(-9091);
	});

	it('crosses from JPY', () => {
		// 10,000 JPY / 150.010 / 1.10010 = 60.596...
		expect(profitOf({ ...base, openNotional: 100 * 150_000, priceDigits: 3, quoteCurrency: 'JPY', closePrice: 150_100 })).toBe(6060);
	});

	it('closes a long on the bid and a short on the ask', () => {
		expect(unrealisedPnl({ ...base, instrumentId: 1 })).toBe(0);
		expect(unrealisedPnl({ ...base, side: 'SELL', instrumentId: 1 })).toBe(-909);
		expect(unrealisedPnl({ ...base, instrumentId: 9 })).toBeUndefined();
	});
});
