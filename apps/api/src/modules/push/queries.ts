import { builder } from '../../graphql/builder.ts';
import { pushSettings } from './service.ts';
import { pushSettingsRef } from './types.ts';

builder.queryFields((t) => ({
	pushSettings: t.field({
		type: pushSettingsRef,
		description: 'Which of your browsers are told while no page is open, and the key to subscribe with.',
		resolve: (_root, _args, context) => pushSettings(context),
	}),
}));
