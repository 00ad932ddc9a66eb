import { describe, expect, it } from 'vitest';
import type { ExecutionView, VenueDeal } from '../src/index.ts';
import { Desk, dealOf } from './support/desk.ts';

const entries = (desk: Desk): ExecutionView[] => desk.outputs.flatMap((output) => (output.kind === 'execution' ? [output.execution] : []));
const money = (desk: Desk) => desk.state.tenants.get(1)?.accounts.get(1)?.money;

/** Bought 1 lot at 1.10000, sold half of it with a profit of 10.00. */
function traded(): { readonly desk: Desk; readonly bought: VenueDeal; readonly sold: VenueDeal } {
	const desk = new Desk();
	const bought = dealOf(desk.place(), { positionTicket: 5n, price: 110_000, commissionMinor: -7, ticket: 901n, venueAtMs: 1_000 });
	desk.venue({ event: 'deal', deal: bought });
	const sale = desk.place({ side: 'SELL', qty: 50 });
	const sold = dealOf(sale, { positionTicket: 5n, price: 110_100, profitMinor: 1_000, swapMinor: -3, ticket: 902n, venueAtMs: 2_000 });
	desk.venue({ event: 'deal', deal: sold });
	return { desk, bought, sold };
}

describe('a deal that the venue takes back', () => {
	it('is reversed by an entry; order, position and money are what they were without it, and history keeps both', () => {
		const { desk, sold } = traded();
		desk.venue({ event: 'dealGone', ticket: sold.ticket });
		expect(desk.positions.get(5n)).toMatchObject({ side: 'BUY', qty: 100, openNotional: 11_000_000, realisedMinor: 0, swapMinor: 0 });
		expect(desk.order(sold.orderId)).toMatchObject({ life: 'FILLED', filledQty: 0, filledNotional: 0 });
		expect(desk.account).toMatchObject({ balanceMinor: -7, realisedMinor: 0, swapMinor: 0 });
		expect(
			entries(desk).map(({ ticket, revision, qty, profitMinor, swapMinor }) => [ticket, revision, qty, profitMinor, swapMinor]),
		).toEqual([
			[901n, 0, 100, 0, 0],
			[902n, 0, 50, 1_000, -3],
			[902n, 1, -50, -1_000, 3],
		]);
		expect(desk.breaks()).toEqual(['DEAL_BUST']);
	});

	it('that opened the position leaves what its other deals make', () => {
		const { desk, bought } = traded();
		desk.venue({ event: 'dealGone', ticket: bought.ticket });
		expect(desk.positions.get(5n)).toMatchObject({ side: 'SELL', qty: 50, openNotional: 5_505_000, realisedMinor: 1_000 });
	});

	it('that was the only one of a position leaves none', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		const deal = dealOf(desk.place(), { positionTicket: 8n });
		desk.venue({ event: 'deal', deal });
		desk.venue({ event: 'dealGone', ticket: deal.ticket });
		expect(desk.positions.get(8n)).toMatchObject({ qty: 0, openNotional: 0 });
		expect(desk.state.tenants.get(1)?.accounts.get(1)?.positions.size).toBe(0);
		expect(desk.close({ positionTicket: 8n })).toMatchObject({ outcome: 'refused', code: 'UNKNOWN_POSITION' });
	});

	it('is not taken back twice, and can not come again under its ticket', () => {
		const { desk, sold } = traded();
		desk.venue({ event: 'dealGone', ticket: sold.ticket });
		expect(desk.venue({ event: 'dealGone', ticket: sold.ticket })).toEqual([]);
		expect(desk.venue({ event: 'dealGone', ticket: 12_345n })).toEqual([]);
		desk.venue({ event: 'deal', deal: sold });
		expect(desk.breaks()).toEqual(['DEAL_BUST', 'DUPLICATE_DEAL']);
		expect(desk.account?.realisedMinor).toBe(0);
	});

	it('by cancelling it keeps its profit in the balance until an operation of the venue takes it', () => {
		const { desk, sold } = traded();
		const canceled: VenueDeal = { ...sold, type: 'SELL_CANCELED', profitMinor: 0, swapMinor: 0 };
		desk.venue({ event: 'deal', deal: canceled });
		expect(desk.positions.get(5n)).toMatchObject({ qty: 100, realisedMinor: 0 });
		expect(money(desk)).toMatchObject({ balanceMinor: 993, realisedMinor: 0, swapMinor: 0, canceledMinor: 1_000 });
		const back = dealOf(desk.order(sold.orderId), {
			orderId: 0,
			type: 'CORRECTION',
			qty: 0,
			price: 0,
			positionTicket: 0n,
			profitMinor: -1_000,
		});
		desk.venue({ event: 'deal', deal: back });
		expect(money(desk)).toMatchObject({ balanceMinor: -7, depositsMinor: -1_000 });
		expect(desk.venue({ event: 'deal', deal: canceled }), 'and a snapshot that repeats it changes nothing').toEqual([]);
	});
});

