import { type ApiContext, may, viewerOf } from '../../context.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { forbidden } from '../shared/user-errors.ts';
import { answerOfOrder } from './answer.ts';
import { accountOf, clientOrderIdProblem, decimalAt, instrumentOf, isProblem, ticketProblem } from './parse.ts';

export type ClosePositionInput = {
	readonly accountId: string;
	readonly instrumentId: string;
	readonly ticket: bigint;
	readonly clientOrderId: string;
	readonly quantity?: string | null | undefined;
};

/** Closes all or a part of one open position by a market order. Allowed while trading is halted: it reduces. */
export async function closePosition(context: ApiContext, input: ClosePositionInput) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'POSITION_CLOSE')) return forbidden('Your role may not close positions.');
	const problem = clientOrderIdProblem(input.clientOrderId) ?? ticketProblem(input.ticket, 'ticket');
	if (problem) return problem;
	const directory = await context.app.directory.of(tenantId);
	const account = accountOf(directory, input.accountId);
	if (isProblem(account)) return account;
	const instrument = instrumentOf(directory, input.instrumentId);
	if (isProblem(instrument)) return instrument;
	const qty = decimalAt('quantity', { text: input.quantity, digits: instrument.qtyDigits });
	if (isProblem(qty)) return qty;
	const terms = {
		accountId: account.id,
		instrumentId: instrument.id,
		positionTicket: input.ticket,
		clientOrderId: input.clientOrderId,
		qty,
	};
	const answer = await context.app.gateway.request('ClosePosition', { ...envelopeOf(context), ...terms });
	context.log.info({ accountId: account.id, clientOrderId: input.clientOrderId, outcome: answer.kind }, 'closePosition');
	return answerOfOrder(answer, { context, directory, clientOrderId: input.clientOrderId });
}
