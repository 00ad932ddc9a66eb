import { alertMetrics } from '@meridian/market-data';
import { builder } from '../../graphql/builder.ts';
import { driftMetric } from '../models/drift-alert.ts';

export const barPrices = { BID: 'bid', ASK: 'ask', MID: 'mid' } as const;
export const barPriceEnum = builder.enumType('BarPrice', {
	values: Object.fromEntries(Object.entries(barPrices).map(([name, value]) => [name, { value }])),
});

/** spreadMean -> SPREAD_MEAN */
const graphqlName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
export const alertMetricEnum = builder.enumType('AlertMetric', {
	// Of a model's own alert, which its serving makes: nobody creates one.
	values: Object.fromEntries([...alertMetrics, driftMetric].map((metric) => [graphqlName(metric), { value: metric }])),
});
export const alertKinds = ['ABOVE', 'BELOW', 'CROSSES', 'ABSENT'] as const;
export const alertKindEnum = builder.enumType('AlertKind', { values: alertKinds });
export const alertDirectionEnum = builder.enumType('AlertDirection', { values: ['UP', 'DOWN', 'EITHER'] as const });
