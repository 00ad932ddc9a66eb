import { describe, expect, it } from 'vitest';
import type { OrderView, Reply } from '../src/index.ts';
import { Desk, EURUSD, envelope, plainSpec, RISK_OFFICER, replyOf, TRADER } from './support/desk.ts';

const users = [
	{ userId: TRADER, active: true, mayTrade: true, mayHalt: true, mayApprove: true },
	{ userId: RISK_OFFICER, active: true, mayTrade: false, mayHalt: true, mayApprove: true },
	{ userId: 4, active: true, mayTrade: true, mayHalt: false },
	{ userId: 5, active: false, mayTrade: true, mayHalt: true, mayApprove: true },
];

function deskWithRule(): Desk {
	const desk = new Desk({ limits: { approvalNotionalMinor: 5_000_000 } });
	desk.reconfigure({ config: { users } });
	return desk;
}

function decide(desk: Desk, { orderId }: OrderView, how: { readonly approved?: boolean; readonly by?: number } = {}): Reply {
	const { approved = true, by = RISK_OFFICER } = how;
	return replyOf(desk.apply({ kind: 'decide', tenantId: 1, accountId: 1, orderId, approved, envelope: { ...envelope, principalId: by } }));
}

describe('an order above the size that one person may place', () => {
	it('is held, sends nothing and reserves nothing', () => {
		const desk = deskWithRule();
		expect(desk.place()).toMatchObject({ life: 'HELD', waitsFor: 'APPROVAL', reservedQty: 0, denial: null, decidedById: 0 });
		expect(desk.place({ qty: 40 }).life, 'a smaller one passes').toBe('SUBMITTED');
		expect(desk.sends()).toHaveLength(1);
	});

	it('waits for nothing any more once it has gone out, so that a look at what is due leaves all as it is', () => {
		const desk = deskWithRule();
		const order = desk.place();
		decide(desk, order);
		desk.fill(order, { orderTicket: 7n });
		const before = desk.engine.stateHash();
		expect(desk.engine.wakeAtMs()).toBeNull();
		expect(desk.engine.stateHash()).toBe(before);
		expect(desk.state.tenants.get(1)?.accounts.get(1)?.timed.size).toBe(0);
	});

	it('goes to the venue when a second person approves', () => {
		const desk = deskWithRule();
		const order = desk.place();
		expect(decide(desk, order)).toMatchObject({
			order: { life: 'SUBMITTED', decidedById: RISK_OFFICER, reservedQty: 100, waitsFor: null },
		});
		expect(desk.sends()).toMatchObject([{ orderId: order.orderId, qty: 100 }]);
		expect(decide(desk, order), 'once').toMatchObject({ code: 'NOT_HELD' });
		expect(desk.sends()).toHaveLength(1);
	});

	it('then waits for its price, where it has one, and needs no second approval when that comes', () => {
		const desk = deskWithRule();
		const order = desk.place({ type: 'MARKET_IF_TOUCHED', tif: 'GTC', price: 109_900 });
		expect(order).toMatchObject({ life: 'HELD', emulated: ['TRIGGER'] });
		desk.mark(EURUSD, { bid: 109_890, ask: 109_900 });
		expect(desk.order(order.orderId).life, 'no quote sets it off before').toBe('HELD');
		desk.marks();
		expect(decide(desk, order)).toMatchObject({ order: { life: 'ACCEPTED', waitsFor: 'PRICE' } });
		desk.mark(EURUSD, { bid: 109_890, ask: 109_900 });
		expect(desk.order(order.orderId).life).toBe('SUBMITTED');
	});

	it.each([
		['the one who asked for it', TRADER],
		['one without the permission', 4],
		['one who is not active', 5],
		['a stranger', 99],
	])('is not approved by %s, nor refused', (_name, by) => {
		const desk = deskWithRule();
		const order = desk.place();
		expect(decide(desk, order, { by })).toMatchObject({ code: 'NOT_ALLOWED' });
		expect(decide(desk, order, { by, approved: false })).toMatchObject({ code: 'NOT_ALLOWED' });
		expect(desk.order(order.orderId)).toMatchObject({ life: 'HELD', decidedById: 0 });
	});

	it('is not approved by who decided on the investment', () => {
		const desk = deskWithRule();
		const order = desk.place({ envelope: { ...envelope, investmentDeciderId: RISK_OFFICER } });
		expect(decide(desk, order)).toMatchObject({ code: 'NOT_ALLOWED' });
	});

	it('passes all checks again on approval', () => {
		const desk = deskWithRule();
		const order = desk.place();
		desk.mark(EURUSD, { bid: 110_000, ask: 112_000 });
		expect(decide(desk, order)).toMatchObject({ order: { life: 'DENIED', denial: { code: 'SPREAD_TOO_WIDE' } } });
		expect(desk.sends()).toEqual([]);
	});

	it('ends as denied where the second person refuses it', () => {
		const desk = deskWithRule();
		const order = desk.place();
		expect(decide(desk, order, { approved: false })).toMatchObject({
			order: { life: 'DENIED', decidedById: RISK_OFFICER, denial: { code: 'APPROVAL_REFUSED' } },
		});
	});

	it('can be cancelled, and is taken back by a halt', () => {
		const desk = deskWithRule();
		const [first, second] = [desk.place(), desk.place()];
		expect(desk.amendReply(first.orderId, { qty: 50 })).toMatchObject({ code: 'NOT_AMENDABLE' });
		expect(desk.cancel(first.orderId)).toMatchObject({ order: { life: 'CANCELED' } });
		desk.halt(true);
		expect(desk.order(second.orderId).life).toBe('CANCELED');
	});

	it('expires after a quarter of an hour, or when its own time is over', () => {
		const desk = deskWithRule();
		const order = desk.place();
		const until = desk.place({ type: 'LIMIT', tif: 'GTD', price: 109_000, expiresAtMs: desk.nowMs + 60_000 });
		expect(desk.engine.wakeAtMs()).toBe(desk.nowMs + 60_000);
		desk.nowMs += 60_000;
		desk.apply({ kind: 'timer' });
		expect([desk.order(order.orderId).life, desk.order(until.orderId).life]).toEqual(['HELD', 'EXPIRED']);
		desk.nowMs += 840_000;
		desk.apply({ kind: 'timer' });
		expect(desk.order(order.orderId).life).toBe('EXPIRED');
		expect(decide(desk, order)).toMatchObject({ code: 'NOT_HELD' });
	});

	it('asked for again is the same order, also after it was approved', () => {
		const desk = deskWithRule();
		const order = desk.place({ clientOrderId: 'big' });
		expect(desk.placeReply({ clientOrderId: 'big' })).toMatchObject({ duplicate: true, order: { orderId: order.orderId, life: 'HELD' } });
		decide(desk, order);
		expect(desk.placeReply({ clientOrderId: 'big' })).toMatchObject({ duplicate: true, order: { life: 'SUBMITTED' } });
	});

	it('of another account is not known', () => {
		const desk = deskWithRule();
		expect(decide(desk, { ...desk.place(), orderId: 1_000_077 })).toMatchObject({ code: 'UNKNOWN_ORDER' });
	});
});

it('with the size at nothing every order that adds risk needs two persons, and a close does not', () => {
	const desk = new Desk();
	desk.fill(desk.place());
	desk.reconfigure({ config: { users }, limits: { approvalNotionalMinor: 0 } });
	expect(desk.place({ qty: 1 }).life).toBe('HELD');
	expect(desk.close()).toMatchObject({ order: { life: 'SUBMITTED' } });
	desk.venue({ event: 'spec', instrumentId: EURUSD, spec: plainSpec });
});
