import { expect, test } from 'vitest';
import { expectedBooks } from './oracle.ts';
import type { Step } from './script.ts';
import type { Tick } from './ticks.ts';

const tick = (bid: bigint, ask: bigint): Tick => ({ timeMs: 0, bid, ask });
const order = (at: number, id: string, terms: Partial<Extract<Step, { side: string }>>): Step =>
	({ at, id, kind: 'market', side: 'BUY', lots: 100n, price: 0n, sl: 0n, tp: 0n, ...terms }) as Step;

// Worked by hand: the oracle has to be right before anything is measured by it.
test('a long of one lot closed ten points higher earns ten dollars', () => {
	const ticks = [tick(138_000n, 138_010n), tick(138_020n, 138_030n)];
	const script = [order(1, 'a', {}), { at: 2, id: 'b', kind: 'close', of: 'a', lots: 100n } as const];
	expect(expectedBooks(ticks, script, { mode: 'HEDGING', currency: 'USD', balance: 0n })).toMatchObject({ balance: 1_000n, positions: [] });
});

test('the euro account gets a gain at the ask and pays a loss at the bid', () => {
	const gain = [tick(138_000n, 138_010n), tick(138_020n, 138_030n)];
	const loss = [tick(138_000n, 138_010n), tick(137_990n, 138_000n)];
	const script = [order(1, 'a', {}), order(2, 'b', { side: 'SELL' })];
	// 10.00 USD / 1.38030 = 7.2448 EUR; -20.00 USD / 1.37990 = -14.4938 EUR
	expect(expectedBooks(gain, script, { mode: 'NETTING', currency: 'EUR', balance: 0n }).balance).toBe(724n);
	expect(expectedBooks(loss, script, { mode: 'NETTING', currency: 'EUR', balance: 0n }).balance).toBe(-1_449n);
});

test('netting averages what is added and keeps the average through a partial close', () => {
	const ticks = [tick(138_000n, 138_000n), tick(138_030n, 138_030n)];
	const script = [order(1, 'a', {}), order(2, 'b', { lots: 50n }), order(2, 'c', { side: 'SELL', lots: 75n })];
	const books = expectedBooks(ticks, script, { mode: 'NETTING', currency: 'USD', balance: 0n });
	// average 1.38010: 0.75 lots sold 20 points above it
	expect(books.balance).toBe(1_500n);
	expect(books.positions).toMatchObject([{ lots: 75n }]);
	expect(books.floating).toBe(1_500n);
});

test('a limit fills at the later tick that reaches it, and its stop at the tick after', () => {
	const ticks = [tick(138_000n, 138_010n), tick(137_980n, 137_990n), tick(137_900n, 137_910n)];
	const script = [order(1, 'a', { kind: 'limit', price: 138_000n, sl: 137_950n })];
	const books = expectedBooks(ticks, script, { mode: 'HEDGING', currency: 'USD', balance: 0n });
	expect(books.deals).toEqual([
		{ side: 'BUY', lots: 100n, price: 137_990n, profit: 0n },
		{ side: 'SELL', lots: 100n, price: 137_900n, profit: -9_000n },
	]);
});
