import { describe, expect, it } from 'vitest';
import type { VenueDeal, VenuePosition } from '../src/index.ts';
import { Desk, dealOf, EURUSD, healthyAccount, plainSpec, USDJPY } from './support/desk.ts';

const HOUR_MS = 3_600_000;
const account = (desk: Desk) => desk.venue({ event: 'account', account: healthyAccount });
/** Money that came in by no order of ours. */
const other = (desk: Desk, deal: Partial<VenueDeal>) => {
	const order = desk.order(1_000_001);
	desk.venue({ event: 'deal', deal: dealOf(order, { orderId: 0, type: 'BALANCE', qty: 0, price: 0, ...deal }) });
};
/** Opens 1 lot and closes it at a loss, in EUR minor units. */
function lose(desk: Desk, profitMinor: number, costs: Partial<VenueDeal> = {}): void {
	desk.fill(desk.place(), { price: 110_000 });
	const reply = desk.close();
	if (reply.outcome !== 'order') throw new Error('the position could not be closed');
	desk.fill(reply.order, { price: 110_000, profitMinor, ...costs });
	account(desk);
}
const position = (parts: Partial<VenuePosition>): VenuePosition => ({
	...{ positionTicket: 5n, instrumentId: EURUSD, side: 'BUY', qty: 100, priceOpen: 110_000 },
	...{ sl: 0, tp: 0, swapMinor: 0, profitMinor: 0, venueAtMs: 1 },
	...parts,
});

describe('the loss of the day', () => {
	it('is what was realised, costs included, and what is open, in the account’s currency', () => {
		const desk = new Desk({ limits: { maxDailyLossMinor: 2_363 } });
		lose(desk, -900, { commissionMinor: -50, swapMinor: -30, feeMinor: -20 });
		desk.fill(desk.place({ qty: 300 }));
		// 15 USD of floating loss are 13.64 EUR at the bid that buys them.
		expect(desk.place().denial).toEqual({ code: 'DAILY_LOSS', value: 2_364, limit: 2_363, headroom: -1, level: 'ACCOUNT' });
	});

	it('is made good by a floating profit, which is sold at the other side', () => {
		const desk = new Desk({ limits: { maxDailyLossMinor: 0 } });
		lose(desk, -1_000);
		expect(desk.place().denial?.code).toBe('DAILY_LOSS');
		desk.reconfigure({ limits: { maxDailyLossMinor: 1_000 } });
		desk.fill(desk.place({ qty: 100 }), { price: 110_000 });
		desk.reconfigure({ limits: { maxDailyLossMinor: 90 } });
		// 10 USD of profit are 9.09 EUR at the ask that sells them.
		desk.mark(EURUSD, { bid: 110_010, ask: 110_020 });
		expect(desk.place().denial).toMatchObject({ code: 'DAILY_LOSS', value: 91, limit: 90 });
	});

	it('begins anew at the broker’s midnight, not at ours, and keeps what is open', () => {
		const desk = new Desk({ ready: false, limits: { maxDailyLossMinor: 500 } });
		desk.nowMs = 20 * HOUR_MS;
		desk.connect();
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, serverOffsetSec: 2 * 3600 } });
		lose(desk, -1_000);
		expect(desk.place().denial).toMatchObject({ code: 'DAILY_LOSS', value: 1_000 });
		desk.nowMs = 22 * HOUR_MS - 1;
		desk.marks();
		expect(desk.place().denial?.code).toBe('DAILY_LOSS');
		desk.nowMs = 22 * HOUR_MS;
		desk.marks();
		desk.fill(desk.place({ qty: 100 }));
		desk.mark(EURUSD, { bid: 108_000, ask: 108_010 });
		expect(desk.place().denial, 'the open loss counts from its first point').toMatchObject({ code: 'DAILY_LOSS', value: 185_648 });
	});

	it('does not begin anew where the broker’s clock is set back', () => {
		const desk = new Desk({ ready: false, limits: { maxDailyLossMinor: 500 } });
		desk.nowMs = 22 * HOUR_MS;
		desk.connect();
		const offset = (serverOffsetSec: number) =>
			desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, serverOffsetSec } });
		offset(3 * 3600);
		lose(desk, -1_000);
		offset(0);
		desk.marks();
		offset(3 * 3600);
		desk.marks();
		expect(desk.place().denial?.code).toBe('DAILY_LOSS');
	});

	it('leaves out the history that the first picture of an account brings, and takes in what a later one brings', () => {
		const desk = new Desk({ ready: false, limits: { maxDailyLossMinor: 500 } });
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: plainSpec });
		desk.venue({ event: 'linkUp' });
		const deal = (ticket: bigint): VenueDeal => ({
			...{ orderId: 0, ticket, orderTicket: 1n, positionTicket: 1n, instrumentId: EURUSD, type: 'OTHER', entry: 'OUT', reason: 'CLIENT' },
			...{ qty: 0, price: 0, profitMinor: 0, commissionMinor: -1_000, swapMinor: 0, feeMinor: 0, venueAtMs: 1 },
		});
		desk.snapshot({ deals: [deal(1n)], account: { ...healthyAccount, balanceMinor: -1_000 } });
		desk.marks();
		expect(desk.place().life).toBe('SUBMITTED');
		desk.snapshot({ deals: [deal(1n), deal(2n)], account: { ...healthyAccount, balanceMinor: -2_000 } });
		expect(desk.place().denial).toMatchObject({ code: 'DAILY_LOSS', value: 1_000 });
	});
});

