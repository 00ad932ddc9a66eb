import {
	type AnyMessage,
	createCodec,
	type EntryProtocol,
	entryProtocol,
	type Message,
	type TerminalProtocol,
	terminalProtocol,
} from '@meridian/protocol';
import { type Ledger, sendKey } from './ledger.ts';
import type { SimLine, Written } from './net.ts';

const terminalCodec = createCodec(terminalProtocol);
const entryCodec = createCodec(entryProtocol);
/** Of a request that was or may have been done: PLACED, DONE, DONE_PARTIAL, NO_CHANGES, ERROR, TIMEOUT, CONNECTION; 0 is none yet. */
const notRefused: ReadonlySet<number> = new Set([0, 10008, 10009, 10010, 10025, 10011, 10012, 10031]);

export const refusalKey = (of: {
	readonly account: string;
	readonly orderId: number | bigint;
	readonly epoch: number | bigint;
	readonly commandSeq: number | bigint;
}): string => `${of.account}:${of.orderId}:${of.epoch}:${of.commandSeq}`;

export type WitnessOptions = {
	readonly ledger: () => Ledger;
	/** The last record that is truly kept. */
	readonly keptSeq: () => number;
	/** The account whose terminal holds this end. */
	readonly accountOf: (line: SimLine) => string;
	readonly fail: (rule: string, detail: string) => void;
};

/** Stands at the wire and counts, apart from both ends. */
export class Witness {
	/** Requests that their terminal said were refused. */
	readonly refused = new Set<string>();
	/** Every order that a client was told of: it must never be lost. */
	readonly acknowledged = new Map<string, number>();
	ordersSent = 0;
	readonly #sent = new Set<string>();
	readonly #entered = new Set<bigint>();
	readonly #epochs = new Map<string, bigint>();
	readonly #greeted = new Map<SimLine, bigint>();
	readonly #options: WitnessOptions;

	constructor(options: WitnessOptions) {
		this.#options = options;
	}

	see({ line, by, bytes }: Written): void {
		if (line.kind === 'entry') {
			if (by === 'server') this.#told(entryCodec.decode(bytes));
		} else if (by === 'server') this.#commanded(line, terminalCodec.decode(bytes));
		else this.#said(line, terminalCodec.decode(bytes));
	}

	#commanded(line: SimLine, message: AnyMessage<TerminalProtocol>): void {
		if (message.name === 'LoginOk') this.#greeted.set(line, message.body.epoch);
		if (message.name === 'OrderSend') this.#orderSent(this.#options.accountOf(line), message.body);
	}

	#orderSent(account: string, order: Message<TerminalProtocol, 'OrderSend'>): void {
		const { fail, ledger, keptSeq } = this.#options;
		const key = sendKey({ account, epoch: order.epoch, commandSeq: order.commandSeq });
		this.ordersSent += 1;
		if (this.#sent.has(key)) fail('nothing sent twice', `command ${key} of order ${order.orderId}`);
		this.#sent.add(key);
		// All else names the order, or is of none: another stop of a position.
		const isEntry = order.order === 0n && order.orderId !== 0n;
		if (isEntry && this.#entered.has(order.orderId)) fail('nothing sent twice', `order ${order.orderId} as command ${key}`);
		if (isEntry) this.#entered.add(order.orderId);
		const seq = ledger().sends.get(key)?.seq;
		if (seq === undefined) fail('kept before sent', `command ${key} of order ${order.orderId} stands in no record`);
		else if (seq > keptSeq()) fail('kept before sent', `command ${key} stands in record ${seq}, and ${keptSeq()} is kept`);
	}

	#said(line: SimLine, message: AnyMessage<TerminalProtocol>): void {
		const account = this.#options.accountOf(line);
		switch (message.name) {
			case 'Hello': {
				const epoch = this.#greeted.get(line) ?? 0n;
				const highest = this.#epochs.get(account) ?? 0n;
				if (epoch < highest) this.#options.fail('no older leader', `terminal ${account} greets epoch ${epoch} after ${highest}`);
				else this.#epochs.set(account, epoch);
				return;
			}
			case 'TradeAck':
			case 'RequestItem':
				if (!message.body.sent || !notRefused.has(message.body.retcode)) this.refused.add(refusalKey({ account, ...message.body }));
				return;
			case 'TradeResult':
				if (!notRefused.has(message.body.retcode)) this.refused.add(refusalKey({ account, ...message.body }));
				return;
			default:
		}
	}

	#told(message: AnyMessage<EntryProtocol>): void {
		if (message.name === 'OrderReply') this.#toldOf(message.body, message.body.journalSeq);
		if (message.name !== 'OrderGroupReply') return;
		for (const order of message.body.orders) this.#toldOf(order, message.body.journalSeq);
	}

	#toldOf(
		{ tenantId, accountId, clientOrderId, orderId }: Message<EntryProtocol, 'OrderGroupReply'>['orders'][number],
		journalSeq: number,
	): void {
		const { fail, ledger, keptSeq } = this.#options;
		if (journalSeq > keptSeq()) fail('kept before told', `order ${orderId} was told with record ${journalSeq}, and ${keptSeq()} is kept`);
		if (ledger().orders.get(orderId)?.clientOrderId !== clientOrderId)
			fail('kept before told', `order ${orderId} (${clientOrderId}) stands in no record`);
		const key = `${tenantId}:${accountId}:${clientOrderId}`;
		const before = this.acknowledged.get(key);
		if (before !== undefined && before !== orderId)
			fail('one order for one id', `${clientOrderId} was order ${before}, and is ${orderId} now`);
		this.acknowledged.set(key, orderId);
	}
}
