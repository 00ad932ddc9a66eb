import { describe, expect, it } from 'vitest';
import { orderLives, pendingRequests } from '../src/index.ts';
import { isOpen, type LifeEvent, lifeTransitions } from '../src/orders/life.ts';
import { createOrder, moveLife, movePending } from '../src/orders/order.ts';
import { type PendingEvent, pendingTransitions } from '../src/orders/pending.ts';
import { Desk } from './support/desk.ts';

const lifeEvents: readonly LifeEvent[] = [
	'deny',
	'submit',
	'accept',
	'reject',
	'complete',
	'cancel',
	'expire',
	'lose',
	'vanish',
	'neverArrived',
];
const pendingEvents: readonly PendingEvent[] = ['sendNew', 'sendReplace', 'sendCancel', 'answer', 'fallBack', 'lose', 'end'];
const ended = ['DENIED', 'FILLED', 'CANCELED', 'REJECTED', 'EXPIRED', 'NOT_SENT'];

function fresh() {
	return createOrder({ orderId: 1, terms: new Desk({ ready: false }).terms(), atMs: 0 });
}

/** Every sequence of life and pending events up to `depth`, applied to a fresh order. */
function explore(depth: number, visit: (order: ReturnType<typeof fresh>, path: readonly string[]) => void): void {
	const template = fresh();
	const walk = (path: readonly string[]): void => {
		const order = { ...template };
		for (const step of path) {
			const [kind, event] = step.split(':');
			if (kind === 'life') moveLife(order, event as LifeEvent);
			else movePending(order, event as PendingEvent);
		}
		visit(order, path);
		if (path.length === depth) return;
		for (const event of lifeEvents) walk([...path, `life:${event}`]);
		for (const event of pendingEvents) walk([...path, `pending:${event}`]);
	};
	walk([]);
}

describe('the facts of an order', () => {
	it('reach no life after the end, whatever comes', () => {
		for (const life of ended) expect(lifeTransitions[life as keyof typeof lifeTransitions]).toEqual({});
	});

	it('leave UNKNOWN by evidence alone, and reach it only by a lost answer or a vanished order', () => {
		expect(Object.keys(lifeTransitions.UNKNOWN).sort()).toEqual(['accept', 'cancel', 'complete', 'expire', 'neverArrived', 'reject']);
		for (const [life, events] of Object.entries(lifeTransitions)) {
			for (const [event, to] of Object.entries(events))
				if (to === 'UNKNOWN') expect([life, event]).toEqual(expect.arrayContaining(life === 'SUBMITTED' ? ['lose'] : ['vanish']));
		}
	});

	it('never send an order twice: no path leads back to SUBMITTED or NEW_SENT', () => {
		for (const [life, events] of Object.entries(lifeTransitions))
			for (const to of Object.values(events)) if (to === 'SUBMITTED') expect(life).toBe('INITIALIZED');
		for (const [pending, events] of Object.entries(pendingTransitions))
			for (const [event, to] of Object.entries(events)) if (to === 'NEW_SENT') expect([pending, event]).toEqual(['NONE', 'sendNew']);
	});

	it('hold over every sequence of four events: an ended order has nothing pending from its end and stays what it is', () => {
		let seen = 0;
		const lives = new Set<string>();
		explore(process.env.MERIDIAN_LONG === '1' ? 6 : 4, (order) => {
			seen += 1;
			lives.add(order.life);
			expect(orderLives).toContain(order.life);
			expect(pendingRequests).toContain(order.pending);
			if (ended.includes(order.life)) {
				const before = order.life;
				for (const event of lifeEvents) expect(moveLife(order, event)).toBe(false);
				expect(order.life).toBe(before);
			}
			if (order.life === 'NOT_SENT') expect(isOpen(order.life)).toBe(false);
		});
		expect(seen).toBeGreaterThan(50_000);
		expect([...lives].sort()).toEqual([...orderLives].sort());
	});
});
