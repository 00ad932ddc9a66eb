import { describe, expect, it } from 'vitest';
import type { AmendPosition, Reply, VenuePosition } from '../src/index.ts';
import { Desk, EURUSD, envelope, healthyAccount, plainSpec, RISK_OFFICER, replyOf } from './support/desk.ts';

const ticket = 700n + 1_000_001n;
const shown = (stops: Partial<VenuePosition> = {}): VenuePosition => ({
	...{ positionTicket: ticket, instrumentId: EURUSD, side: 'BUY', qty: 100, priceOpen: 110_005, sl: 0, tp: 0 },
	...{ swapMinor: 0, profitMinor: 0, venueAtMs: 9 },
	...stops,
});

/** Long one lot without stops. */
function long(mode: 'NETTING' | 'HEDGING' = 'HEDGING'): Desk {
	const desk = new Desk({ mode });
	desk.fill(desk.place());
	desk.venue({ event: 'account', account: healthyAccount });
	return desk;
}

let ids = 0;
function amend(desk: Desk, change: Partial<AmendPosition> & { readonly by?: number } = {}): Reply {
	const { by = 1, ...terms } = change;
	const base = { tenantId: 1, accountId: 1, instrumentId: EURUSD, positionTicket: ticket, amendId: `p${++ids}`, sl: null, tp: null };
	return replyOf(desk.apply({ kind: 'amendPosition', ...base, ...terms, envelope: { ...envelope, principalId: by } }));
}

const position = (desk: Desk) => desk.positions.get(ticket);
const answer = (desk: Desk, retcode: number) =>
	desk.venue({ event: 'result', orderId: 0, epoch: 1, commandSeq: 2, retcode, orderTicket: 0n, dealTicket: 0n });
const code = (reply: Reply) => (reply.outcome === 'position' ? reply.denial?.code : reply.outcome === 'refused' ? reply.code : undefined);

describe.each(['NETTING', 'HEDGING'] as const)('other stops of an open position, %s', (mode) => {
	it('are asked of the venue by its ticket, and in force once that has said so', () => {
		const desk = long(mode);
		expect(amend(desk, { sl: 109_000, tp: 111_000 })).toMatchObject({
			outcome: 'position',
			duplicate: false,
			position: { sl: 0, stopsPending: 'SENT' },
		});
		expect(desk.sends().at(-1)).toMatchObject({
			action: 'SLTP',
			orderId: 0,
			positionTicket: ticket,
			sl: 109_000,
			tp: 111_000,
			side: 'BUY',
		});
		answer(desk, 10009);
		expect(position(desk)).toMatchObject({ sl: 109_000, tp: 111_000, stopsPending: 'NONE', stopsRetcode: 0 });
		expect(amend(desk, { tp: 0 }), 'what is not named stays').toMatchObject({ outcome: 'position' });
		expect(desk.sends().at(-1)).toMatchObject({ sl: 109_000, tp: 0 });
	});

	it('are in force when the venue shows them, whatever became of the answer', () => {
		const desk = long(mode);
		amend(desk, { sl: 109_000 });
		desk.venue({ event: 'position', position: shown({ sl: 109_000 }) });
		expect(position(desk)).toMatchObject({ sl: 109_000, stopsPending: 'NONE' });
		answer(desk, 10009);
		expect(desk.breaks()).toEqual([]);
	});

	it('are not in force where the venue refused them, and the position says why', () => {
		const desk = long(mode);
		amend(desk, { sl: 109_000 });
		answer(desk, 10016);
		expect(position(desk)).toMatchObject({ sl: 0, stopsPending: 'NONE', stopsRetcode: 10016 });
	});
});

