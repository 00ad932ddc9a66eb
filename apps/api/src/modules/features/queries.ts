import { builder } from '../../graphql/builder.ts';
import { listLiveFeatures } from './service.ts';
import { liveFeaturesRef } from './types.ts';

builder.queryFields((t) => ({
	liveFeatures: t.field({
		type: [liveFeaturesRef],
		description: 'Feature sets that are computed from your live ticks, with their newest rows.',
		resolve: (_root, _args, context) => listLiveFeatures(context),
	}),
}));
