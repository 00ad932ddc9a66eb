import { builder } from '../../graphql/builder.ts';
import { findAlertEvents, listAlerts } from './alerts.ts';
import { barPage } from './bars.ts';
import { barPriceEnum } from './enums.ts';
import { qualityOf } from './quality.ts';
import { alertEventRef, alertRef, barPageRef, qualityRef } from './types.ts';

builder.queryFields((t) => ({
	bars: t.field({
		type: barPageRef,
		description: 'Bars of an instrument at one of your venues, oldest first: the newest that begin before a moment. At most 1,000.',
		args: {
			instrumentId: t.arg.id({ required: true }),
			venue: t.arg.string(),
			every: t.arg.string({ required: true, description: '1s, 5s, 15s, 30s, 1m, 5m, 15m, 30m, 1h, 4h, 1d, 1w or 1M.' }),
			price: t.arg({ type: barPriceEnum, defaultValue: 'bid' }),
			before: t.arg({ type: 'DateTime' }),
			limit: t.arg.int({ defaultValue: 500 }),
		},
		complexity: { field: 1, multiplier: 10 },
		resolve: (_root, args, context) => barPage(context, { ...args, instrumentId: String(args.instrumentId), price: args.price ?? 'bid' }),
	}),
	instrumentQuality: t.field({
		type: qualityRef,
		description: 'What was wrong with the quotes of an instrument at one of your venues, its spread by the minute, and its gaps.',
		args: { instrumentId: t.arg.id({ required: true }), venue: t.arg.string(), minutes: t.arg.int({ defaultValue: 240 }) },
		complexity: { field: 1, multiplier: 10 },
		resolve: (_root, args, context) => qualityOf(context, { ...args, instrumentId: String(args.instrumentId) }),
	}),
	alerts: t.field({ type: [alertRef], resolve: (_root, _args, context) => listAlerts(context) }),
	alertEvents: t.field({
		type: [alertEventRef],
		description: 'What fired, newest first.',
		args: { first: t.arg.int({ defaultValue: 50 }) },
		resolve: (_root, { first }, context) => findAlertEvents(context, { first: Math.min(Math.max(first ?? 50, 1), 200) }),
	}),
}));
