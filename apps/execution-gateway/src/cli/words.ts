import type { Denial, EngineInput, EngineOutput, OrderStages, OrderView, PlaceOrder, Reply } from '@meridian/core';
import type { Names } from './names.ts';

type Terms = Pick<
	PlaceOrder,
	'tenantId' | 'instrumentId' | 'side' | 'type' | 'tif' | 'qty' | 'price' | 'sl' | 'tp' | 'expiresAtMs' | 'limitPrice'
>;

/** BUY 0.10 EURUSD MARKET IOC. */
export function termsInWords(terms: Terms, names: Names): string {
	const { tenantId, instrumentId } = terms;
	const price = (label: string, value: number | null) =>
		value === null ? '' : ` ${label} ${names.price(tenantId, { instrumentId, value })}`;
	const qty = names.qty(tenantId, { instrumentId, value: terms.qty });
	const until = terms.expiresAtMs == null ? '' : ` until ${terms.expiresAtMs}`;
	const what = `${terms.side} ${qty} ${names.symbol(tenantId, instrumentId)} ${terms.type} ${terms.tif}${until}`;
	return `${what}${price('at', terms.price)}${price('limit', terms.limitPrice ?? null)}${price('SL', terms.sl)}${price('TP', terms.tp)}`;
}

/** One input in one line. */
export function inputInWords(input: EngineInput, names: Names): string {
	switch (input.kind) {
		case 'configure':
			return `configure tenant ${input.config.tenantId} (${input.config.slug}), version ${input.config.version}`;
		case 'epoch':
			return `epoch ${input.epoch}: a gateway took over`;
		case 'timer':
			return 'timer';
		case 'halt':
			return `${input.halted ? 'halt' : 'resume'} tenant ${input.tenantId} by user ${input.envelope.principalId}`;
		case 'haltPart': {
			const what = `${input.level.toLowerCase()} ${input.subjectId} of tenant ${input.tenantId}`;
			return `${input.halted ? 'halt' : 'resume'} ${what} by user ${input.envelope.principalId}`;
		}
		default:
			return `account ${input.tenantId}/${input.accountId} ${accountInput(input, names)}`;
	}
}

function accountInput(input: Extract<EngineInput, { accountId: number }>, names: Names): string {
	const { tenantId } = input;
	switch (input.kind) {
		case 'place':
			return `place ${input.clientOrderId}: ${termsInWords(input, names)} by user ${input.envelope.principalId}`;
		case 'close': {
			const { instrumentId, qty } = input;
			const how = qty === null ? 'all' : names.qty(tenantId, { instrumentId, value: qty });
			return `close ${input.clientOrderId}: ${how} of ${names.symbol(tenantId, instrumentId)} by user ${input.envelope.principalId}`;
		}
		case 'closeBy': {
			const { instrumentId, positionTicket, positionByTicket } = input;
			const what = `position ${positionTicket} by position ${positionByTicket} in ${names.symbol(tenantId, instrumentId)}`;
			return `close-by ${input.clientOrderId}: ${what} by user ${input.envelope.principalId}`;
		}
		case 'amend': {
			const { orderId, amendId, qty, price, sl, tp } = input;
			const terms = Object.entries({ qty, price, sl, tp }).flatMap(([name, value]) => (value === null ? [] : `${name} ${value}`));
			return `amend ${amendId} of order ${orderId}: ${terms.join(', ')} by user ${input.envelope.principalId}`;
		}
		case 'cancelAll': {
			const { instrumentId, side } = input;
			const symbol = instrumentId === null ? 'every instrument' : names.symbol(tenantId, instrumentId);
			return `cancel all ${side ?? 'BUY and SELL'} orders in ${symbol} by user ${input.envelope.principalId}`;
		}
		case 'resolveBreak':
			return `break ${input.breakSeq}: ${input.choice} by user ${input.envelope.principalId}`;
		case 'cancel':
			return `cancel order ${input.orderId} by user ${input.envelope.principalId}`;
		case 'placeGroup': {
			const legs = input.orders.map((leg) => `${leg.clientOrderId} ${termsInWords({ ...leg, tenantId }, names)}`);
			return `place ${input.contingency} of ${legs.join('; ')} by user ${input.envelope.principalId}`;
		}
		case 'amendPosition': {
			const { positionTicket, amendId, sl, tp } = input;
			const terms = Object.entries({ sl, tp }).flatMap(([name, value]) => (value === null ? [] : `${name} ${value}`));
			return `amend ${amendId} of position ${positionTicket}: ${terms.join(', ')} by user ${input.envelope.principalId}`;
		}
		case 'decide':
			return `${input.approved ? 'approve' : 'refuse'} order ${input.orderId} by user ${input.envelope.principalId}`;
		case 'presumeAbsent':
			return `presume order ${input.orderId} absent by user ${input.envelope.principalId}`;
		case 'mark': {
			const { instrumentId, bid, ask } = input;
			const price = (value: number) => names.price(tenantId, { instrumentId, value });
			return `mark ${names.symbol(tenantId, instrumentId)} ${price(bid)} / ${price(ask)}`;
		}
		case 'venue':
			return `venue ${venueInWords(input, names)}`;
	}
}