describe('a deal that the venue says anew', () => {
	it('is reversed and booked as it is now', () => {
		const { desk, bought } = traded();
		desk.venue({ event: 'deal', deal: { ...bought, price: 109_000, qty: 80, commissionMinor: -9 } });
		expect(desk.positions.get(5n)).toMatchObject({ side: 'BUY', qty: 30, openNotional: 30 * 109_000, realisedMinor: 1_000 });
		expect(desk.order(bought.orderId)).toMatchObject({ filledQty: 80, filledNotional: 80 * 109_000 });
		expect(desk.account).toMatchObject({ commissionMinor: -9, balanceMinor: 988 });
		expect(
			entries(desk)
				.slice(2)
				.map(({ revision, qty, price, commissionMinor }) => [revision, qty, price, commissionMinor]),
		).toEqual([
			[1, -100, 110_000, 7],
			[2, 80, 109_000, -9],
		]);
		expect(desk.breaks()).toEqual(['DEAL_CORRECTED']);
	});

	it('twice goes on counting its entries, and back again too', () => {
		const { desk, sold } = traded();
		const before = { ...desk.positions.get(5n) };
		desk.venue({ event: 'deal', deal: { ...sold, profitMinor: 900 } });
		desk.venue({ event: 'deal', deal: sold });
		expect(entries(desk).map(({ revision }) => revision)).toEqual([0, 0, 1, 2, 3, 4]);
		expect(desk.positions.get(5n)).toEqual({ ...before, updatedAtMs: desk.nowMs });
		expect(desk.account?.balanceMinor).toBe(990);
	});

	it('in a snapshot follows too', () => {
		const { desk, bought, sold } = traded();
		desk.snapshot({ deals: [bought, { ...sold, feeMinor: -2 }] });
		expect(money(desk)).toMatchObject({ feeMinor: -2 });
		expect(desk.breaks()).toContain('DEAL_CORRECTED');
	});

	it('with numbers that are none is a break, and nothing changes', () => {
		const { desk, sold } = traded();
		const hash = desk.account;
		desk.venue({ event: 'deal', deal: { ...sold, qty: -1 } });
		expect(desk.breaks()).toEqual(['DUPLICATE_DEAL']);
		expect(desk.account).toBe(hash);
	});

	it('of a deposit corrects the money', () => {
		const desk = new Desk();
		const none = { orderId: 0, type: 'BALANCE', qty: 0, price: 0, positionTicket: 0n, instrumentId: 0 } as const;
		const deposit = dealOf(desk.place(), { ...none, profitMinor: 5_000 });
		desk.venue({ event: 'deal', deal: deposit });
		desk.venue({ event: 'deal', deal: { ...deposit, profitMinor: 4_000 } });
		expect(money(desk)).toMatchObject({ balanceMinor: 4_000, depositsMinor: 4_000 });
	});
});

it('a close-by of which one half is taken back leaves that position open again, and its order unfilled', () => {
	const desk = new Desk({ mode: 'HEDGING' });
	desk.fill(desk.place(), { positionTicket: 11n });
	desk.fill(desk.place({ side: 'SELL' }), { positionTicket: 12n });
	const reply = desk.closeBy({ positionTicket: 11n, positionByTicket: 12n });
	if (reply.outcome !== 'order') throw new Error('the close-by goes out');
	const half = { orderId: 0, entry: 'OUT_BY', orderTicket: 77n } as const;
	const first = dealOf(reply.order, { ...half, type: 'SELL', positionTicket: 11n });
	desk.venue({ event: 'deal', deal: first });
	desk.venue({ event: 'deal', deal: dealOf(reply.order, { ...half, type: 'BUY', positionTicket: 12n }) });
	expect(desk.order(reply.order.orderId)).toMatchObject({ life: 'FILLED', filledQty: 100 });
	desk.venue({ event: 'dealGone', ticket: first.ticket });
	expect(desk.order(reply.order.orderId)).toMatchObject({ life: 'FILLED', filledQty: 0 });
	expect(desk.positions.get(11n)).toMatchObject({ qty: 100, side: 'BUY' });
	expect(desk.positions.get(12n)).toMatchObject({ qty: 0 });
});
