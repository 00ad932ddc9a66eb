import { describe, expect, it } from 'vitest';
import type { BreakChoice, EngineOutput, OrderView, VenueDeal, VenuePosition } from '../src/index.ts';
import { Desk, EURUSD, envelope, healthyAccount, RISK_OFFICER, venueOrderOf } from './support/desk.ts';

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

describe('a contradiction', () => {
	/** Filled by half, and then refused. */
	function contradicted(): { readonly desk: Desk; readonly order: OrderView } {
		const desk = new Desk();
		const order = desk.place();
		desk.fill(order, { qty: 50, positionTicket: 5n });
		refuse(desk, 0n);
		return { desk, order };
	}
	const refuse = (desk: Desk, orderTicket: bigint): readonly EngineOutput[] =>
		desk.venue({ event: 'result', orderId: 1_000_001, epoch: 1, commandSeq: 1, retcode: 10006, orderTicket, dealTicket: 0n });
	const agreeing = { lastCommandEpoch: 1, lastCommandSeq: 1, positions: [held({ qty: 50 })] };
	const resolvedOf = (outputs: readonly EngineOutput[]) => outputs.filter(({ kind }) => kind === 'breakResolved');

	it('is one open break of its order, in whatever words the venue goes on', () => {
		const { desk } = contradicted();
		for (const ticket of [0n, 7n, 8n]) refuse(desk, ticket);
		expect(desk.breaks()).toEqual(['CONTRADICTION']);
	});

	it('ends by itself with a picture that says nothing of the kind, and is told again where it comes again', () => {
		const { desk, order } = contradicted();
		const outputs = desk.snapshot({ ...agreeing, orders: [venueOrderOf(order, { state: 'PARTIAL', leavesQty: 50 })] });
		expect(resolvedOf(outputs)).toMatchObject([{ breakSeq: seqOf(desk, 'CONTRADICTION'), choice: null, principalId: 0 }]);
		refuse(desk, 0n);
		expect(desk.breaks()).toEqual(['CONTRADICTION', 'CONTRADICTION']);
	});

	it('stays while positions differ: it may be why', () => {
		const { desk, order } = contradicted();
		const working = { orders: [venueOrderOf(order, { state: 'PARTIAL', leavesQty: 50 })] };
		expect(resolvedOf(desk.snapshot({ ...agreeing, ...working, positions: [] }))).toEqual([]);
		expect(resolvedOf(desk.snapshot({ ...agreeing, ...working }))).toHaveLength(2);
	});

	it('of an order in doubt stays until its fate is known', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.venue({ event: 'linkDown' });
		desk.venue({ event: 'linkUp' });
		const empty = { lastCommandEpoch: 1, lastCommandSeq: 1 };
		expect(resolvedOf(desk.snapshot(empty))).toEqual([]);
		expect(resolvedOf(desk.snapshot(empty))).toEqual([]);
		expect(desk.breaks()).toEqual(['CONTRADICTION']);
		expect(resolvedOf(desk.snapshot({ ...empty, orders: [venueOrderOf(order)] }))).toHaveLength(1);
	});

	it('of an order that vanished ends with the deal that explains it, without another picture', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.accept(order);
		desk.venue({ event: 'linkDown' });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1 });
		expect(desk.breaks()).toEqual(['CONTRADICTION']);
		const before = desk.outputs.length;
		desk.fill(order, { positionTicket: 5n });
		expect(desk.order(order.orderId).life).toBe('FILLED');
		expect(resolvedOf(desk.outputs.slice(before))).toMatchObject([{ breakSeq: seqOf(desk, 'CONTRADICTION'), choice: null }]);
	});

	it('that a picture repeats stays, and that a person has decided is not told again', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.venue({ event: 'linkDown' });
		desk.venue({ event: 'linkUp' });
		const never = { lastCommandEpoch: 1, lastCommandSeq: 0 };
		desk.snapshot(never);
		const shown = { ...never, orders: [venueOrderOf(order)] };
		desk.snapshot(shown);
		expect(resolvedOf(desk.snapshot(shown))).toEqual([]);
		choose(desk, 'ACCEPT_VENUE', { breakSeq: seqOf(desk, 'CONTRADICTION') });
		desk.snapshot(shown);
		expect(desk.breaks()).toEqual(['CONTRADICTION']);
	});
});
