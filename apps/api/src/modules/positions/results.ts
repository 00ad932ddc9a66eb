import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, gatewayUnavailableRef, invalidInputRef, notFoundRef, outcomeUnknownRef } from '../shared/user-errors.ts';

export type AmendPositionSuccess = { readonly __typename: 'AmendPositionSuccess'; readonly pending: boolean; readonly duplicate: boolean };
const successRef = builder.objectRef<AmendPositionSuccess>('AmendPositionSuccess').implement({
	description: 'pending: the request is on its way; the position shows its new stops once the broker has them in force.',
	fields: (t) => ({ pending: t.exposeBoolean('pending'), duplicate: t.exposeBoolean('duplicate') }),
});
export const amendPositionResultRef = builder.unionType('AmendPositionResult', {
	types: [successRef, invalidInputRef, notFoundRef, forbiddenRef, outcomeUnknownRef, gatewayUnavailableRef],
});

export const amendPositionInputRef = builder.inputType('AmendPositionInput', {
	description: 'What is absent stays as it is; a stopLoss or takeProfit of null is removed. amendId: your own id of this request.',
	fields: (t) => ({
		accountId: t.id({ required: true }),
		instrumentId: t.id({ required: true }),
		ticket: t.field({ type: 'BigInt', required: true }),
		amendId: t.string({ required: true }),
		stopLoss: t.field({ type: 'Decimal' }),
		takeProfit: t.field({ type: 'Decimal' }),
	}),
});
