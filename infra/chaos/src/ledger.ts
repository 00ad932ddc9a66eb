import type { EntryProtocol, Message } from '@meridian/protocol';
import type { EntryReply, EntryResult } from '@meridian/protocol/client';
import type { DeskAccount } from './desk.ts';

type Body<Name extends 'PlaceOrder' | 'ClosePosition'> = Omit<Message<EntryProtocol, Name>, 'requestId'>;
export type OrderRequest =
	| { readonly name: 'PlaceOrder'; readonly body: Body<'PlaceOrder'> }
	| { readonly name: 'ClosePosition'; readonly body: Body<'ClosePosition'> };

/** What an order is from its first answer on, whatever happens to the gateway. */
export type Terms = {
	readonly orderId: number;
	readonly side: string;
	readonly type: string;
	readonly tif: string;
	readonly qty: number;
	readonly price: number | null;
	readonly positionTicket: bigint;
};
export type Entry = {
	readonly account: DeskAccount;
	readonly clientOrderId: string;
	readonly request: OrderRequest;
	/** Requests that may have reached the gateway. */
	sent: number;
	/** Answers that came, an order or a refusal. */
	answers: number;
	/** The first answer with an order; undefined while there was none. */
	acknowledged: Terms | undefined;
	/** The life told last. */
	life: string;
};

export const termsOf = (order: Terms): Terms => {
	const { orderId, side, type, tif, qty, price, positionTicket } = order;
	return { orderId, side, type, tif, qty, price, positionTicket };
};
export const sameTerms = (a: Terms, b: Terms): boolean =>
	a.orderId === b.orderId &&
	a.side === b.side &&
	a.type === b.type &&
	a.tif === b.tif &&
	a.qty === b.qty &&
	a.price === b.price &&
	a.positionTicket === b.positionTicket;

/** What the clients know: every request they made, and what they were answered first. The gateway must never contradict it. */
export class Ledger {
	readonly entries: Entry[] = [];
	readonly faults: string[] = [];
	replies = 0;
	resends = 0;

	open(account: DeskAccount, request: OrderRequest): Entry {
		const { clientOrderId } = request.body;
		const entry: Entry = { account, clientOrderId, request, sent: 0, answers: 0, acknowledged: undefined, life: '' };
		this.entries.push(entry);
		return entry;
	}

	of(account: DeskAccount): Entry[] {
		return this.entries.filter((entry) => entry.account === account);
	}

	/** @param sentBefore how often the request had been sent before the one that is answered here */
	answered(entry: Entry, result: EntryResult, sentBefore: number): void {
		if (result.kind === 'unavailable') {
			entry.sent -= 1;
			return;
		}
		if (result.kind === 'unknown') return;
		this.replies += 1;
		entry.answers += 1;
		if (sentBefore > 0) this.resends += 1;
		const reply = result.message;
		if (reply.name === 'OrderReply') this.#order(entry, reply.body, sentBefore);
		else if (entry.acknowledged !== undefined)
			this.#fault(entry, `was acknowledged as order ${entry.acknowledged.orderId} and is now answered with ${wordsOf(reply)}`);
	}

	#order(entry: Entry, order: Message<EntryProtocol, 'OrderReply'>, sentBefore: number): void {
		const { account, request } = entry;
		if (order.clientOrderId !== entry.clientOrderId || order.accountId !== account.accountId || order.tenantId !== account.tenantId)
			this.#fault(entry, `is answered with order ${order.orderId} of another client order id, account or tenant`);
		if (sentBefore === 0 && order.duplicate) this.#fault(entry, `was sent once and is called a duplicate (order ${order.orderId})`);
		const terms = termsOf(order);
		if (entry.acknowledged === undefined) {
			if (request.name === 'PlaceOrder' && !sameTerms({ ...request.body, orderId: order.orderId }, terms))
				this.#fault(entry, `became order ${order.orderId} with other terms: ${JSON.stringify(terms, textOfBigint)}`);
			entry.acknowledged = terms;
		} else {
			if (!sameTerms(entry.acknowledged, terms))
				this.#fault(
					entry,
					`was acknowledged as ${JSON.stringify(entry.acknowledged, textOfBigint)} and is now ${JSON.stringify(terms, textOfBigint)}`,
				);
			if (!order.duplicate) this.#fault(entry, `is order ${order.orderId} already, and is not called a duplicate`);
		}
		entry.life = order.life;
	}

	#fault(entry: Entry, what: string): void {
		this.faults.push(`${entry.clientOrderId} (account ${entry.account.accountId}) ${what}`);
	}
}

const textOfBigint = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
const wordsOf = (reply: EntryReply): string => (reply.name === 'Refused' ? `${reply.body.code}: ${reply.body.message}` : reply.name);