describe('the drawdown', () => {
	it('trails the highest profit, open profit included', () => {
		const desk = new Desk({ limits: { maxDrawdownMinor: 9_000 } });
		desk.fill(desk.place({ qty: 100 }), { price: 110_000 });
		desk.mark(EURUSD, { bid: 110_110, ask: 110_120 });
		account(desk);
		desk.mark(EURUSD, { bid: 110_020, ask: 110_030 });
		// The peak: 110 USD, sold at 1.10120: 99.89. Now: 20 USD at 1.10030: 18.18.
		expect(desk.place().life).toBe('SUBMITTED');
		desk.reconfigure({ limits: { maxDrawdownMinor: 8_170 } });
		expect(desk.place().denial).toEqual({ code: 'DRAWDOWN', value: 8_171, limit: 8_170, headroom: -1, level: 'ACCOUNT' });
		account(desk);
		expect(desk.place().denial, 'the peak does not come down').toMatchObject({ value: 8_171 });
	});

	it('goes on over the broker’s midnight', () => {
		const desk = new Desk({ limits: { maxDrawdownMinor: 500, maxDailyLossMinor: 500 } });
		lose(desk, -1_000);
		expect(desk.place().denial?.code).toBe('DAILY_LOSS');
		desk.nowMs += 24 * HOUR_MS;
		desk.marks();
		expect(desk.place().denial).toMatchObject({ code: 'DRAWDOWN', value: 1_000 });
	});

	it('is moved neither by a deposit nor by a withdrawal', () => {
		const desk = new Desk({ limits: { maxDrawdownMinor: 0, maxDailyLossMinor: 0 } });
		desk.place();
		other(desk, { ticket: 1n, profitMinor: 500_000 });
		account(desk);
		other(desk, { ticket: 2n, profitMinor: -400_000 });
		account(desk);
		expect(desk.place().life).toBe('SUBMITTED');
	});
});

describe('what is held elsewhere and can not be valued', () => {
	/** A position in USDJPY which the first picture shows, without a quote of its own. */
	function blind(): Desk {
		const desk = new Desk({ ready: false });
		desk.venue({ event: 'linkUp' });
		for (const instrumentId of [EURUSD, USDJPY]) desk.venue({ event: 'spec', instrumentId, spec: plainSpec });
		desk.snapshot({ positions: [position({ instrumentId: USDJPY })] });
		desk.mark(EURUSD, { bid: 110_000, ask: 110_010 });
		return desk;
	}

	it('denies an increase until there is a quote, and its close passes', () => {
		const desk = blind();
		expect(desk.place().denial?.code).toBe('MARK_MISSING');
		expect(desk.close({ instrumentId: USDJPY, positionTicket: 5n })).toMatchObject({ order: { life: 'SUBMITTED' } });
		desk.mark(USDJPY, { bid: 150_000, ask: 150_010 });
		expect(desk.place().life).toBe('SUBMITTED');
	});

	it('denies where its currency has no rate into the account’s', () => {
		const desk = new Desk({ ready: false });
		desk.venue({ event: 'linkUp' });
		desk.venue({ event: 'spec', instrumentId: USDJPY, spec: { ...plainSpec, marginCurrency: 'EUR' } });
		desk.snapshot({ positions: [position({ instrumentId: USDJPY, priceOpen: 149_000 })] });
		desk.mark(USDJPY, { bid: 150_000, ask: 150_010 });
		expect(desk.place({ instrumentId: USDJPY }).denial?.code).toBe('FX_RATE_MISSING');
	});

	it('is valued at the last quote, however old: a closed market has no younger one', () => {
		const desk = blind();
		desk.mark(USDJPY, { bid: 150_000, ask: 150_010 });
		desk.nowMs += 60_000;
		desk.mark(EURUSD, { bid: 110_000, ask: 110_010 });
		expect(desk.place().life).toBe('SUBMITTED');
	});

	it('beyond exact numbers denies until it is closed', () => {
		const price = 60_000_000_000_000;
		const desk = new Desk({ mode: 'HEDGING' });
		const opening = desk.place();
		for (const positionTicket of [1n, 2n]) desk.fill(opening, { price, positionTicket });
		account(desk);
		const close = (positionTicket: bigint) => {
			const reply = desk.close({ positionTicket });
			if (reply.outcome === 'order') desk.fill(reply.order, { price, positionTicket });
		};
		expect(desk.place().denial?.code).toBe('MARK_MISSING');
		close(1n);
		expect(desk.place().denial?.code).toBe('MARK_MISSING');
		close(2n);
		expect(desk.place().life).toBe('SUBMITTED');
	});
});

describe('gross exposure on a hedging account', () => {
	it('counts both legs and opening orders, and an order that closes adds nothing', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		desk.fill(desk.place({ qty: 100 }), { positionTicket: 1n });
		desk.fill(desk.place({ qty: 200, side: 'SELL' }), { positionTicket: 2n });
		desk.place({ qty: 50 });
		desk.close({ positionTicket: 1n });
		account(desk);
		// 3.5 lots held and working and 1 asked for, at 1.10010, bought at 1.10000.
		desk.reconfigure({ limits: { maxGrossMinor: 45_004_090 } });
		expect(desk.place({ qty: 100 }).denial).toMatchObject({ code: 'MAX_GROSS_EXPOSURE', value: 45_004_091 });
		desk.reconfigure({ limits: { maxGrossMinor: 45_004_091 } });
		expect(desk.place({ qty: 100 }).life).toBe('SUBMITTED');
	});
});
