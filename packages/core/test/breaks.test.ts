import { describe, expect, it } from 'vitest';
import type { BreakChoice, EngineOutput, VenueDeal, VenuePosition } from '../src/index.ts';
import { Desk, EURUSD, envelope, healthyAccount, RISK_OFFICER } from './support/desk.ts';

const held = (change: Partial<VenuePosition>): VenuePosition => ({
	...{ positionTicket: 5n, instrumentId: EURUSD, side: 'BUY', qty: 100, priceOpen: 110_010, sl: 0, tp: 0 },
	...{ swapMinor: 0, profitMinor: 0, venueAtMs: 0 },
	...change,
});
const seqOf = (desk: Desk, code: string): number =>
	desk.outputs.reduce((seq, output) => (output.kind === 'break' && output.code === code ? output.accountSeq : seq), 0);
function choose(desk: Desk, choice: BreakChoice, input: { readonly breakSeq: number; readonly by?: number }): readonly EngineOutput[] {
	const by = { ...envelope, principalId: input.by ?? RISK_OFFICER };
	return desk.apply({ kind: 'resolveBreak', tenantId: 1, accountId: 1, breakSeq: input.breakSeq, choice, envelope: by });
}
let tickets = 900n;
function deal(desk: Desk, change: Partial<VenueDeal>): void {
	tickets += 1n;
	const plain = {
		orderId: 0,
		ticket: tickets,
		orderTicket: 0n,
		positionTicket: 0n,
		instrumentId: EURUSD,
		type: 'SELL',
		entry: 'OUT',
	} as const;
	const money = { reason: 'CLIENT', qty: 0, price: 0, profitMinor: 0, commissionMinor: 0, swapMinor: 0, feeMinor: 0 } as const;
	desk.venue({ event: 'deal', deal: { ...plain, ...money, venueAtMs: desk.nowMs, ...change } });
}
/** We hold 1.00 bought, the venue shows 0.90. */
function mismatch(): Desk {
	const desk = new Desk();
	desk.fill(desk.place(), { positionTicket: 5n });
	desk.snapshot({ positions: [held({ qty: 90 })] });
	return desk;
}

describe('a break', () => {
	it('of positions ends when the venue’s word is accepted, and ours are the venue’s then', () => {
		const desk = mismatch();
		const breakSeq = seqOf(desk, 'POSITION_MISMATCH');
		const outputs = choose(desk, 'ACCEPT_VENUE', { breakSeq });
		expect(outputs[0]).toMatchObject({ kind: 'reply', reply: { outcome: 'done' } });
		expect(outputs.filter(({ kind }) => kind === 'breakResolved')).toMatchObject([
			{ breakSeq, choice: 'ACCEPT_VENUE', principalId: RISK_OFFICER },
		]);
		expect(desk.positions.get(5n)?.qty).toBe(90);
		desk.snapshot({ positions: [held({ qty: 90 })] });
		expect(desk.breaks()).toEqual(['POSITION_MISMATCH']);
	});

	it('of the balance ends when the venue’s word is accepted', () => {
		const desk = new Desk();
		desk.snapshot({ account: { ...healthyAccount, balanceMinor: 5 } });
		choose(desk, 'ACCEPT_VENUE', { breakSeq: seqOf(desk, 'BALANCE_MISMATCH') });
		expect(desk.account?.balanceMinor).toBe(5);
		expect(choose(desk, 'ACCEPT_VENUE', { breakSeq: seqOf(desk, 'BALANCE_MISMATCH') })[0]).toMatchObject({
			reply: { outcome: 'refused', code: 'UNKNOWN_BREAK' },
		});
	});

	it('ends by itself once a later picture agrees', () => {
		const desk = mismatch();
		desk.snapshot({ positions: [held({})] });
		expect(desk.outputs.findLast(({ kind }) => kind === 'breakResolved')).toMatchObject({
			...{ breakSeq: seqOf(desk, 'POSITION_MISMATCH'), choice: null, principalId: 0 },
		});
	});

	it('looked at again asks the terminal and stays open', () => {
		const desk = mismatch();
		const breakSeq = seqOf(desk, 'POSITION_MISMATCH');
		expect(choose(desk, 'RETRY', { breakSeq }).map(({ kind }) => kind)).toEqual(['reply', 'refresh']);
		expect(choose(desk, 'RETRY', { breakSeq })[0]).toMatchObject({ reply: { outcome: 'done' } });
	});

	it('halts the account: no new risk, what closes passes, until the venue’s word is accepted', () => {
		const desk = mismatch();
		const breakSeq = seqOf(desk, 'POSITION_MISMATCH');
		choose(desk, 'HALT', { breakSeq });
		expect(desk.place()).toMatchObject({ life: 'DENIED', denial: { code: 'HALTED' } });
		expect(desk.place({ side: 'SELL', reduceOnly: true, qty: 10 })).toMatchObject({ life: 'SUBMITTED' });
		choose(desk, 'ACCEPT_VENUE', { breakSeq });
		expect(desk.place({ qty: 10 })).toMatchObject({ life: 'SUBMITTED' });
	});

	it('is for those who may halt', () => {
		const desk = mismatch();
		expect(choose(desk, 'HALT', { breakSeq: seqOf(desk, 'POSITION_MISMATCH'), by: 3 })[0]).toMatchObject({
			reply: { outcome: 'refused', code: 'NOT_ALLOWED' },
		});
	});

	it('is accepted from a fresh picture only', () => {
		const desk = mismatch();
		desk.venue({ event: 'linkDown' });
		expect(choose(desk, 'ACCEPT_VENUE', { breakSeq: seqOf(desk, 'POSITION_MISMATCH') })[0]).toMatchObject({
			reply: { outcome: 'refused', code: 'NOT_READY' },
		});
	});

	it('of the terminal’s state lasts until its hash agrees', () => {
		const desk = new Desk();
		desk.venue({ event: 'state', agrees: false });
		desk.venue({ event: 'state', agrees: false });
		expect(desk.breaks()).toEqual(['STATE_MISMATCH']);
		expect(desk.venue({ event: 'state', agrees: true })).toMatchObject([{ kind: 'breakResolved', choice: null }]);
	});
});

describe('what nobody here asked for', () => {
	it('by the dead-man’s switch is told, and its deals are no stranger’s', () => {
		const desk = new Desk();
		desk.fill(desk.place(), { positionTicket: 5n });
		desk.venue({ event: 'deadman', flattened: true, atMs: 1, epoch: 1, canceled: 0, closed: 1 });
		deal(desk, { orderId: 0, reason: 'DEADMAN', type: 'SELL', entry: 'OUT', qty: 100, price: 110_000, positionTicket: 5n });
		expect(desk.breaks()).toEqual(['DEADMANS_SWITCH']);
		expect(desk.outputs.findLast((output) => output.kind === 'execution')).toMatchObject({ execution: { orderId: 0, reason: 'DEADMAN' } });
	});

	it('a credit is booked and moves no balance, a charge moves it', () => {
		const desk = new Desk();
		deal(desk, { orderId: 0, type: 'CREDIT', qty: 0, price: 0, instrumentId: 0, profitMinor: 700 });
		expect(desk.outputs.findLast((output) => output.kind === 'execution')).toMatchObject({ execution: { type: 'CREDIT' } });
		deal(desk, { orderId: 0, type: 'CHARGE', qty: 0, price: 0, instrumentId: 0, profitMinor: -250 });
		expect(desk.account?.balanceMinor).toBe(-250);
	});
});
