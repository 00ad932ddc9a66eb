import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ScoredOrder, scoreOf } from '../src/modules/scorecard/score.ts';

const nothing = { toTerminalUs: null, inTerminalUs: null, toAnswerUs: null, toDealUs: null, toGatewayUs: null, roundTripUs: null };
const quotes = { sentBid: 110_000, sentAsk: 110_010, dealBid: 110_001, dealAsk: 110_013 };
/** A market order for 100 units at 1.10010, filled there. */
const order = (change: Partial<ScoredOrder> = {}, stages: Partial<ScoredOrder['stages']> = {}): ScoredOrder => ({
	...{ side: 'BUY', type: 'MARKET', isRejected: false, retcode: 10_009, price: null, filledQty: 100n, filledNotional: 11_001_000n },
	stages: { sentAtMs: 0, ...nothing, ...quotes, ...stages },
	...change,
});
const refused = (retcode: number, toAnswerUs: number | null = null): ScoredOrder =>
	order({ isRejected: true, retcode, filledQty: 0n, filledNotional: 0n }, { toAnswerUs });

test('refusals and requotes are counted apart, of everything asked', () => {
	const score = scoreOf([order(), refused(10_006), refused(10_004), refused(10_020), refused(10_019)]);
	expect(score).toMatchObject({ asked: 5, filled: 1, rejected: 2, requoted: 2 });
});

test('a fill is better or worse than its quote by side, and a stop than its price', () => {
	const buyWorse = order({ filledNotional: 11_001_300n });
	const sellBetter = order({ side: 'SELL', filledNotional: 11_000_100n });
	const stopWorse = order({ side: 'SELL', type: 'STOP', price: 109_900n, filledNotional: 10_989_500n });
	const { slippage } = scoreOf([buyWorse, sellBetter, stopWorse, order()]);
	expect(slippage).toMatchObject({ better: 1, same: 1, worse: 2 });
	// (-3 + 1 - 5 + 0) / 4 points; 1; (-3 - 5) / 2.
	expect(slippage).toMatchObject({ meanCentipoints: -175n, meanBetterCentipoints: 100n, meanWorseCentipoints: -400n });
});

test('limits, and market orders whose quote nobody knows, tell nothing of slippage', () => {
	const { slippage } = scoreOf([order({ type: 'LIMIT', price: 110_500n }), order({}, { sentBid: null, sentAsk: null })]);
	expect(slippage).toMatchObject({ better: 0, same: 0, worse: 0, meanCentipoints: null });
});

test('hold times of fills and of refusals stand apart, by nearest rank, and spreads as they were at the deal', () => {
	const held = Array.from({ length: 100 }, (_, i) => order({}, { toDealUs: (i + 1) * 10 }));
	const score = scoreOf([...held, refused(10_006, 90_000), order({}, { dealBid: 110_000, dealAsk: 110_001 })]);
	expect(score.holdFilled).toEqual({ count: 100, p50Us: 500, p99Us: 990 });
	expect(score.holdRefused).toEqual({ count: 1, p50Us: 90_000, p99Us: 90_000 });
	// 100 times 12 and once 1: 1201 / 101.
	expect(score.spread).toEqual({ count: 101, meanCentipoints: 1_189n, maxPoints: 12n });
});

test('nothing asked gives no figures, not zeros', () => {
	expect(scoreOf([])).toMatchObject({ asked: 0, holdFilled: null, spread: { count: 0, meanCentipoints: null, maxPoints: null } });
});

test('what was gained and lost adds up to the whole, however the orders come', () => {
	const fills = fc.array(fc.record({ qty: fc.bigInt(1n, 10n ** 12n), off: fc.bigInt(-500n, 500n), buys: fc.boolean() }), { maxLength: 50 });
	fc.assert(
		fc.property(fills, (of) => {
			const orders = of.map(({ qty, off, buys }) =>
				order({ side: buys ? 'BUY' : 'SELL', filledQty: qty, filledNotional: qty * (buys ? 110_010n - off : 110_000n + off) }),
			);
			const { slippage } = scoreOf(orders);
			expect(slippage.better + slippage.same + slippage.worse).toBe(of.length);
			expect(slippage.better).toBe(of.filter(({ off }) => off > 0n).length);
			const [gain, qty] = [of.reduce((sum, { off, qty }) => sum + off * qty, 0n), of.reduce((sum, fill) => sum + fill.qty, 0n)];
			if (qty > 0n && slippage.meanCentipoints !== null) {
				const error = slippage.meanCentipoints * qty - gain * 100n;
				expect((error < 0n ? -error : error) * 2n <= qty).toBe(true);
			}
			expect(scoreOf(orders.toReversed())).toEqual(scoreOf(orders));
		}),
	);
});
