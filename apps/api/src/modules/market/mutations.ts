import { builder } from '../../graphql/builder.ts';
import { invalidInputRef, notFoundRef } from '../shared/user-errors.ts';
import { changeAlert, createAlert } from './alert-changes.ts';
import { alertDirectionEnum, alertKindEnum, alertMetricEnum } from './enums.ts';
import { alertRef } from './types.ts';

const alertResultRef = builder.unionType('AlertResult', { types: [alertRef, invalidInputRef, notFoundRef] });
const alertInputRef = builder.inputType('AlertInput', {
	fields: (t) => ({
		name: t.string({ required: true }),
		instrumentId: t.id({ required: true }),
		venue: t.string(),
		metric: t.field({ type: alertMetricEnum, required: true }),
		windowMs: t.int({ description: 'What metrics of a window look back at.' }),
		otherInstrumentId: t.id({ description: 'The second instrument of a correlation.' }),
		otherVenue: t.string(),
		kind: t.field({ type: alertKindEnum, required: true }),
		level: t.field({ type: 'Decimal', description: 'Prices and spreads as prices; others in their own unit.' }),
		hysteresis: t.field({ type: 'Decimal', description: 'How far the value must go back before it can fire again.' }),
		direction: t.field({ type: alertDirectionEnum }),
		absentMs: t.int(),
	}),
});

builder.mutationFields((t) => ({
	createAlert: t.field({
		type: alertResultRef,
		args: { input: t.arg({ type: alertInputRef, required: true }) },
		resolve: (_root, { input }, context) =>
			createAlert(context, {
				...input,
				instrumentId: String(input.instrumentId),
				otherInstrumentId: input.otherInstrumentId == null ? null : String(input.otherInstrumentId),
			}),
	}),
	setAlertActive: t.field({
		type: alertResultRef,
		args: { alertId: t.arg.id({ required: true }), active: t.arg.boolean({ required: true }) },
		resolve: (_root, { alertId, active }, context) => changeAlert(context, { alertId: String(alertId), change: { active } }),
	}),
	removeAlert: t.field({
		type: alertResultRef,
		args: { alertId: t.arg.id({ required: true }) },
		resolve: (_root, { alertId }, context) => changeAlert(context, { alertId: String(alertId), change: 'remove' }),
	}),
}));
