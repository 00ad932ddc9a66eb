import { describe, expect, it } from 'vitest';
import { orderLives, pendingRequests } from '../src/index.ts';
import { isOpen, lifeEvents, lifeTransitions } from '../src/orders/life.ts';
import {
	createOrder,
	dropCancel,
	isCancelPending,
	isNewPending,
	moveLife,
	movePending,
	type Order,
	settleReplacement,
	wasSent,
} from '../src/orders/order.ts';
import { pendingTransitions } from '../src/orders/pending.ts';
import { Desk } from './support/desk.ts';

const ended = ['DENIED', 'FILLED', 'CANCELED', 'REJECTED', 'EXPIRED', 'NOT_SENT', 'PRESUMED_ABSENT'];

function fresh() {
	return createOrder({ orderId: 1, terms: new Desk({ ready: false }).terms(), termsHash: 0, atMs: 0 });
}

const replacement = { price: 109_100, limitPrice: null, sl: null, tp: null, marginMinor: 0 };
type Step = { readonly name: string; readonly take: (order: Order) => boolean };

/** Everything that may happen to the facts, as the engine does it: an amend goes out with its new terms, and they are settled together with it. */
const steps: readonly Step[] = [
	...lifeEvents.map((event) => ({ name: `life ${event}`, take: (order: Order) => moveLife(order, event) })),
	...(['sendCancel', 'lose'] as const).map((event) => ({
		name: `pending ${event}`,
		take: (order: Order) => movePending(order, event),
	})),
	{
		name: 'send',
		take: (order) => {
			if (!movePending(order, 'sendNew')) return false;
			Object.assign(order, { placed: { ...order.placed, commandSeq: order.placed.commandSeq + 1 } });
			return true;
		},
	},
	{ name: 'pending answer of a new order', take: (order) => isNewPending(order) && movePending(order, 'answer') },
	{
		name: 'amend',
		take: (order) => {
			if (!isOpen(order.life) || order.replacement !== null || !movePending(order, 'sendReplace')) return false;
			order.replacement = replacement;
			return true;
		},
	},
	...[true, false].map((isInForce) => ({
		name: `amend settled, in force: ${isInForce}`,
		take: (order: Order) => {
			const wasOpen = order.replacement !== null;
			settleReplacement(order, isInForce);
			return wasOpen;
		},
	})),
	{
		name: 'cancel came to nothing',
		take: (order) => {
			if (!isCancelPending(order)) return false;
			dropCancel(order);
			return true;
		},
	},
];

const keyOf = ({ life, pending, replacement, placed }: Order): string =>
	`${life} ${pending} ${replacement === null ? '-' : 'replacement'} sent:${placed.commandSeq}`;

/**
 * All sequences of `depth` steps. What a step does depends on the three facts, and on whether it was ever sent, alone: sequences which meet in the same facts go on as one, with their number
 * kept; `visit` sees every step of every sequence.
 */
function explore(
	depth: number,
	visit: (before: Order, step: Step, after: Order) => void,
): { readonly sequences: bigint; readonly reached: Set<string> } {
	let layer = new Map([[keyOf(fresh()), { order: fresh(), count: 1n }]]);
	const reached = new Set(layer.keys());
	for (let i = 0; i < depth; i++) {
		const nextLayer: typeof layer = new Map();
		for (const { order, count } of layer.values()) {
			for (const step of steps) {
				const after = { ...order };
				step.take(after);
				visit(order, step, after);
				const key = keyOf(after);
				reached.add(key);
				nextLayer.set(key, { order: after, count: count + (nextLayer.get(key)?.count ?? 0n) });
			}
		}
		layer = nextLayer;
	}
	return { sequences: [...layer.values()].reduce((sum, { count }) => sum + count, 0n), reached };
}

describe('the facts of an order', () => {
	it('reach no life after the end, whatever comes', () => {
		for (const life of ended) expect(lifeTransitions[life as keyof typeof lifeTransitions]).toEqual({});
	});

	it('leave UNKNOWN by evidence alone, and reach it only by a lost answer or a vanished order', () => {
		const evidence = ['accept', 'cancel', 'complete', 'expire', 'neverArrived', 'presume', 'reject', 'trigger'];
		expect(Object.keys(lifeTransitions.UNKNOWN).sort()).toEqual(evidence);
		for (const [life, events] of Object.entries(lifeTransitions)) {
			for (const [event, to] of Object.entries(events))
				if (to === 'UNKNOWN') expect([life, event]).toEqual(expect.arrayContaining(life === 'SUBMITTED' ? ['lose'] : ['vanish']));
		}
	});

	it('never send an order twice: only what was not sent yet leads to SUBMITTED and NEW_SENT', () => {
		for (const [life, events] of Object.entries(lifeTransitions))
			for (const to of Object.values(events)) if (to === 'SUBMITTED') expect(['INITIALIZED', 'HELD', 'TRIGGERED']).toContain(life);
		for (const [pending, events] of Object.entries(pendingTransitions))
			for (const [event, to] of Object.entries(events)) if (to === 'NEW_SENT') expect([pending, event]).toEqual(['NONE', 'sendNew']);
	});

	it('hold over every sequence of eight steps', () => {
		const depth = 8;
		const { sequences, reached } = explore(depth, (before, { name }, after) => {
			const where = `${keyOf(before)} -> ${name} -> ${keyOf(after)}`;
			expect(orderLives, where).toContain(after.life);
			expect(pendingRequests, where).toContain(after.pending);
			if (ended.includes(before.life)) expect(keyOf(after), `an end stays: ${where}`).toBe(keyOf(before));
			if (ended.includes(after.life)) expect(keyOf(after), `an end leaves nothing open: ${where}`).toContain(`${after.life} NONE - `);
			const isReplacing = after.pending === 'REPLACE_SENT' || after.pending === 'REPLACE_UNKNOWN';
			if (isReplacing) expect(after.replacement, `an amend on its way keeps both terms: ${where}`).not.toBeNull();
			if (after.replacement !== null)
				expect(['REPLACE_SENT', 'REPLACE_UNKNOWN', 'CANCEL_SENT', 'CANCEL_UNKNOWN'], where).toContain(after.pending);
			if (after.pending === 'NEW_SENT') expect([before.pending, 'NONE'], where).toContain(before.pending);
			expect(after.placed.commandSeq, `sent once at most: ${where}`).toBeLessThanOrEqual(1);
			const isOver = before.life !== after.life && ['HELD', 'DENIED', 'SUBMITTED'].includes(after.life);
			if (isOver) expect(wasSent(before), `what was sent is not held, denied or submitted again: ${where}`).toBe(false);
		});
		expect(sequences).toBe(BigInt(steps.length) ** BigInt(depth));
		const facts = [...reached].map((key) => key.split(' '));
		expect(new Set(facts.map(([life]) => life))).toEqual(new Set(orderLives));
		expect(new Set(facts.map(([, pending]) => pending))).toEqual(new Set(pendingRequests));
	});
});
