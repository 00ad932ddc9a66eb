import { builder } from '../../graphql/builder.ts';
import { type AccountModel, accountRef } from '../accounts/types.ts';
import { forbiddenRef, gatewayUnavailableRef, notFoundRef } from '../shared/user-errors.ts';
import { brokerLineEnum } from './enums.ts';
import { setBrokerLine } from './service.ts';

export type SetBrokerLineSuccess = { readonly __typename: 'SetBrokerLineSuccess'; readonly account: AccountModel };
const successRef = builder
	.objectRef<SetBrokerLineSuccess>('SetBrokerLineSuccess')
	.implement({ fields: (t) => ({ account: t.expose('account', { type: accountRef }) }) });
const resultRef = builder.unionType('SetBrokerLineResult', { types: [successRef, notFoundRef, forbiddenRef, gatewayUnavailableRef] });
const inputRef = builder.inputType('SetBrokerLineInput', {
	fields: (t) => ({ accountId: t.id({ required: true }), line: t.field({ type: brokerLineEnum, required: true }) }),
});

builder.mutationFields((t) => ({
	setBrokerLine: t.field({
		type: resultRef,
		description: "Demo only: cuts and restores the line between the broker's terminal and the gateway.",
		args: { input: t.arg({ type: inputRef, required: true }) },
		resolve: (_root, { input }, context) => setBrokerLine(context, input),
	}),
}));
