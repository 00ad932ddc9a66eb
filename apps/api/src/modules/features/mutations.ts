import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, invalidInputRef, notFoundRef } from '../shared/user-errors.ts';
import { followFeatures, unfollowFeatures } from './service.ts';
import { liveFeaturesInputRef, liveFeaturesRef } from './types.ts';

const resultRef = builder.unionType('LiveFeaturesResult', { types: [liveFeaturesRef, invalidInputRef, notFoundRef, forbiddenRef] });

builder.mutationFields((t) => ({
	followFeatures: t.field({
		type: resultRef,
		description: 'Keeps a feature set of an instrument warm, from your live ticks, so that a prediction may name it instead of a row.',
		args: { input: t.arg({ type: liveFeaturesInputRef, required: true }) },
		resolve: (_root, { input }, context) => followFeatures(context, input),
	}),
	unfollowFeatures: t.field({
		type: resultRef,
		description: 'Computes it no more; its newest row is gone.',
		args: { input: t.arg({ type: liveFeaturesInputRef, required: true }) },
		resolve: (_root, { input }, context) => unfollowFeatures(context, input),
	}),
}));
