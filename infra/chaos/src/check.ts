import type { OrderFrame } from '@meridian/execution-gateway/testing';
import { wireEnums } from '@meridian/protocol';
import type { BrokerBooks } from './broker-books.ts';
import type { DeskAccount } from './desk.ts';
import type { AccountBooks } from './engine-books.ts';
import { type Entry, sameTerms, termsOf } from './ledger.ts';

export type Evidence = {
	readonly account: DeskAccount;
	/** What the journal says. */
	readonly engine: AccountBooks;
	/** What the broker says. */
	readonly broker: BrokerBooks;
	/** What crossed the wire to the terminal. */
	readonly frames: readonly OrderFrame[];
	/** What the clients were told. */
	readonly entries: readonly Entry[];
	/** Whether this terminal was killed before: what it had received and not yet passed on is gone without a trace. */
	readonly terminalWasKilled: boolean;
};

const { DEAL, PENDING } = wireEnums.OrderAction;

/** What must never be, at any moment after a recovery. */
export function faultsOf({ account, engine, broker, frames, entries }: Evidence): string[] {
	const faults: string[] = [];
	const say = (text: string): void => void faults.push(`account ${account.accountId}: ${text}`);
	for (const [key, count] of counts(frames.map(({ epoch, commandSeq }) => `${epoch}:${commandSeq}`)))
		if (count > 1) say(`command ${key} crossed the wire ${count} times`);
	for (const [orderId, count] of counts(frames.filter(({ action }) => action === DEAL || action === PENDING).map((frame) => frame.orderId)))
		if (count > 1) say(`order ${orderId} was sent ${count} times`);
	for (const { epoch, commandSeq, orderId } of frames)
		if (engine.sends.get(`${epoch}:${commandSeq}`)?.orderId !== Number(orderId))
			say(`command ${epoch}:${commandSeq} of order ${orderId} crossed the wire, and the journal does not have it`);
	for (const [request, count] of counts(broker.requests.filter((text) => !text.endsWith(' REMOVE'))))
		if (count > 1) say(`the broker was asked ${count} times for order ${request}`);
	const dealt = new Map(broker.deals.map((deal) => [deal.ticket, deal]));
	for (const [ticket, booked] of engine.executions) {
		if (booked.length > 1) say(`deal ${ticket} is booked ${booked.length} times`);
		const [first] = booked;
		const deal = dealt.get(ticket);
		if (first === undefined || (first.type !== 'BUY' && first.type !== 'SELL')) continue;
		if (deal === undefined) say(`deal ${ticket} is booked, and the broker does not have it`);
		else if (
			deal.qty !== first.qty ||
			deal.price !== first.price ||
			deal.profitMinor !== first.profitMinor ||
			deal.orderId !== first.orderId
		)
			say(
				`deal ${ticket} is booked as ${first.qty} at ${first.price} for order ${first.orderId}, and is ${deal.qty} at ${deal.price} for ${deal.orderId}`,
			);
	}
	for (const { code, orderId, ticket } of engine.breaks) say(`a break: ${code}, order ${orderId}, ticket ${ticket}`);
	const byClientId = counts([...engine.orders.values()].map(({ clientOrderId }) => clientOrderId));
	for (const [clientOrderId, count] of byClientId) if (count > 1) say(`${count} orders have client order id ${clientOrderId}`);
	for (const { acknowledged, clientOrderId } of entries) {
		if (acknowledged === undefined) continue;
		const order = engine.orders.get(acknowledged.orderId);
		if (order === undefined) say(`order ${acknowledged.orderId} (${clientOrderId}) was acknowledged and is lost`);
		else if (order.clientOrderId !== clientOrderId || !sameTerms(termsOf(order), acknowledged))
			say(`order ${acknowledged.orderId} (${clientOrderId}) was acknowledged with other terms than the journal has`);
	}
	return faults;
}

/** What must come to be, once every terminal has told its picture. */
export function openQuestionsOf({ account, engine, broker, frames, terminalWasKilled }: Evidence): string[] {
	const open: string[] = [];
	const say = (text: string): void => void open.push(`account ${account.accountId}: ${text}`);
	if (engine.account?.reconciled !== true) say('not reconciled');
	for (const { ticket } of broker.deals) if (!engine.executions.has(ticket)) say(`the broker's deal ${ticket} is not booked`);
	if (engine.account?.balanceMinor !== broker.balanceMinor)
		say(`the balance is ${engine.account?.balanceMinor} here and ${broker.balanceMinor} at the broker`);
	const ours = [...engine.positions.values()].map((position) => {
		const key =
			account.mode === 'HEDGING'
				? position.positionTicket
				: account.instruments.find((i) => i.instrumentId === position.instrumentId)?.symbol;
		return `${key} ${position.side === 'BUY' ? position.qty : -position.qty}`;
	});
	const theirs = broker.positions.map(
		({ identifier, symbol, signedQty }) => `${account.mode === 'HEDGING' ? identifier : symbolNames[symbol]} ${signedQty}`,
	);
	const differ = difference(ours, theirs);
	if (differ.length > 0) say(`positions differ: ${differ.join(', ')}`);
	const filled = new Map<number, number>();
	for (const { orderId, qty } of broker.deals) filled.set(orderId, (filled.get(orderId) ?? 0) + qty);
	const received = new Set(frames.filter(({ delivered }) => delivered).map(({ orderId }) => Number(orderId)));
	for (const order of engine.orders.values()) {
		const { orderId, life, pending } = order;
		if (order.filledQty !== (filled.get(orderId) ?? 0))
			say(`order ${orderId} (${life}) is filled with ${order.filledQty} here and ${filled.get(orderId) ?? 0} at the broker`);
		const hasTrace = filled.has(orderId) || broker.working.has(orderId) || broker.ended.has(orderId);
		if (life === 'SUBMITTED') say(`order ${orderId} is still SUBMITTED`);
		if (life === 'UNKNOWN' && (hasTrace || !received.has(orderId) || !terminalWasKilled))
			say(
				`order ${orderId} is UNKNOWN, and there is evidence: the broker ${hasTrace ? 'has it' : 'does not have it'}, the terminal ${received.has(orderId) ? 'got it' : 'never got it'}`,
			);
		if (life === 'NOT_SENT' && (hasTrace || broker.requests.some((text) => text.startsWith(`${orderId} `))))
			say(`order ${orderId} is NOT_SENT, and the broker was asked for it`);
		if ((life === 'ACCEPTED') !== broker.working.has(orderId))
			say(`order ${orderId} is ${life} here and ${broker.working.has(orderId) ? 'working' : 'not working'} at the broker`);
		if (life === 'ACCEPTED' && pending !== 'NONE' && !(pending === 'CANCEL_UNKNOWN' && terminalWasKilled))
			say(`order ${orderId} is ${life} with ${pending}`);
	}
	return open;
}

/** The emulated broker's instruments that the load trades, by its numbers. */
const symbolNames = ['EURUSD', 'GBPUSD'];

function counts(keys: Iterable<string>): Map<string, number> {
	const result = new Map<string, number>();
	for (const key of keys) result.set(key, (result.get(key) ?? 0) + 1);
	return result;
}

function difference(ours: readonly string[], theirs: readonly string[]): string[] {
	const here = new Set(ours);
	const there = new Set(theirs);
	return [
		...ours.filter((text) => !there.has(text)).map((text) => `${text} only here`),
		...theirs.filter((text) => !here.has(text)).map((text) => `${text} only at the broker`),
	];
}
