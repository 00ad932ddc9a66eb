import type { Bar, Indicator } from './bar.ts';
import { type FeatureDefinition, type FeatureSetDefinition, featureName, featureSetDefinition, referencesOf } from './definition.ts';
import { type IndicatorFactory, indicators } from './indicators/index.ts';
import { microstructure, type Quote, type QuoteFeature } from './microstructure.ts';
import { type BreadthFactory, type BreadthIndicator, breadth } from './pairs/breadth.ts';
import { pairs } from './pairs/index.ts';
import type { PairFactory, PairIndicator } from './pairs/pair.ts';
import { State } from './state.ts';

export type FeatureSnapshot = { readonly name: string; readonly version: number; readonly numbers: Float64Array };

/**
 * Computes a feature set, quote by quote, the same in batch and live: there is no other code. Indicators move when a bar of the mid price is complete, which the first quote of a later bar
 * shows; a quote that belongs to a bar before is refused. Of other instruments it keeps the newest price alone, and takes it when its own bar is complete: what was known then. The row is
 * reused: copy it to keep it.
 */
export class FeatureEngine {
	readonly names: readonly string[];
	/** NaN where a feature has not seen enough. */
	readonly row: Float32Array;
	readonly #definition: FeatureSetDefinition;
	readonly #state = new State();
	readonly #onQuote: readonly { readonly at: number; readonly feature: QuoteFeature }[];
	readonly #onBar: readonly BarFeature[];
	readonly #market: readonly MarketFeature[];
	/** Other instruments that the set looks at. */
	readonly references: readonly string[];
	/** Their newest mids, and those when the last bar was complete. */
	readonly #mids: Float64Array;
	readonly #midsBefore: Float64Array;
	/** Number of the bar that forms, its open, high, low, close and count of quotes. */
	readonly #bar: Float64Array;
	/** What features last said: restored with the rest. */
	readonly #held: Float64Array;