function venueInWords(input: Extract<EngineInput, { kind: 'venue' }>, names: Names): string {
	const { tenantId } = input;
	switch (input.event) {
		case 'ack':
			return `ack: order ${input.orderId}, command ${input.commandSeq}, ${input.sent ? 'sent to the server' : 'not sent'}, retcode ${input.retcode}`;
		case 'result':
			return `result: order ${input.orderId}, command ${input.commandSeq}, retcode ${input.retcode}, order ticket ${input.orderTicket}, deal ticket ${input.dealTicket}`;
		case 'order': {
			const { orderId, ticket, state, leavesQty, instrumentId } = input.order;
			return `order: order ${orderId}, ticket ${ticket}, ${state}, leaves ${names.qty(tenantId, { instrumentId, value: leavesQty })}`;
		}
		case 'deal': {
			const { orderId, ticket, type, qty, price, instrumentId, entry } = input.deal;
			const at = (value: number) => ({ instrumentId, value });
			return `deal ${ticket}: order ${orderId}, ${type} ${names.qty(tenantId, at(qty))} at ${names.price(tenantId, at(price))}, ${entry}`;
		}
		case 'snapshot': {
			const { orders, deals, positions, requests, lastCommandEpoch, lastCommandSeq } = input;
			return `snapshot: ${orders.length} orders, ${deals.length} deals, ${positions.length} positions, ${requests.length} requests, last frame received ${lastCommandEpoch}/${lastCommandSeq}`;
		}
		case 'spec':
			return `spec of ${names.symbol(tenantId, input.instrumentId)}`;
		case 'position':
			return `position ${input.position.positionTicket}: ${input.position.side} ${names.qty(tenantId, { instrumentId: input.position.instrumentId, value: input.position.qty })}`;
		case 'deadman':
			return `the dead-man's switch cancelled ${input.canceled} orders and closed ${input.closed} positions`;
		case 'state':
			return `the terminal ${input.agrees ? 'has what it told again' : 'has something else than it told'}`;
		case 'stages':
			return `request ${input.epoch}/${input.commandSeq} of order ${input.orderId} measured`;
		case 'dealGone':
			return `deal ${input.ticket} is gone`;
		case 'positionGone':
			return `position ${input.positionTicket} is gone`;
		default:
			return input.event;
	}
}

export function orderInWords(order: OrderView, names: Names): string {
	const { tenantId, instrumentId, filledQty, denial, retcode } = order;
	const filled = filledQty === 0 ? '' : `, filled ${names.qty(tenantId, { instrumentId, value: filledQty })}`;
	const why = denial === null ? '' : `: ${denialInWords(denial)}`;
	return `order ${order.orderId} ${order.life}, request ${order.pending}${filled}${why}${retcode === 0 ? '' : `, retcode ${retcode}`}`;
}

