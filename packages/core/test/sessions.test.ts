import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayEndMs, isSessionOpen, nextCloseMs, nextOpenMs } from '../src/orders/calendar.ts';
import { Desk, EURUSD, plainSpec } from './support/desk.ts';

const HOUR = 3_600;
const DAY = 86_400;
/** Thursday 1 January 1970 is day 4 of the broker's week. */
const thursday = 4 * DAY;
const at = (hour: number, day = 0) => (day * DAY + hour * HOUR) * 1000;
/** Monday to Friday, 8 to 12 and 13 to 17. */
const sessions = [1, 2, 3, 4, 5].flatMap((day) => [
	{ fromSec: day * DAY + 8 * HOUR, toSec: day * DAY + 12 * HOUR },
	{ fromSec: day * DAY + 13 * HOUR, toSec: day * DAY + 17 * HOUR },
]);
const exchange = { sessions, serverOffsetSec: 0 };
const roundTheClock = {
	sessions: [1, 2, 3, 4, 5].map((day) => ({ fromSec: day * DAY, toSec: (day + 1) * DAY })),
	serverOffsetSec: 2 * HOUR,
};

describe('the venue’s calendar', () => {
	it.each([
		['before the day', exchange, 7, { open: at(8), close: at(12), dayEnd: at(17) }],
		['in the first session', exchange, 9, { open: at(13), close: at(12), dayEnd: at(17) }],
		['at its end', exchange, 12, { open: at(13), close: at(17), dayEnd: at(17) }],
		['in the evening: the next day', exchange, 18, { open: at(8, 1), close: at(12, 1), dayEnd: at(17, 1) }],
		// Open from Sunday 22:00 to Friday 22:00 UTC; the broker's midnight is 22:00 UTC.
		['round the clock', roundTheClock, 9, { open: at(22, 3), close: at(22, 1), dayEnd: at(22) }],
	] as const)('%s', (_name, calendar, hour, { open, close, dayEnd }) => {
		expect(nextOpenMs(calendar, at(hour))).toBe(open);
		expect(nextCloseMs(calendar, at(hour))).toBe(close);
		expect(dayEndMs(calendar, at(hour))).toBe(dayEnd);
	});

	it('that never closes has neither an opening nor a close; its day ends at the broker’s midnight', () => {
		const always = { sessions: [{ fromSec: 0, toSec: 7 * DAY }], serverOffsetSec: 0 };
		expect([nextOpenMs(always, at(9)), nextCloseMs(always, at(9)), dayEndMs(always, at(9))]).toEqual([null, null, at(24)]);
		expect([nextOpenMs, nextCloseMs, dayEndMs].map((moment) => moment({ sessions: [], serverOffsetSec: 0 }, 0))).toEqual([
			null,
			null,
			null,
		]);
	});

	it('opens into a session and closes out of one, whatever the sessions and the zone', () => {
		const minute = fc.integer({ min: 0, max: 7 * 24 * 60 });
		const calendar = fc.record({
			sessions: fc.array(
				fc.tuple(minute, minute).map(([a, b]) => ({ fromSec: Math.min(a, b) * 60, toSec: Math.max(a, b) * 60 })),
				{ maxLength: 6 },
			),
			serverOffsetSec: fc.integer({ min: -12, max: 14 }).map((hours) => hours * HOUR),
		});
		fc.assert(
			fc.property(calendar, fc.integer({ min: DAY, max: 60 * DAY }), (one, sec) => {
				const nowMs = sec * 1000;
				const [open, close] = [nextOpenMs(one, nowMs), nextCloseMs(one, nowMs)];
				expect(open === null).toBe(close === null);
				if (open === null || close === null) return;
				expect(Math.min(open, close)).toBeGreaterThan(nowMs);
				expect([isSessionOpen(one, open - 1000), isSessionOpen(one, open)]).toEqual([false, true]);
				expect([isSessionOpen(one, close - 1000), isSessionOpen(one, close)]).toEqual([true, false]);
				expect(isSessionOpen(one, nowMs), 'of the two the close comes first just where it is open').toBe(close < open);
			}),
		);
	});
});

