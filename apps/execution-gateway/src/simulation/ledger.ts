import { isOpen, type OrderView, type VenueDeal, type VenueSend } from '@meridian/core';
import { keyOf } from './config.ts';
import type { AppendedRecord } from './journal.ts';

/** What the journal's records say of one account, gathered from outputs alone. */
export type AccountLedger = {
	accountSeq: number;
	readonly open: Set<number>;
	readonly deals: Map<bigint, VenueDeal>;
};
export type Fault = { readonly rule: string; readonly detail: string };

export const sendKey = (place: {
	readonly account: string;
	readonly epoch: number | bigint;
	readonly commandSeq: number | bigint;
}): string => `${place.account}:${place.epoch}:${place.commandSeq}`;

/** A second set of books, kept from the outputs of the records, which the engine's own state is compared with. */
export class Ledger {
	readonly accounts = new Map<string, AccountLedger>();
	readonly orders = new Map<number, OrderView>();
	/** Sum of the booked deals, by order. */
	readonly filledQty = new Map<number, number>();
	readonly halted = new Map<number, boolean>();
	/** The command by which each order was sent to its venue. */
	readonly entered = new Map<number, VenueSend>();
	/** Orders that are ties to each other, by their ocoId. */
	readonly alternatives = new Map<number, Set<number>>();
	/** Orders that awaited a second person, and whether one has said yes. */
	readonly held = new Map<number, boolean>();
	/** How often each amend was sent, by account and amend id. */
	readonly #amends = new Map<string, number>();
	/** The record that each send stands in. */
	readonly sends = new Map<string, { readonly seq: number; readonly send: VenueSend }>();

	account(key: string): AccountLedger {
		let account = this.accounts.get(key);
		if (account === undefined) {
			account = { accountSeq: 0, open: new Set(), deals: new Map() };
			this.accounts.set(key, account);
		}
		return account;
	}

	/** @returns what the record itself contradicts. */
	take({ seq, input, outputs }: Pick<AppendedRecord, 'seq' | 'input' | 'outputs'>): Fault[] {
		const faults: Fault[] = [];
		if (input.kind === 'decide' && input.approved) this.#approved(input.orderId, outputs);
		for (const output of outputs) {
			if ('accountSeq' in output) {
				const key = keyOf(
					output.kind === 'order'
						? output.order
						: output.kind === 'execution'
							? output.execution
							: output.kind === 'position' || output.kind === 'strategyPosition'
								? output.position
								: output.kind === 'account'
									? output.account
									: output,
				);
				const account = this.account(key);
				if (output.accountSeq !== account.accountSeq + 1)
					faults.push({
						rule: 'dense sequences',
						detail: `account ${key}: ${output.accountSeq} after ${account.accountSeq}, record ${seq}`,
					});
				account.accountSeq = output.accountSeq;
			}
			if (output.kind === 'order') faults.push(...this.#order(output.order));
			else if (output.kind === 'tenant') this.halted.set(output.tenantId, output.halted);
			else if (output.kind === 'send') {
				const { epoch, commandSeq, orderId, action } = output.send;
				if (action === 'DEAL' || action === 'PENDING' || action === 'CLOSE_BY') this.entered.set(orderId, output.send);
				this.sends.set(sendKey({ account: keyOf(output), epoch, commandSeq }), { seq, send: output.send });
				if (input.kind === 'amend' || input.kind === 'amendPosition') faults.push(...this.#amended(`${keyOf(input)}:${input.amendId}`));
			} else if (output.kind === 'execution') {
				const { ticket, orderId, qty } = output.execution;
				const { deals } = this.account(keyOf(output.execution));
				if (deals.has(ticket)) faults.push({ rule: 'each deal once', detail: `deal ${ticket} is booked again by record ${seq}` });
				deals.set(ticket, output.execution);
				// Of a close-by's two deals one is on the other position, and does not fill it.
				const isOther = this.orders.get(orderId)?.positionByTicket === output.execution.positionTicket;
				if (orderId !== 0 && !isOther) this.filledQty.set(orderId, (this.filledQty.get(orderId) ?? 0) + qty);
			}
		}
		return faults;
	}

	#order(order: OrderView): Fault[] {
		const before = this.orders.get(order.orderId);
		this.orders.set(order.orderId, order);
		const { open } = this.account(keyOf(order));
		if (isOpen(order.life)) open.add(order.orderId);
		else open.delete(order.orderId);
		if (order.life === 'HELD' && !this.held.has(order.orderId)) this.held.set(order.orderId, false);
		if (order.ocoId !== 0) this.alternatives.set(order.ocoId, (this.alternatives.get(order.ocoId) ?? new Set()).add(order.orderId));
		if (order.type !== 'TRAILING_STOP' || before?.price == null || order.price === null) return [];
		const back = order.side === 'BUY' ? order.price - before.price : before.price - order.price;
		return back <= 0
			? []
			: [{ rule: 'a trailing stop never goes back', detail: `order ${order.orderId} from ${before.price} to ${order.price}` }];
	}

	/** One yes is for all that were held together, and for what waits for them. */
	#approved(orderId: number, outputs: AppendedRecord['outputs']): void {
		const [reply] = outputs;
		const isTaken = reply?.kind === 'reply' && reply.reply.outcome === 'order' && reply.reply.order.decidedById !== 0;
		if (!isTaken) return;
		const { ocoId = 0 } = this.orders.get(orderId) ?? {};
		for (const id of this.alternatives.get(ocoId) ?? [orderId]) if (this.held.has(id)) this.held.set(id, true);
	}

	#amended(key: string): Fault[] {
		const times = (this.#amends.get(key) ?? 0) + 1;
		this.#amends.set(key, times);
		return times === 1 ? [] : [{ rule: 'nothing sent twice', detail: `amend ${key}` }];
	}
}
