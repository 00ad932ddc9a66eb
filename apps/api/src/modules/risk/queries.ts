import { builder } from '../../graphql/builder.ts';
import { apiError } from '../../graphql/errors.ts';
import { orderRef } from '../orders/types.ts';
import { readExposure } from './holdings.ts';
import { readDenials, readUnknownOrders } from './service.ts';
import { denialsRef, exposureRef } from './types.ts';

const hoursMax = 24 * 31;

builder.queryFields((t) => ({
	exposure: t.field({ type: exposureRef, complexity: 10, resolve: (_root, _args, context) => readExposure(context) }),
	denials: t.field({
		type: denialsRef,
		description: 'Orders that the engine denied, by reason, in 24 buckets.',
		args: { hours: t.arg.int({ defaultValue: 24, description: `Back from now, up to ${hoursMax}.` }) },
		complexity: 10,
		resolve(_root, { hours }, context) {
			const back = hours ?? 24;
			if (back < 1 || back > hoursMax) throw apiError('INVALID_INPUT', `hours is from 1 to ${hoursMax}.`);
			return readDenials(context, back);
		},
	}),
	unknownOrders: t.field({
		type: [orderRef],
		description: 'Orders that are UNKNOWN, and those of which a change is: oldest first, at most 200.',
		complexity: 10,
		resolve: (_root, _args, context) => readUnknownOrders(context),
	}),
}));
