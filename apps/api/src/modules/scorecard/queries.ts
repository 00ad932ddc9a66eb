import { builder } from '../../graphql/builder.ts';
import { apiError } from '../../graphql/errors.ts';
import { scorecard } from './service.ts';
import { scorecardGroupEnum, scorecardRef } from './types.ts';

const hoursMax = 24 * 31;

builder.queryFields((t) => ({
	scorecard: t.field({
		type: scorecardRef,
		args: {
			by: t.arg({ type: scorecardGroupEnum, defaultValue: 'VENUE' }),
			hours: t.arg.int({ defaultValue: 24, description: `Back from now, up to ${hoursMax}.` }),
		},
		complexity: 20,
		resolve(_root, { by, hours }, context) {
			const back = hours ?? 24;
			if (back < 1 || back > hoursMax) throw apiError('INVALID_INPUT', `hours is from 1 to ${hoursMax}.`);
			return scorecard(context, { by: by ?? 'VENUE', hours: back });
		},
	}),
}));