	/** @throws ZodError or RangeError where the definition can't be computed. */
	constructor(definition: FeatureSetDefinition) {
		this.#definition = featureSetDefinition.parse(definition);
		const { features } = this.#definition;
		this.names = features.map(featureName);
		if (new Set(this.names).size !== this.names.length) throw new RangeError('two features of the set are the same');
		this.row = new Float32Array(features.length).fill(Number.NaN);
		this.#bar = this.#state.reserve(6, Number.NaN);
		this.#held = this.#state.reserve(features.length, Number.NaN);
		this.#onQuote = features.flatMap((feature, at) =>
			feature.kind === 'quote' ? [{ at, feature: microstructure[feature.name](this.#state, feature.periods) }] : [],
		);
		this.#onBar = features.flatMap((feature, at) => (feature.kind === 'indicator' ? [barFeature(this.#state, { feature, at })] : []));
		this.references = referencesOf(this.#definition);
		this.#mids = this.#state.reserve(this.references.length, Number.NaN);
		this.#midsBefore = this.#state.reserve(this.references.length, Number.NaN);
		this.#market = features.flatMap((feature, at) => marketFeature(this.#state, { feature, at, references: this.references }));
	}

	/**
	 * Takes a quote; afterwards `row` is what is known with it.
	 *
	 * @returns whether it completed a bar.
	 * @throws RangeError where it is older than the bar that forms.
	 */
	update(quote: Quote): boolean {
		const price = (quote.bid + quote.ask) / 2;
		const number = Math.floor(quote.timeMs / this.#definition.barMs);
		const [current = Number.NaN, open = 0, high = 0, low = 0, close = 0, count = 0] = this.#bar;
		if (number < current) throw new RangeError(`a quote of ${quote.timeMs} came after the bar of its time was complete`);
		const completes = number > current;
		if (completes) this.#complete({ open, high, low, close, volume: count });
		if (completes || Number.isNaN(current)) this.#bar.set([number, price, price, price, price, 1]);
		else this.#bar.set([number, open, Math.max(high, price), Math.min(low, price), price, count + 1]);
		for (const { at, feature } of this.#onQuote) this.row[at] = this.#held[at] = feature.update(quote);
		return completes;
	}

	/** Whether a quote of this time would be refused. */
	isLate(timeMs: number): boolean {
		return Math.floor(timeMs / this.#definition.barMs) < (this.#bar[0] ?? Number.NaN);
	}

	/** Takes a quote of another instrument; one that the set does not look at changes nothing. Feed all in the order in which they became known. */
	refer(instrument: string, quote: Quote): void {
		const at = this.references.indexOf(instrument);
		if (at >= 0) this.#mids[at] = (quote.bid + quote.ask) / 2;
	}

	snapshot(): FeatureSnapshot {
		const { name, version } = this.#definition;
		return { name, version, numbers: this.#state.snapshot() };
	}

	/** @throws RangeError where the snapshot is of another set or version. */
	restore({ name, version, numbers }: FeatureSnapshot): void {
		if (name !== this.#definition.name || version !== this.#definition.version)
			throw new RangeError(
				`the snapshot is of ${name} version ${version}, this is ${this.#definition.name} version ${this.#definition.version}`,
			);
		this.#state.restore(numbers);
		this.row.set(this.#held);
	}

	#complete(bar: Bar): void {
		for (const { at, indicator, values, output, isRelative } of this.#onBar) {
			indicator.update(bar, values);
			const value = values[output] ?? Number.NaN;
			this.row[at] = this.#held[at] = isRelative ? value / bar.close - 1 : value;
		}
		for (const feature of this.#market) this.row[feature.at] = this.#held[feature.at] = this.#ofMarket(feature, bar.close);
		this.#midsBefore.set(this.#mids);
	}

	/** NaN, and no step of the indicator, while a price that it needs is not known. */
	#ofMarket({ pair, breadth: of, places }: MarketFeature, close: number): number {
		const mids = places.map((place) => this.#mids[place] ?? Number.NaN);
		if (mids.some(Number.isNaN)) return Number.NaN;
		if (pair !== undefined) return pair.update(close, mids[0] ?? Number.NaN);
		const advance = places.reduce((sum, place, n) => sum + Math.sign((mids[n] ?? 0) - (this.#midsBefore[place] ?? Number.NaN)), 0);
		return Number.isNaN(advance) || of === undefined ? Number.NaN : of.update(advance);
	}
}

type MarketFeature = {
	readonly at: number;
	readonly pair?: PairIndicator | undefined;
	readonly breadth?: BreadthIndicator | undefined;
	/** Of its instruments among the references. */
	readonly places: readonly number[];
};

function marketFeature(
	state: State,
	{ feature, at, references }: { readonly feature: FeatureDefinition; readonly at: number; readonly references: readonly string[] },
): MarketFeature[] {
	if (feature.kind === 'pair') {
		const make: PairFactory = pairs[feature.name];
		return [{ at, pair: make(state, feature.periods), places: [references.indexOf(feature.reference)] }];
	}
	if (feature.kind !== 'breadth') return [];
	if (new Set(feature.market).size !== feature.market.length) throw new RangeError(`${feature.name} names an instrument twice`);
	const make: BreadthFactory = breadth[feature.name];
	return [{ at, breadth: make(state, feature.periods), places: feature.market.map((name) => references.indexOf(name)) }];
}

type BarFeature = {
	readonly at: number;
	readonly indicator: Indicator;
	readonly values: Float64Array;
	readonly output: number;
	readonly isRelative: boolean;
};

function barFeature(
	state: State,
	{ feature, at }: { readonly feature: Extract<FeatureDefinition, { kind: 'indicator' }>; readonly at: number },
): BarFeature {
	const make = indicators[feature.name] as IndicatorFactory;
	const indicator = make(state, feature.periods);
	const output = feature.output === undefined ? 0 : indicator.outputs.indexOf(feature.output);
	if (output < 0) throw new RangeError(`${feature.name} has no output ${feature.output}; it has ${indicator.outputs.join(', ')}`);
	return { at, indicator, values: new Float64Array(indicator.outputs.length), output, isRelative: feature.relative };
}
