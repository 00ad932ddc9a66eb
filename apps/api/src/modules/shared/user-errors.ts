import { builder } from '../../graphql/builder.ts';

/** What every expected failure carries. `path` names the input field at fault, e.g. ["input", "quantity"]; empty where none is. */
export type UserErrorShape = { readonly code: string; readonly message: string; readonly path: readonly string[] };

export const userErrorInterface = builder.interfaceRef<UserErrorShape>('UserError').implement({
	fields: (t) => ({
		code: t.exposeString('code'),
		message: t.exposeString('message'),
		path: t.stringList({ resolve: (error) => [...error.path] }),
	}),
});

export type UserError<Name extends string> = UserErrorShape & { readonly __typename: Name };

/** A result member with nothing but the three fields of UserError. */
function plainError<Name extends string>(name: Name, description?: string) {
	return builder
		.objectRef<UserError<Name>>(name)
		.implement({ interfaces: [userErrorInterface], ...(description === undefined ? {} : { description }) });
}

export const invalidInputRef = plainError('InvalidInput');
export const notFoundRef = plainError('NotFound');
export const forbiddenRef = plainError('Forbidden');
export const clientOrderIdReusedRef = plainError('ClientOrderIdReused');
export const amendIdReusedRef = plainError('AmendIdReused');
export const notAmendableRef = plainError('NotAmendable');
export const notCancelableRef = plainError('NotCancelable');
export const staleLimitsRef = plainError('StaleLimits', 'Another version is in force than the one that was looked at.');
export const loginFailedRef = plainError('LoginFailed');
export const proofRequiredRef = plainError('ProofRequired', 'Send proveAgain first, then the same request once more.');
export const gatewayUnavailableRef = plainError('GatewayUnavailable', 'Nothing was sent: the request never left the API.');

export type OutcomeUnknown = UserError<'OrderOutcomeUnknown'> & { readonly clientOrderId: string };
export const outcomeUnknownRef = builder.objectRef<OutcomeUnknown>('OrderOutcomeUnknown').implement({
	interfaces: [userErrorInterface],
	description: 'The gateway did not answer: the order may or may not exist. Ask again with the same client order id; do not use another.',
	fields: (t) => ({ clientOrderId: t.exposeString('clientOrderId') }),
});

/** One user error, ready to be a member of a result union. */
export const userError = <Name extends string>(
	name: Name,
	input: { code: string; message: string; path?: readonly string[] },
): UserError<Name> => ({
	__typename: name,
	code: input.code,
	message: input.message,
	path: input.path ?? [],
});

export const forbidden = (message: string): UserError<'Forbidden'> => userError('Forbidden', { code: 'FORBIDDEN', message });
export const gatewayUnavailable = (): UserError<'GatewayUnavailable'> =>
	userError('GatewayUnavailable', {
		code: 'GATEWAY_UNAVAILABLE',
		message: 'The trading gateway is not connected, so nothing was sent. Try again in a moment.',
	});
export const outcomeUnknown = (clientOrderId: string, what: string): OutcomeUnknown => ({
	...userError('OrderOutcomeUnknown', { code: 'ORDER_OUTCOME_UNKNOWN', message: `The gateway did not answer in time: ${what}` }),
	clientOrderId,
});
