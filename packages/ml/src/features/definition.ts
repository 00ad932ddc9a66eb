import { z } from 'zod';
import { type IndicatorName, indicators } from './indicators/index.ts';
import { type MicrostructureName, microstructure } from './microstructure.ts';

const periods = z.record(z.string(), z.number()).default({});
const indicatorNames = Object.keys(indicators) as [IndicatorName, ...IndicatorName[]];
const microstructureNames = Object.keys(microstructure) as [MicrostructureName, ...MicrostructureName[]];

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

/** A name for each feature, such as `atr_14` or `donchian_50.upper`. */
export const featureName = (feature: FeatureDefinition): string =>
	feature.kind === 'quote'
		? `${feature.name}${suffix(feature.periods)}`
		: `${feature.name}${suffix(feature.periods)}${feature.output === undefined ? '' : `.${feature.output}`}${feature.relative ? '.rel' : ''}`;