describe('a request for other stops', () => {
	it('asked again is answered again and sent once; another under its id is refused', () => {
		const desk = long();
		amend(desk, { amendId: 'x', sl: 109_000 });
		expect(amend(desk, { amendId: 'x', sl: 109_000 })).toMatchObject({ outcome: 'position', duplicate: true });
		expect(amend(desk, { amendId: 'x', sl: 109_100 })).toMatchObject({ code: 'AMEND_ID_REUSED' });
		expect(desk.sends().filter(({ action }) => action === 'SLTP')).toHaveLength(1);
	});

	it('waits for the one before it', () => {
		const desk = long();
		amend(desk, { sl: 109_000 });
		expect(amend(desk, { sl: 109_100 })).toMatchObject({ code: 'NOT_AMENDABLE' });
	});

	it('without an answer is unknown, and settled by a picture: the old stops and proof that it never came', () => {
		const desk = long();
		amend(desk, { sl: 109_000 });
		desk.nowMs += 10_000;
		desk.apply({ kind: 'timer' });
		expect(position(desk)).toMatchObject({ stopsPending: 'UNKNOWN' });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 1, positions: [shown()] });
		expect(position(desk)).toMatchObject({ sl: 0, stopsPending: 'NONE' });
	});

	it('that was received stays unknown until the terms show, or for three minutes', () => {
		const received = { lastCommandEpoch: 1, lastCommandSeq: 2 };
		const desk = long();
		amend(desk, { sl: 109_000 });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ ...received, positions: [shown()] });
		expect(position(desk)).toMatchObject({ stopsPending: 'UNKNOWN' });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ ...received, positions: [shown({ sl: 109_000 })] });
		expect(position(desk)).toMatchObject({ sl: 109_000, stopsPending: 'NONE' });

		const lost = long();
		amend(lost, { sl: 109_000 });
		lost.nowMs += 180_000;
		lost.venue({ event: 'linkUp' });
		lost.snapshot({ ...received, positions: [shown()] });
		expect(position(lost)).toMatchObject({ sl: 0, stopsPending: 'NONE' });
	});

	it('is over where the terminal remembers that it was refused, of this epoch, or the position is gone', () => {
		const desk = long();
		amend(desk, { sl: 109_000 });
		desk.venue({ event: 'linkUp' });
		const remembered = { orderId: 0, commandSeq: 2, sent: true, retcode: 10016 };
		const received = { lastCommandEpoch: 1, lastCommandSeq: 2, positions: [shown()] };
		desk.snapshot({ ...received, requests: [{ ...remembered, epoch: 7 }] });
		expect(position(desk)).toMatchObject({ stopsPending: 'UNKNOWN' });
		desk.snapshot({ ...received, requests: [{ ...remembered, epoch: 1 }] });
		expect(position(desk)).toMatchObject({ stopsPending: 'NONE', stopsRetcode: 10016 });
		amend(desk, { sl: 109_000 });
		desk.venue({ event: 'positionGone', positionTicket: ticket, instrumentId: EURUSD });
		expect(desk.state.tenants.get(1)?.accounts.get(1)?.stopRequests.size).toBe(0);
	});

	it.each([
		['off the tick', { sl: 109_001 }, 'PRICE_OFF_TICK'],
		['at the bid', { sl: 110_000 }, 'STOPS_INVALID'],
		['a target below the bid', { tp: 109_000 }, 'STOPS_INVALID'],
		['too close', { sl: 109_950 }, 'STOPS_TOO_CLOSE'],
	] as const)('is denied %s', (_name, stops, denied) => {
		const desk = long();
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, tickSize: 5, stopsLevel: 60 } });
		expect(code(amend(desk, stops))).toBe(denied);
		expect(position(desk)?.stopsPending).toBe('NONE');
		expect(desk.sends()).toHaveLength(1);
	});

	it('is denied while the market stands so near that the broker freezes them', () => {
		const desk = long();
		desk.venue({ event: 'position', position: shown({ sl: 109_990 }) });
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, freezeLevel: 20 } });
		expect(code(amend(desk, { sl: 109_000 }))).toBe('STOPS_FROZEN');
		expect(code(amend(desk, { tp: 111_000 })), 'the other one is not').toBeUndefined();
	});

	it('protects by anybody active, takes a stop loss away only by who may trade', () => {
		const desk = long();
		desk.venue({ event: 'position', position: shown({ sl: 109_000 }) });
		expect(code(amend(desk, { by: 3, sl: 109_100 }))).toBe('USER_INACTIVE');
		expect(code(amend(desk, { by: RISK_OFFICER, sl: 0 }))).toBe('USER_NOT_ALLOWED');
		expect(code(amend(desk, { by: RISK_OFFICER, sl: 109_100 }))).toBeUndefined();
	});

	it('is denied without line, quote or specification', () => {
		const desk = long();
		desk.venue({ event: 'linkDown' });
		expect(code(amend(desk, { sl: 109_000 }))).toBe('VENUE_LINK_DOWN');
		const blind = new Desk({ ready: false, mode: 'HEDGING' });
		blind.venue({ event: 'linkUp' });
		blind.snapshot({ positions: [shown()] });
		expect(code(amend(blind, { sl: 109_000 }))).toBe('INSTRUMENT_SPEC_MISSING');
		blind.venue({ event: 'spec', instrumentId: EURUSD, spec: plainSpec });
		expect(code(amend(blind, { sl: 109_000 }))).toBe('MARK_MISSING');
	});

	it('of a position that is not there, or with a broken number, is refused', () => {
		const desk = long();
		expect(code(amend(desk, { positionTicket: 5n }))).toBe('UNKNOWN_POSITION');
		expect(code(amend(desk, { sl: 0.5 }))).toBe('INVALID_REQUEST');
		expect(code(amend(desk, { sl: -1 }))).toBe('INVALID_REQUEST');
		expect(code(amend(desk, { amendId: '' }))).toBe('INVALID_REQUEST');
	});
});