function replyInWords(reply: Reply): string {
	const denied = (what: string, denial: Denial | undefined): string =>
		denial === undefined ? '' : `, ${what} denied: ${denialInWords(denial)}`;
	switch (reply.outcome) {
		case 'refused':
			return `refused, ${reply.code}: ${reply.message}`;
		case 'done':
			return 'done';
		case 'canceling':
			return `${reply.sent} cancels sent, ${reply.notReady} orders without a ticket`;
		case 'orders':
			return reply.orders.map(({ orderId, life }) => `order ${orderId} ${life}`).join(', ');
		case 'position':
			return `position ${reply.position.positionTicket}, stops ${reply.position.stopsPending}${denied('stops', reply.denial)}`;
		case 'order':
			return `order ${reply.order.orderId} ${reply.order.life}${denied('amend', reply.amendDenial)}`;
	}
}

/** One output in one line. */
export function outputInWords(output: EngineOutput, names: Names): string {
	switch (output.kind) {
		case 'reply':
			return `reply: ${replyInWords(output.reply)}`;
		case 'order':
			return orderInWords(output.order, names);
		case 'execution': {
			const { ticket, orderId, type, qty, price, instrumentId, late, tenantId, revision } = output.execution;
			const at = (value: number) => ({ instrumentId, value });
			return `booked deal ${ticket} of order ${orderId}: ${type} ${names.qty(tenantId, at(qty))} at ${names.price(tenantId, at(price))}${late ? ', late' : ''}${revision === 0 ? '' : `, revision ${revision}`}`;
		}
		case 'position': {
			const { positionTicket, side, qty, tenantId, instrumentId } = output.position;
			return `position ${positionTicket}: ${qty === 0 ? 'closed' : `${side} ${names.qty(tenantId, { instrumentId, value: qty })}`}`;
		}
		case 'strategyPosition': {
			const { strategyId, side, qty, tenantId, instrumentId } = output.position;
			const whose = strategyId === 0 ? 'unattributed' : `strategy ${strategyId}`;
			return `${whose}: ${qty === 0 ? 'flat' : `${side} ${names.qty(tenantId, { instrumentId, value: qty })}`}`;
		}
		case 'account':
			return `account: ${output.account.link ? 'linked' : 'no link'}, ${output.account.reconciled ? 'reconciled' : 'not reconciled'}, balance ${output.account.balanceMinor}`;
		case 'tenant':
			return `tenant: configuration ${output.configVersion}${output.halted ? ', halted' : ''}`;
		case 'partHalted':
			return `${output.level.toLowerCase()} ${output.subjectId} ${output.halted ? 'halted' : 'resumed'}`;
		case 'break':
			return `BREAK ${output.code}: order ${output.orderId}, ticket ${output.ticket}`;
		case 'breakResolved':
			return `break ${output.breakSeq} resolved: ${output.choice ?? 'the venue shows it no longer'}`;
		case 'foreignOrder': {
			const { ticket, origin, reason, state, side, qty, instrumentId } = output.order;
			return `foreign order ${ticket} (${origin}${reason === null ? '' : `, ${reason}`}): ${side} ${names.qty(output.tenantId, { instrumentId, value: qty })}, ${state}`;
		}
		case 'stages':
			return `measured: ${stagesInWords(output.stages)}`;
		case 'refresh':
			return 'ask the terminal for its whole picture';
		case 'send':
			return `send ${output.send.action} ${output.send.epoch}/${output.send.commandSeq} for order ${output.send.orderId}`;
	}
}

/** Stage by stage, in ms. */
export function stagesInWords(stages: OrderStages): string {
	const told = {
		...{ 'to the terminal': stages.toTerminalUs, 'in the terminal': stages.inTerminalUs, "to the server's answer": stages.toAnswerUs },
		...{ 'to the deal': stages.toDealUs, back: stages.toGatewayUs, 'in all': stages.roundTripUs },
	};
	return Object.entries(told)
		.map(([name, us]) => `${name} ${us === null ? '?' : (us / 1_000).toFixed(3)} ms`)
		.join(', ');
}

/** What was measured against which limit, whose it is, and how much is left. */
function denialInWords({ code, value, limit, level, headroom }: Denial): string {
	if (value === null) return code;
	const whose = level === null ? '' : ` of the ${level.toLowerCase()}`;
	return `${code} (${value}, limit ${limit ?? 'none'}${whose}${headroom === null ? '' : `, headroom ${headroom}`})`;
}
