import { builder } from '../../graphql/builder.ts';
import { barPriceEnum } from './enums.ts';
import { alertStream, barStream } from './stream.ts';
import { alertEventRef, barRef } from './types.ts';

builder.subscriptionFields((t) => ({
	bars: t.field({
		type: [barRef],
		description: 'Bars as they change, the one in progress among them, conflated.',
		args: {
			instrumentId: t.arg.id({ required: true }),
			venue: t.arg.string(),
			every: t.arg.string({ required: true }),
			price: t.arg({ type: barPriceEnum, defaultValue: 'bid' }),
		},
		subscribe: (_root, args, context) =>
			barStream(context, { ...args, instrumentId: String(args.instrumentId), price: args.price ?? 'bid' }),
		resolve: (batch) => batch,
	}),
	alertFired: t.field({
		type: alertEventRef,
		description: 'Each alert of your organisation that fires from now on.',
		subscribe: (_root, _args, context) => alertStream(context),
		resolve: (event) => event,
	}),
}));