/** A desk at a venue with the exchange's sessions, by our clock. */
function deskAt(hour: number): Desk {
	const desk = new Desk();
	desk.nowMs = at(hour);
	desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, ...exchange } });
	desk.marks();
	return desk;
}

function wait(desk: Desk, untilMs: number): void {
	desk.nowMs = untilMs;
	desk.apply({ kind: 'timer' });
}

describe('an order for the opening', () => {
	it('is taken while the market is closed, reserves nothing, and is sent when it opens', () => {
		const desk = deskAt(7);
		desk.nowMs = at(7.5);
		const order = desk.place({ tif: 'AT_OPEN' });
		expect(order).toMatchObject({ life: 'ACCEPTED', waitsFor: 'OPEN', emulated: ['SESSION'], reservedQty: 0 });
		expect(desk.place().denial?.code).toBe('SESSION_CLOSED');
		expect(desk.engine.wakeAtMs()).toBe(at(8));
		wait(desk, at(8) - 1);
		expect(desk.sends()).toEqual([]);
		desk.nowMs = at(8);
		desk.marks();
		wait(desk, at(8));
		expect(desk.sends()).toMatchObject([{ orderId: order.orderId, action: 'DEAL', tif: 'GTC' }]);
	});

	it('is judged when it opens: an old quote denies it then', () => {
		const desk = deskAt(7);
		const order = desk.place({ tif: 'AT_OPEN' });
		wait(desk, at(8));
		expect(desk.order(order.orderId)).toMatchObject({ life: 'DENIED', denial: { code: 'MARK_STALE' } });
	});

	it('is judged when it is taken for what no market can change', () => {
		const desk = deskAt(7);
		desk.reconfigure({ limits: { maxOrderQtyLots: 1, maxOrderNotionalMinor: 5_000_000 } });
		expect(desk.place({ tif: 'AT_OPEN', qty: 101 }).denial?.code).toBe('MAX_ORDER_QTY');
		expect(desk.place({ tif: 'AT_OPEN', qty: 100 }).denial?.code).toBe('MAX_ORDER_NOTIONAL');
	});

	it('waits for the line, goes when it is back, and expires with the session that it was for', () => {
		const desk = deskAt(7);
		const [first, second] = [desk.place({ tif: 'AT_OPEN' }), desk.place({ tif: 'AT_OPEN', qty: 50 })];
		desk.venue({ event: 'linkDown' });
		wait(desk, at(9));
		expect([desk.order(first.orderId).life, desk.engine.wakeAtMs()]).toEqual(['ACCEPTED', at(12)]);
		desk.cancel(second.orderId);
		desk.venue({ event: 'linkUp' });
		desk.marks();
		desk.snapshot({});
		expect(desk.order(first.orderId).life).toBe('SUBMITTED');
		const late = desk.place({ tif: 'AT_OPEN' });
		desk.venue({ event: 'linkDown' });
		wait(desk, at(17));
		expect(desk.order(late.orderId).life).toBe('EXPIRED');
	});
});

it('an order for the close is sent a minute before it, and its exposure is reserved until then', () => {
	const desk = deskAt(9);
	const order = desk.place({ tif: 'AT_CLOSE' });
	expect(order).toMatchObject({ life: 'ACCEPTED', waitsFor: 'CLOSE', emulated: ['SESSION'], reservedQty: 100 });
	desk.nowMs = at(12) - 60_000;
	desk.marks();
	wait(desk, at(12) - 60_000);
	expect(desk.sends()).toMatchObject([{ orderId: order.orderId, action: 'DEAL' }]);
});

it('a DAY order that the engine holds ends with the venue’s day', () => {
	const desk = deskAt(9);
	const order = desk.place({ type: 'MARKET_IF_TOUCHED', tif: 'DAY', price: 109_000 });
	expect(order.emulated).toEqual(['TRIGGER', 'EXPIRY']);
	wait(desk, at(17) - 1);
	expect(desk.order(order.orderId).life).toBe('ACCEPTED');
	wait(desk, at(17));
	expect(desk.order(order.orderId).life).toBe('EXPIRED');
	expect(thursday).toBe(345_600);
});
