import { denialCodes } from '@meridian/core';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { describeDenial } from '../orders/denial.ts';
import { measuredOf } from '../orders/model.ts';
import { accountOf, clientOrderIdProblem, decimalAt, instrumentOf, isProblem, ticketProblem } from '../orders/parse.ts';
import { word } from '../shared/rows.ts';
import { forbidden, gatewayUnavailable, outcomeUnknown, userError } from '../shared/user-errors.ts';
import type { AmendPositionSuccess } from './results.ts';

export type AmendPositionInput = {
	readonly accountId: string;
	readonly instrumentId: string;
	readonly ticket: bigint;
	readonly amendId: string;
	readonly stopLoss?: string | null | undefined;
	readonly takeProfit?: string | null | undefined;
};

/** Asks the broker for another stop loss or target of an open position, which it keeps. Absent: as it is; null: none. */
export async function amendPosition(context: ApiContext, input: AmendPositionInput) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'POSITION_CLOSE')) return forbidden('Your role may not protect or close positions.');
	const problem = clientOrderIdProblem(input.amendId, 'amendId') ?? ticketProblem(input.ticket, 'ticket');
	if (problem) return problem;
	const directory = await context.app.directory.of(tenantId);
	const account = accountOf(directory, input.accountId);
	if (isProblem(account)) return account;
	const instrument = instrumentOf(directory, input.instrumentId);
	if (isProblem(instrument)) return instrument;
	const stop = (field: 'stopLoss' | 'takeProfit') =>
		input[field] === null ? 0 : decimalAt(field, { text: input[field], digits: instrument.priceDigits });
	const sl = stop('stopLoss');
	if (isProblem(sl)) return sl;
	const tp = stop('takeProfit');
	if (isProblem(tp)) return tp;
	const where = { accountId: account.id, instrumentId: instrument.id, positionTicket: input.ticket };
	const answer = await context.app.gateway.request('AmendPosition', { ...envelopeOf(context), ...where, amendId: input.amendId, sl, tp });
	context.log.info({ accountId: account.id, amendId: input.amendId, outcome: answer.kind }, 'amendPosition');
	if (answer.kind === 'unavailable') return gatewayUnavailable();
	if (answer.kind === 'unknown')
		return outcomeUnknown(input.amendId, 'the request may or may not be on its way. Send the same one with the same amendId to find out.');
	const { message } = answer;
	if (message.name === 'Refused') {
		const { code, message: text } = message.body;
		if (code === 'UNKNOWN_POSITION') return userError('NotFound', { code, message: text, path: ['input', 'ticket'] });
		if (code === 'NOT_ALLOWED') return forbidden(text);
		return userError('InvalidInput', { code, message: text, path: ['input'] });
	}
	if (message.name !== 'PositionReply') throw new Error(`the gateway answered an amend with ${message.name}`);
	if (message.body.tenantId !== directory.tenantId) throw new Error('the gateway answered with a position of another tenant');
	const { code, ...measured } = measuredOf(message.body);
	if (code !== '') {
		const scales = { instrument, account, baseCurrency: directory.baseCurrency };
		const denial = describeDenial({ code: word(denialCodes, code), ...measured }, scales);
		return userError('InvalidInput', { code, message: `${denial.message} ${denial.remedy}`, path: ['input'] });
	}
	return {
		__typename: 'AmendPositionSuccess',
		pending: message.body.stopsPending !== 'NONE',
		duplicate: message.body.duplicate,
	} satisfies AmendPositionSuccess;
}
