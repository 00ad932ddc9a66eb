import { describe, expect, it } from 'vitest';
import { Desk, EURUSD, TRADER } from './support/desk.ts';

const envelope = { principalId: TRADER, sessionId: 1, investmentDeciderId: TRADER, executionDeciderId: TRADER };
const cancelAll = { kind: 'cancelAll', tenantId: 1, accountId: 1, instrumentId: null, side: null, envelope } as const;

/** An account with so many working orders. */
function deskWith(orders: number): Desk {
	const desk = new Desk({ limits: { maxOpenOrders: 1_000 } });
	for (let i = 0; i < orders; i++) {
		desk.nowMs += 1_000;
		desk.marks();
		desk.accept(desk.limit({ clientOrderId: `many-${i}`, qty: 1, price: 109_000 - i }));
	}
	return desk;
}

describe('what an input caused', () => {
	it('is its own, however much that is and whatever the next inputs cause', () => {
		const desk = deskWith(200);
		const outputs = desk.apply(cancelAll);
		const then = structuredClone(outputs);
		expect(outputs[0]).toMatchObject({ kind: 'reply', reply: { outcome: 'canceling', sent: 200 } });
		expect(outputs.filter(({ kind }) => kind === 'send')).toHaveLength(200);
		expect(desk.apply(cancelAll)).toEqual([{ kind: 'reply', reply: { outcome: 'canceling', sent: 0, notReady: 0 } }]);
		expect(desk.apply({ kind: 'timer' })).toEqual([]);
		expect(outputs).toEqual(then);
	});
});

describe('a quote that repeats its prices', () => {
	it('is as young as one that moves, and moves no sum', () => {
		const desk = new Desk();
		const sums = () => structuredClone(desk.state.tenants.get(1)?.accounts.get(1)?.sums);
		desk.fill(desk.place());
		const before = sums();
		desk.nowMs += 3_600_000;
		expect(desk.placeReply({ clientOrderId: 'stale' })).toMatchObject({ order: { denial: { code: 'MARK_STALE' } } });
		desk.mark(EURUSD, { bid: 110_000, ask: 110_010 });
		expect(sums()).toEqual(before);
		expect(desk.place({ clientOrderId: 'fresh' }).life).toBe('SUBMITTED');
		desk.mark(EURUSD, { bid: 110_001, ask: 110_011 });
		expect(sums()).not.toEqual(before);
	});
});
