import { describe, expect, it } from 'vitest';
import { allOrders } from '../src/state/orders.ts';
import { Desk } from './support/desk.ts';
import { CARRY, placeAt, twoAccounts } from './support/two-accounts.ts';

const DAY_MS = 86_400_000;

describe('orders and amends of the day per deal', () => {
	it('count each order and amend and this one, against the deals and one in advance', () => {
		const desk = new Desk({ limits: { maxOrdersPerTrade: 3 } });
		const order = desk.limit();
		desk.accept(order);
		desk.amend(order.orderId, { price: 109_001 });
		expect(desk.limit().life).toBe('SUBMITTED');
		expect(desk.limit().denial).toEqual({ code: 'ORDER_TO_TRADE', value: 4, limit: 3, headroom: -1, level: 'ACCOUNT' });
		expect(desk.amendReply(order.orderId, { price: 109_002 })).toMatchObject({ outcome: 'refused' });
		desk.fill(order);
		expect(desk.limit().life, 'a deal makes room').toBe('SUBMITTED');
	});

	it('deny an amend too, and what reduces and cancels passes', () => {
		const desk = new Desk({ limits: { maxOrdersPerTrade: 3 } });
		desk.fill(desk.place());
		const order = desk.limit();
		desk.accept(order);
		desk.reconfigure({ limits: { maxOrdersPerTrade: 1 } });
		expect(desk.amendReply(order.orderId, { price: 109_001 })).toMatchObject({
			amendDenial: { code: 'ORDER_TO_TRADE', value: 2, limit: 1 },
		});
		expect(desk.close()).toMatchObject({ order: { life: 'SUBMITTED' } });
		expect(desk.cancel(order.orderId)).toMatchObject({ outcome: 'order' });
	});

	it('begin anew with the UTC day', () => {
		const desk = new Desk({ limits: { maxOrdersPerTrade: 1 } });
		desk.limit();
		expect(desk.limit().denial?.code).toBe('ORDER_TO_TRADE');
		desk.nowMs = DAY_MS - 1;
		desk.marks();
		expect(desk.limit().denial?.code).toBe('ORDER_TO_TRADE');
		desk.nowMs = DAY_MS;
		desk.marks();
		expect(desk.limit().life).toBe('SUBMITTED');
	});

	it('count at each level for itself', () => {
		const desk = twoAccounts({ tenant: { maxOrdersPerTrade: 2 }, strategy: { maxOrdersPerTrade: 1 } });
		expect(placeAt(desk, 1, { strategyId: CARRY, qty: 1 }).life).toBe('SUBMITTED');
		expect(placeAt(desk, 1, { strategyId: CARRY, qty: 2 }).denial).toMatchObject({ code: 'ORDER_TO_TRADE', level: 'STRATEGY' });
		expect(placeAt(desk, 2, { qty: 3 }).life, 'of no strategy').toBe('SUBMITTED');
		expect(placeAt(desk, 2, { qty: 4 }).denial).toMatchObject({ code: 'ORDER_TO_TRADE', value: 3, limit: 2, level: 'TENANT' });
	});
});

describe('amends per second', () => {
	it('come from a bucket of their own, which fills by time', () => {
		const desk = new Desk({ limits: { amendsPerSecond: 2, amendsBurst: 1 } });
		const order = desk.limit();
		desk.accept(order);
		const amend = (price: number) => {
			const reply = desk.amendReply(order.orderId, { price });
			const commandSeq = allOrders(desk.state.orders)[0]?.replaced.commandSeq ?? 0;
			desk.venue({ event: 'result', epoch: 1, orderId: order.orderId, commandSeq, retcode: 10009, orderTicket: 0n, dealTicket: 0n });
			return reply.outcome === 'order' ? reply.amendDenial?.code : reply.outcome;
		};
		expect(amend(109_001)).toBeUndefined();
		expect(amend(109_002)).toBe('AMEND_RATE');
		desk.nowMs += 499;
		expect(amend(109_003)).toBe('AMEND_RATE');
		desk.nowMs += 1;
		expect(amend(109_004)).toBeUndefined();
		expect(desk.limit().life, 'orders have theirs').toBe('SUBMITTED');
	});
});
