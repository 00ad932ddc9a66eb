import { type FeatureSetDefinition, featureSetDefinition, type Quote, Random } from '../../src/index.ts';

/** A random walk of quotes, some hundred ms apart. */
export function quotes(count: number, seed = 3): Quote[] {
	const random = new Random(seed);
	let [timeMs, price] = [1_700_000_000_000, 1.1];
	return Array.from({ length: count }, () => {
		timeMs += 1 + random.below(400);
		price += 0.00001 * Math.round(2 * random.normal());
		const half = 0.00001 * (1 + random.below(4));
		return { timeMs, bid: price - half, ask: price + half, bidSize: random.below(5) * 1e5, askSize: random.below(5) * 1e5 };
	});
}

export const featureSet: FeatureSetDefinition = featureSetDefinition.parse({
	name: 'minutes',
	version: 3,
	barMs: 5000,
	features: [
		{ kind: 'quote', name: 'spreadBps' },
		{ kind: 'quote', name: 'midReturnBps', periods: { period: 10 } },
		{ kind: 'quote', name: 'volatilityBps', periods: { period: 50 } },
		{ kind: 'quote', name: 'tickImbalance', periods: { period: 20 } },
		{ kind: 'quote', name: 'orderFlowImbalance', periods: { period: 20 } },
		{ kind: 'quote', name: 'sizeImbalance' },
		{ kind: 'quote', name: 'quoteRate', periods: { period: 30 } },
		{ kind: 'quote', name: 'hourSin' },
		{ kind: 'indicator', name: 'rsi', periods: { period: 14 } },
		{ kind: 'indicator', name: 'ema', periods: { period: 12 }, relative: true },
		{ kind: 'indicator', name: 'macd', periods: { fast: 12, slow: 26, signal: 9 }, output: 'histogram' },
		{ kind: 'indicator', name: 'bollinger', periods: { period: 20 }, output: 'upper', relative: true },
		{ kind: 'indicator', name: 'atr', periods: { period: 14 } },
		{ kind: 'indicator', name: 'donchian', periods: { period: 30 }, output: 'lower', relative: true },
	],
});
