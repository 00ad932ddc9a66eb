import type { Bar, Indicator } from './bar.ts';
import { type FeatureDefinition, type FeatureSetDefinition, featureName, featureSetDefinition } from './definition.ts';
import { type IndicatorFactory, indicators } from './indicators/index.ts';
import { microstructure, type Quote, type QuoteFeature } from './microstructure.ts';
import { State } from './state.ts';

export type FeatureSnapshot = { readonly name: string; readonly version: number; readonly numbers: Float64Array };

/**
 * Computes a feature set, quote by quote, the same in batch and live: there is no other code. Indicators move when a bar of the mid price is complete, which the first quote of a later bar
 * shows; a quote that belongs to a bar before is refused. The row is reused: copy it to keep it.
 */
export class FeatureEngine {
	readonly names: readonly string[];
	/** NaN where a feature has not seen enough. */
	readonly row: Float32Array;
	readonly #definition: FeatureSetDefinition;
	readonly #state = new State();
	readonly #onQuote: readonly { readonly at: number; readonly feature: QuoteFeature }[];
	readonly #onBar: readonly BarFeature[];
	/** Number of the bar that forms, its open, high, low, close and count of quotes. */
	readonly #bar: Float64Array;
	/** What bar features last said: restored with the rest. */
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
		for (const { at, feature } of this.#onQuote) this.row[at] = feature.update(quote);
		return completes;
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
		for (const { at } of this.#onBar) this.row[at] = this.#held[at] ?? Number.NaN;
	}

	#complete(bar: Bar): void {
		for (const { at, indicator, values, output, isRelative } of this.#onBar) {
			indicator.update(bar, values);
			const value = values[output] ?? Number.NaN;
			this.row[at] = this.#held[at] = isRelative ? value / bar.close - 1 : value;
		}
	}
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
