import { z } from 'zod';
import { type IndicatorName, indicators } from './indicators/index.ts';
import { type MicrostructureName, microstructure } from './microstructure.ts';
import { type BreadthName, breadth } from './pairs/breadth.ts';
import { type PairName, pairs } from './pairs/index.ts';

const periods = z.record(z.string(), z.number()).default({});
const indicatorNames = Object.keys(indicators) as [IndicatorName, ...IndicatorName[]];
const microstructureNames = Object.keys(microstructure) as [MicrostructureName, ...MicrostructureName[]];
const pairNames = Object.keys(pairs) as [PairName, ...PairName[]];
const breadthNames = Object.keys(breadth) as [BreadthName, ...BreadthName[]];
/** Of the store's names; at the same venue as the instrument itself. */
export const instrumentName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._#-]{0,63}$/, 'is no name of an instrument');
/** Other instruments that a set may look at. */
const referencesMax = 50;

/** What a model is fed with, in this order. A change is a new version: a model names the one that it was trained on. */
export const featureSetDefinition = z.strictObject({
	name: z.string().min(1).max(100),
	version: z.int().min(1),
	/** Length of the bars that indicators take. */
	barMs: z.int().min(1000),
	features: z
		.array(
			z.discriminatedUnion('kind', [
				/** From bars of the mid price; `relative` divides an output that is a price by the close, less one, so that levels do not matter. */
				z.strictObject({
					kind: z.literal('indicator'),
					name: z.enum(indicatorNames),
					periods,
					output: z.string().optional(),
					relative: z.boolean().default(false),
				}),
				/** From quotes. */
				z.strictObject({ kind: z.literal('quote'), name: z.enum(microstructureNames), periods }),
				/** Beside another instrument of the venue, from bar to bar. */
				z.strictObject({ kind: z.literal('pair'), name: z.enum(pairNames), periods, reference: instrumentName }),
				/** Of a market: how many of these instruments rose less how many fell, from bar to bar. */
				z.strictObject({
					kind: z.literal('breadth'),
					name: z.enum(breadthNames),
					periods,
					market: z.array(instrumentName).min(2).max(referencesMax),
				}),
			]),
		)
		.min(1)
		.max(1000),
});
export type FeatureSetDefinition = z.output<typeof featureSetDefinition>;
export type FeatureDefinition = FeatureSetDefinition['features'][number];

const suffix = (of: Readonly<Record<string, number>>): string =>
	Object.values(of)
		.map((value) => `_${value}`)
		.join('');

/** A name for each feature, such as `atr_14`, `donchian_50.upper` or `beta_60@GBPUSD`. */
export function featureName(feature: FeatureDefinition): string {
	const base = `${feature.name}${suffix(feature.periods)}`;
	if (feature.kind === 'quote') return base;
	if (feature.kind === 'pair') return `${base}@${feature.reference}`;
	if (feature.kind === 'breadth') return `${base}@${feature.market.length}`;
	return `${base}${feature.output === undefined ? '' : `.${feature.output}`}${feature.relative ? '.rel' : ''}`;
}

/** The other instruments that a set looks at, each once, in a fixed order. */
export const referencesOf = ({ features }: Pick<FeatureSetDefinition, 'features'>): string[] =>
	[
		...new Set(
			features.flatMap((feature) => (feature.kind === 'pair' ? [feature.reference] : feature.kind === 'breadth' ? feature.market : [])),
		),
	].sort();
