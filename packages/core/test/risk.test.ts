import { describe, expect, it } from 'vitest';
import { denialCodes, limitNames, type OrderView } from '../src/index.ts';
import { Desk, EURUSD, envelope, healthyAccount, plainSpec, replyOf, USDJPY } from './support/desk.ts';
import { cases } from './support/risk-cases.ts';

/** Long 300 EURUSD with a working buy limit of 50: something to close and something to cancel. */
function prepared(): { readonly desk: Desk; readonly working: OrderView } {
	const desk = new Desk();
	desk.fill(desk.place({ qty: 300 }));
	desk.venue({ event: 'account', account: healthyAccount });
	const working = desk.limit({ qty: 50 });
	desk.accept(working);
	return { desk, working };
}

describe('a check', () => {
	it.each(cases)('$check denies an increase with $code, in a dry run too', ({ code, set, denied, measured, isHeld }) => {
		const { desk } = prepared();
		set?.(desk);
		const sent = desk.sends().length;
		const before = desk.engine.stateHash();
		expect(desk.engine.preview(desk.terms(denied), desk.nowMs).denial?.code).toBe(code);
		expect(desk.engine.stateHash(), 'a dry run changes nothing').toBe(before);
		const order = desk.place(denied);
		if (isHeld) expect(order).toMatchObject({ life: 'HELD', reservedQty: 0, denial: null });
		else expect(order).toMatchObject({ life: 'DENIED', reservedQty: 0, denial: { code } });
		if (measured !== undefined && isHeld !== true) expect(order.denial).toMatchObject({ code, ...measured });
		expect(desk.sends()).toHaveLength(sent);
	});

	it.each(cases.filter(({ atLimit }) => atLimit !== undefined))('$check passes at its limit', ({ set, denied, atLimit }) => {
		const { desk } = prepared();
		(atLimit?.set ?? set)?.(desk);
		const order = desk.place(atLimit?.terms ?? denied);
		expect(order).toMatchObject({ life: order.waitsFor === null ? 'SUBMITTED' : 'ACCEPTED', denial: null });
	});

	it.each(cases.filter(({ trapsNobody }) => trapsNobody !== false))('$check traps neither a close nor a cancel', ({ set }) => {
		const { desk, working } = prepared();
		set?.(desk);
		expect(desk.cancel(working.orderId)).toMatchObject({ outcome: 'order' });
		expect(desk.close()).toMatchObject({ outcome: 'order', order: { life: 'SUBMITTED' } });
	});
});

describe('without a limit of the account', () => {
	it.each(limitNames)('%s an increase is denied, and a close and a cancel pass', (name) => {
		const { desk, working } = prepared();
		desk.reconfigure({ limits: { [name]: null } });
		expect(desk.place().denial).toEqual({ code: 'LIMIT_MISSING', value: null, limit: null, headroom: null, level: null });
		expect(desk.cancel(working.orderId)).toMatchObject({ outcome: 'order' });
		expect(desk.close()).toMatchObject({ outcome: 'order', order: { life: 'SUBMITTED' } });
	});
});

describe('a missing input denies what adds risk and lets a close pass', () => {
	/** Connected, with a position, but without what `drop` leaves out. */
	function without(drop: 'spec' | 'mark' | 'fx'): Desk {
		const desk = new Desk({ ready: false });
		const instrumentId = drop === 'fx' ? USDJPY : EURUSD;
		desk.venue({ event: 'linkUp' });
		desk.snapshot({});
		if (drop !== 'spec') desk.venue({ event: 'spec', instrumentId, spec: plainSpec });
		if (drop !== 'mark') desk.mark(instrumentId, { bid: 110_000, ask: 110_010 });
		const opening = desk.place({ instrumentId });
		desk.fill(opening, { orderId: 0, positionTicket: 5n });
		return desk;
	}

	it.each([
		['spec', 'INSTRUMENT_SPEC_MISSING', EURUSD],
		['mark', 'MARK_MISSING', EURUSD],
		['fx', 'FX_RATE_MISSING', USDJPY],
	] as const)('no %s: %s', (drop, code, instrumentId) => {
		const desk = without(drop);
		expect(desk.place({ instrumentId }).denial?.code).toBe(code);
		expect(desk.close({ instrumentId })).toMatchObject({ order: { life: 'SUBMITTED' } });
	});

	it('no word from the venue about the account', () => {
		const desk = new Desk({ ready: false });
		expect(desk.place().denial?.code).toBe('VENUE_LINK_DOWN');
	});
});

