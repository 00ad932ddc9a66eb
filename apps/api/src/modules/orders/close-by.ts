import { type ApiContext, may, viewerOf } from '../../context.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { forbidden } from '../shared/user-errors.ts';
import { answerOfOrder } from './answer.ts';
import { accountOf, clientOrderIdProblem, instrumentOf, isProblem, ticketProblem } from './parse.ts';

export type ClosePositionByInput = {
	readonly accountId: string;
	readonly instrumentId: string;
	readonly ticket: bigint;
	readonly byTicket: bigint;
	readonly clientOrderId: string;
};

/** Lets two opposite positions of a hedging account close each other. Allowed while trading is halted: it reduces both. */
export async function closePositionBy(context: ApiContext, input: ClosePositionByInput) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'POSITION_CLOSE')) return forbidden('Your role may not close positions.');
	const problem =
		clientOrderIdProblem(input.clientOrderId) ?? ticketProblem(input.ticket, 'ticket') ?? ticketProblem(input.byTicket, 'byTicket');
	if (problem) return problem;
	const directory = await context.app.directory.of(tenantId);
	const account = accountOf(directory, input.accountId);
	if (isProblem(account)) return account;
	const instrument = instrumentOf(directory, input.instrumentId);
	if (isProblem(instrument)) return instrument;
	const { clientOrderId } = input;
	const pair = { positionTicket: input.ticket, positionByTicket: input.byTicket };
	const terms = { accountId: account.id, instrumentId: instrument.id, ...pair, clientOrderId };
	const answer = await context.app.gateway.request('CloseBy', { ...envelopeOf(context), ...terms });
	context.log.info({ accountId: account.id, clientOrderId, outcome: answer.kind }, 'closePositionBy');
	return answerOfOrder(answer, { context, directory, clientOrderId });
}
