import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../src/index.ts';
import { denialCodes, levels, orderLives, orderTypes, pendingRequests, sides, timesInForce } from '../src/model.ts';
import { createOrder, type Order } from '../src/orders/order.ts';
import { fitsRow } from '../src/orders/order-row.ts';
import { addOrder, createOrders, liveOrder, nextOrderId, peekOrder, putEndedAway } from '../src/state/orders.ts';
import { Desk } from './support/desk.ts';

const number = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const numberOrNull = fc.option(number);
const ticket = number.map(BigInt);
const request = fc.record({ epoch: number, commandSeq: fc.integer({ min: 1 }), linkSession: number, atMs: number });
const facts = fc.record({
	side: fc.constantFrom(...sides),
	type: fc.constantFrom(...orderTypes),
	tif: fc.constantFrom(...timesInForce),
	life: fc.constantFrom(...orderLives),
	pending: fc.constantFrom(...pendingRequests),
	...{ qty: number, price: numberOrNull, limitPrice: numberOrNull, sl: numberOrNull, tp: numberOrNull, expiresAtMs: numberOrNull },
	...{ positionTicket: ticket, positionByTicket: ticket, venueOrderTicket: ticket, strategyId: numberOrNull, decidedById: number },
	...{ triggered: fc.boolean(), reduceOnly: fc.boolean(), postOnly: fc.boolean(), asksBracket: fc.boolean(), reduces: fc.boolean() },
	...{ isWatchedHere: fc.boolean(), isPresumable: fc.boolean(), termsHash: number, absentSinceMs: numberOrNull, seenLinkSession: number },
	...{ createdAtMs: number, updatedAtMs: number, filledQty: number, filledNotional: number, retcode: number, marginMinor: number },
	envelope: fc.record({ principalId: number, sessionId: number, investmentDeciderId: number, executionDeciderId: number }),
	recalledFor: fc.option(fc.constantFrom('KILL', 'EXPIRY', 'LINK')),
	denial: fc.option(
		fc.record({
			code: fc.constantFrom(...denialCodes),
			...{ value: numberOrNull, limit: numberOrNull, headroom: numberOrNull },
			level: fc.option(fc.constantFrom(...levels)),
		}),
	),
	end: fc.option(fc.record({ event: fc.constantFrom('complete', 'cancel', 'expire'), filledQty: number, linkSession: number })),
	placed: request,
});
const requests = fc.record({ replaced: request, canceled: request }, { requiredKeys: [] });
const clientOrderId = fc.stringMatching(/^[A-Za-z0-9._:-]{1,36}$/);

describe('an order that has ended', () => {
	it('is the same when it comes back from its row', () => {
		const terms = new Desk({ ready: false }).terms();
		fc.assert(
			fc.property(facts, requests, clientOrderId, (some, rare, id) => {
				const orders = createOrders({ keptEnded: 0 });
				const made = createOrder({ orderId: nextOrderId(orders), terms: { ...terms, clientOrderId: id }, termsHash: 0, atMs: 0 });
				const order: Order = { ...made, ...some, ...rare };
				const expected = { ...order };
				addOrder(orders, order);
				orders.ended.add(order.orderId);
				putEndedAway(orders);
				expect(orders.live.has(order.orderId)).toBe(!fitsRow(order));
				expect(peekOrder(orders, order.orderId)).toEqual(expected);
				expect(liveOrder(orders, order.orderId)).toEqual(expected);
			}),
		);
	});

	const filled = () => {
		const desk = new Desk();
		const order = desk.place({ clientOrderId: 'first' });
		desk.fill(order, { orderTicket: 7n });
		return { desk, order };
	};

	it('is an object no more', () => {
		const { desk, order } = filled();
		expect(desk.state.orders.live.has(order.orderId)).toBe(false);
	});

	it('answers for its client id as it did, and for no other request', () => {
		const { desk, order } = filled();
		expect(desk.placeReply({ clientOrderId: 'first' })).toMatchObject({
			duplicate: true,
			order: { orderId: order.orderId, life: 'FILLED' },
		});
		expect(desk.placeReply({ clientOrderId: 'first', qty: 7 })).toMatchObject({ code: 'CLIENT_ORDER_ID_REUSED' });
	});

	it('takes a fill that comes late', () => {
		const { desk, order } = filled();
		const outputs = desk.fill(order, { ticket: 99_999n, orderTicket: 7n });
		expect(outputs.flatMap((output) => (output.kind === 'break' ? [output.code] : []))).toEqual(['LATE_FILL', 'OVERFILL']);
	});

	it('counts in the hash as it does in the engine that goes on from this memory', () => {
		const { desk } = filled();
		const again = createEngine(structuredClone(desk.engine.memory()));
		expect(again.stateHash()).toBe(desk.engine.stateHash());
		expect(desk.cancel(1_000_001)).toMatchObject({ code: 'NOT_CANCELABLE' });
	});
});
