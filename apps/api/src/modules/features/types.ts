import { builder } from '../../graphql/builder.ts';
import type { LiveFeaturesModel } from './service.ts';

const valueRef = builder.objectRef<{ readonly name: string; readonly value: number | null }>('FeatureValue').implement({
	fields: (t) => ({
		name: t.exposeString('name'),
		value: t.exposeFloat('value', { nullable: true, description: 'Null where it is not known.' }),
	}),
});
export const liveFeaturesRef = builder.objectRef<LiveFeaturesModel>('LiveFeatures').implement({
	description: 'A feature set of an instrument that is computed from your live ticks, a row as each bar completes.',
	fields: (t) => ({
		featureSet: t.string({ resolve: ({ row }) => row.setName }),
		featureSetVersion: t.int({ resolve: ({ row }) => row.setVersion }),
		venue: t.string({ resolve: ({ row }) => row.venue }),
		instrument: t.string({ resolve: ({ row }) => row.instrument }),
		active: t.boolean({ resolve: ({ row }) => row.active }),
		since: t.field({ type: 'DateTime', resolve: ({ row }) => row.updatedAt }),
		knownAt: t.field({
			type: 'DateTime',
			nullable: true,
			description: 'When the newest row was known, by the clock of the quotes; null until every feature has had a value.',
			resolve: ({ known }) => (known === undefined ? null : new Date(known.timeMs)),
		}),
		values: t.field({
			type: [valueRef],
			description: 'The newest row; empty while it warms up.',
			resolve: ({ known, names }) =>
				[...(known?.row ?? [])].map((value, at) => ({ name: names[at] ?? String(at), value: Number.isFinite(value) ? value : null })),
		}),
	}),
});
const setRef = builder.inputType('LiveFeatureSetInput', {
	fields: (t) => ({ name: t.string({ required: true }), version: t.int({ required: true }) }),
});
export const liveFeaturesInputRef = builder.inputType('LiveFeaturesInput', {
	fields: (t) => ({
		featureSet: t.field({ type: setRef, required: true }),
		venue: t.string({ required: true, description: 'The server of a broker of yours.' }),
		instrument: t.string({ required: true, description: 'Its symbol, as you call it.' }),
	}),
});
export const liveRowRef = builder.inputType('LiveRowInput', {
	description: 'The newest features of an instrument that is kept live, in the place of a row.',
	fields: (t) => ({
		venue: t.string({ required: true }),
		instrument: t.string({ required: true }),
		featureSet: t.field({ type: setRef, description: 'The one that the model was trained on, unless its maker did not say.' }),
	}),
});