describe('what reduces', () => {
	it('is an opposite order that fits into the position, also without the flag', () => {
		const { desk } = prepared();
		desk.halt(true);
		expect(desk.place({ side: 'SELL', qty: 300 }).life).toBe('SUBMITTED');
		expect(desk.place({ side: 'SELL', qty: 1 }).denial?.code).toBe('HALTED');
	});

	it('can close a fragment below the step and the minimum', () => {
		const desk = new Desk();
		desk.fill(desk.place({ qty: 7 }));
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, qtyStep: 10, qtyMin: 10 } });
		expect(desk.close()).toMatchObject({ order: { qty: 7, life: 'SUBMITTED' } });
		expect(desk.close({ qty: 5 })).toMatchObject({ order: { life: 'DENIED' } });
	});

	it('on a hedging account is only what names a position', () => {
		const desk = new Desk({ mode: 'HEDGING' });
		desk.fill(desk.place(), { positionTicket: 5n });
		desk.halt(true);
		expect(desk.place({ side: 'SELL' }).denial?.code).toBe('HALTED');
		expect(desk.place({ side: 'SELL', reduceOnly: true }).denial?.code).toBe('REDUCE_ONLY_WOULD_INCREASE');
		expect(desk.place({ side: 'SELL', positionTicket: 5n, type: 'LIMIT', price: 111_000, tif: 'GTC' }).denial?.code).toBe(
			'ORDER_TYPE_UNSUPPORTED',
		);
		expect(desk.place({ side: 'SELL', positionTicket: 5n }).life).toBe('SUBMITTED');
	});
});

describe('reserved exposure', () => {
	it('of an order of unknown fate still counts', () => {
		const desk = new Desk({ limits: { maxNetLots: 1 } });
		desk.place({ qty: 100 });
		desk.venue({ event: 'linkDown' });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1 });
		expect(desk.order(1_000_001).life).toBe('UNKNOWN');
		expect(desk.place({ qty: 1 }).denial).toEqual({ code: 'MAX_NET_POSITION', value: 101, limit: 100, headroom: -1, level: 'ACCOUNT' });
	});

	it('is let go when the order ends, and margin of a fill stays held until the venue has counted it', () => {
		const desk = new Desk({ limits: { marginReserveBps: 0 } });
		desk.venue({ event: 'account', account: { ...healthyAccount, marginFreeMinor: 150_000 } });
		const first = desk.place();
		expect(desk.place().denial).toMatchObject({ code: 'MARGIN_INSUFFICIENT', value: 100_000, limit: 50_000, headroom: -50_000 });
		desk.fill(first);
		expect(desk.place().denial?.code).toBe('MARGIN_INSUFFICIENT');
		desk.venue({ event: 'account', account: { ...healthyAccount, marginFreeMinor: 150_000, marginMinor: 100_000 } });
		expect(desk.place().life).toBe('SUBMITTED');
	});

	it('refills the token bucket by whole tokens of time', () => {
		const desk = new Desk({ limits: { ordersPerSecond: 3, ordersBurst: 1 } });
		desk.place();
		expect(desk.place().denial).toEqual({ code: 'ORDER_RATE', value: 1, limit: 3, headroom: null, level: 'ACCOUNT' });
		desk.nowMs += 333;
		expect(desk.place().denial?.code).toBe('ORDER_RATE');
		desk.nowMs += 1;
		expect(desk.place().life).toBe('SUBMITTED');
	});
});

describe('numbers beyond exact range', () => {
	it('deny, and never wrap', () => {
		const desk = new Desk({ limits: { maxOrderQtyLots: 90_000_000_000_000, maxNetLots: 90_000_000_000_000 } });
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, qtyMax: Number.MAX_SAFE_INTEGER } });
		expect(desk.place({ qty: 9_000_000_000_000_000 }).denial?.code).toBe('NUMBER_OUT_OF_RANGE');
	});
});

it('every denial code but those of missing inputs and range is shown by a case above', () => {
	const shown = new Set<string>(cases.map(({ code }) => code));
	// QTY_NOT_AMENDABLE: amend.test.ts. APPROVAL_REFUSED: held.test.ts. BRACKET_NOT_ALLOWED, GROUP_DENIED: linked.test.ts. STOPS_FROZEN: amend-position.test.ts.
	// QTY_NOT_AMENDABLE: amend.test.ts. AMEND_RATE: order-to-trade.test.ts and levels.test.ts. APPROVAL_REFUSED: held.test.ts.
	const elsewhere = [
		'QTY_NOT_AMENDABLE',
		'AMEND_RATE',
		'APPROVAL_REFUSED',
		'BRACKET_NOT_ALLOWED',
		'GROUP_DENIED',
		'STOPS_FROZEN',
		'LIMIT_MISSING',
		'INSTRUMENT_SPEC_MISSING',
		'FX_RATE_MISSING',
		'MARK_MISSING',
		'NUMBER_OUT_OF_RANGE',
		'ACCOUNT_STATE_MISSING',
	];
	expect(denialCodes.filter((code) => !shown.has(code) && !elsewhere.includes(code))).toEqual([]);
});

it('preview shows notional and margin', () => {
	const desk = new Desk();
	expect(desk.engine.preview(desk.terms(), desk.nowMs)).toEqual({ denial: null, notionalMinor: 10_000_909, marginMinor: 100_000 });
	expect(desk.engine.preview({ ...desk.terms(), tenantId: 9 }, desk.nowMs)).toMatchObject({ notionalMinor: null, marginMinor: null });
	expect(replyOf(desk.apply({ kind: 'halt', tenantId: 9, halted: true, envelope }))).toMatchObject({ code: 'UNKNOWN_TENANT' });
});
