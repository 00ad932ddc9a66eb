import type { InstrumentConfig } from '../model.ts';
import { pow10 } from './pow10.ts';
import { one, product, type Ratio } from './ratio.ts';

/** One step of a conversion: `inverse` where the currency we have is the instrument's quote currency. */
export type FxLeg = { readonly instrumentId: number; readonly priceDigits: number; readonly inverse: boolean };
/** Ways into a currency, from each other one, best first: the direct pair, then crosses through one third currency. */
export type FxPaths = ReadonlyMap<string, ReadonlyMap<string, readonly (readonly FxLeg[])[]>>;

/** Bid and ask at the instrument's priceDigits; undefined: no usable mark. */
export type QuoteSource = (instrumentId: number) => { readonly bid: number; readonly ask: number } | undefined;

/** Every path that the instruments allow into the `targets`, found once per configuration. */
export function findFxPaths(instruments: readonly InstrumentConfig[], targets: readonly string[]): FxPaths {
	const pairs = [...instruments].sort((a, b) => a.instrumentId - b.instrumentId);
	const currencies = new Set([...targets, ...pairs.flatMap((pair) => [pair.baseCurrency, pair.quoteCurrency])]);
	const paths = new Map<string, ReadonlyMap<string, readonly (readonly FxLeg[])[]>>();
	for (const to of new Set(targets)) {
		const last = pairs.flatMap((pair) => legsInto(pair, to));
		const into = new Map<string, readonly (readonly FxLeg[])[]>();
		paths.set(to, into);
		for (const from of currencies) {
			if (from === to) continue;
			const direct = last.filter((step) => step.from === from).map((step) => [step.leg]);
			const crosses = last
				.filter((step) => step.from !== from)
				.flatMap((step) =>
					pairs.flatMap((pair) => legsInto(pair, step.from)).flatMap((first) => (first.from === from ? [[first.leg, step.leg]] : [])),
				);
			into.set(from, [...direct, ...crosses]);
		}
	}
	return paths;
}

/** Every instrument that is part of some path. */
export function fxInstruments(paths: FxPaths): ReadonlySet<number> {
	return new Set([...paths.values()].flatMap((into) => [...into.values()].flat(2).map(({ instrumentId }) => instrumentId)));
}

/**
 * The rate that turns an amount of one currency into another. A claim (profit) is sold and a liability (loss, margin, notional) bought,
 * each at the worse side: a USD profit of a EUR account divides by the EURUSD ask, a loss by the bid.
 */
export function fxRate(
	paths: FxPaths,
	input: { readonly from: string; readonly to: string; readonly claim: boolean; readonly quote: QuoteSource },
): Ratio | undefined {
	if (input.from === input.to) return one;
	for (const path of paths.get(input.to)?.get(input.from) ?? []) {
		const rate = product(path.map((leg) => legRate(leg, input)));
		if (rate !== undefined) return rate;
	}
	return undefined;
}

/** Ways from one currency to another, best first. */
export type FxWays = readonly (readonly FxLeg[])[];
const noWays: FxWays = [];

export function waysBetween(paths: FxPaths, { from, to }: { readonly from: string; readonly to: string }): FxWays {
	return paths.get(to)?.get(from) ?? noWays;
}

/** The rate of fxRate as an unreduced fraction, where that is exact: for one amount, not for chains of scales. `ways`: between the two currencies. */
export function plainRate(ways: FxWays, input: Parameters<typeof fxRate>[1]): Ratio | undefined {
	if (input.from === input.to) return one;
	for (let way = 0; way < ways.length; way++) {
		let num = 1;
		let den = 1;
		const path = ways[way] ?? [];
		for (let step = 0; step < path.length; step++) {
			const leg = path[step];
			if (leg === undefined) continue;
			const quote = input.quote(leg.instrumentId);
			const price = quote === undefined ? Number.NaN : leg.inverse === input.claim ? quote.ask : quote.bid;
			if (leg.inverse) {
				num *= pow10(leg.priceDigits);
				den *= price;
			} else {
				num *= price;
				den *= pow10(leg.priceDigits);
			}
		}
		if (num > 0 && den > 0 && Number.isSafeInteger(num) && Number.isSafeInteger(den)) return { num, den };
		if (!Number.isNaN(num) && !Number.isNaN(den)) return undefined;
	}
	return undefined;
}

function legRate(leg: FxLeg, input: { readonly claim: boolean; readonly quote: QuoteSource }): Ratio | undefined {
	const quote = input.quote(leg.instrumentId);
	if (quote === undefined) return undefined;
	const scale = pow10(leg.priceDigits);
	if (leg.inverse) return { num: scale, den: input.claim ? quote.ask : quote.bid };
	return { num: input.claim ? quote.bid : quote.ask, den: scale };
}

function legsInto(pair: InstrumentConfig, to: string): readonly { readonly from: string; readonly leg: FxLeg }[] {
	const { instrumentId, priceDigits, baseCurrency, quoteCurrency } = pair;
	if (baseCurrency === quoteCurrency) return [];
	if (quoteCurrency === to) return [{ from: baseCurrency, leg: { instrumentId, priceDigits, inverse: false } }];
	if (baseCurrency === to) return [{ from: quoteCurrency, leg: { instrumentId, priceDigits, inverse: true } }];
	return [];
}
