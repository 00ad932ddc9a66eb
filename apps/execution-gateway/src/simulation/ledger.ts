import type { OrderView, VenueDeal, VenueSend } from '@meridian/core';
import { keyOf } from './config.ts';
import type { AppendedRecord } from './journal.ts';

/** What the journal's records say of one account, gathered from outputs alone. */
export type AccountLedger = {
	accountSeq: number;
	readonly open: Set<number>;
	readonly deals: Map<bigint, VenueDeal>;
};
export type Fault = { readonly rule: string; readonly detail: string };

const openLives: ReadonlySet<string> = new Set(['SUBMITTED', 'ACCEPTED', 'UNKNOWN']);
export const isOpenLife = (life: string): boolean => openLives.has(life);
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
	take({ seq, outputs }: Pick<AppendedRecord, 'seq' | 'outputs'>): Fault[] {
		const faults: Fault[] = [];
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
			if (output.kind === 'order') this.#order(output.order);
			else if (output.kind === 'tenant') this.halted.set(output.tenantId, output.halted);
			else if (output.kind === 'send') {
				const { epoch, commandSeq, orderId, action } = output.send;
				if (action === 'DEAL' || action === 'PENDING') this.entered.set(orderId, output.send);
				this.sends.set(sendKey({ account: keyOf(output), epoch, commandSeq }), { seq, send: output.send });
			} else if (output.kind === 'execution') {
				const { ticket, orderId, qty } = output.execution;
				const { deals } = this.account(keyOf(output.execution));
				if (deals.has(ticket)) faults.push({ rule: 'each deal once', detail: `deal ${ticket} is booked again by record ${seq}` });
				deals.set(ticket, output.execution);
				if (orderId !== 0) this.filledQty.set(orderId, (this.filledQty.get(orderId) ?? 0) + qty);
			}
		}
		return faults;
	}

	#order(order: OrderView): void {
		this.orders.set(order.orderId, order);
		const { open } = this.account(keyOf(order));
		if (isOpenLife(order.life)) open.add(order.orderId);
		else open.delete(order.orderId);
	}
}
