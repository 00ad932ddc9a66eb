import type { AccountView, BreakCode, ExecutionView, OrderView, PositionView, VenueSend } from '@meridian/core';
import { readJournal } from '@meridian/execution-gateway/testing';
import type { DeskAccount } from './desk.ts';

type Break = { readonly code: BreakCode; readonly orderId: number; readonly ticket: bigint };
/** One account as the journal tells it. */
export class AccountBooks {
	readonly orders = new Map<number, OrderView>();
	/** By deal ticket; more than one for a ticket is a deal booked twice. */
	readonly executions = new Map<bigint, ExecutionView[]>();
	/** Netting: by instrument. Hedging: by ticket. Open ones only. */
	readonly positions = new Map<bigint, PositionView>();
	/** By `epoch:sequence`. */
	readonly sends = new Map<string, VenueSend>();
	readonly breaks: Break[] = [];
	/** Last bid by instrument. */
	readonly bids = new Map<number, number>();
	account: AccountView | undefined;
}

/** Follows the journal as the projector does: only what is kept, so that a kill takes nothing of it back. */
export class EngineBooks {
	lastSeq = 0;
	readonly #dir: string;
	readonly #accounts = new Map<string, AccountBooks>();

	constructor(journalDir: string) {
		this.#dir = journalDir;
	}

	of({ tenantId, accountId }: Pick<DeskAccount, 'tenantId' | 'accountId'>): AccountBooks {
		const key = `${tenantId}:${accountId}`;
		const known = this.#accounts.get(key);
		if (known !== undefined) return known;
		const books = new AccountBooks();
		this.#accounts.set(key, books);
		return books;
	}

	follow(keptSeq: number): void {
		const from = this.lastSeq;
		readJournal({
			dir: this.#dir,
			afterSeq: from,
			untilSeq: keptSeq,
			visit: ({ seq, input, outputs }) => {
				if (seq > keptSeq) return;
				this.lastSeq = seq;
				if (input.kind === 'mark') this.of(input).bids.set(input.instrumentId, input.bid);
				for (const output of outputs) {
					switch (output.kind) {
						case 'order':
							this.of(output.order).orders.set(output.order.orderId, output.order);
							break;
						case 'execution': {
							const { executions } = this.of(output.execution);
							const booked = executions.get(output.execution.ticket) ?? [];
							executions.set(output.execution.ticket, [...booked, output.execution]);
							break;
						}
						case 'position':
							this.#position(output.position);
							break;
						case 'account':
							this.of(output.account).account = output.account;
							break;
						case 'break':
							this.of(output).breaks.push(output);
							break;
						case 'send':
							this.of(output).sends.set(`${output.send.epoch}:${output.send.commandSeq}`, output.send);
							break;
						default:
					}
				}
			},
		});
	}

	#position(view: PositionView): void {
		const { positions } = this.of(view);
		if (view.qty === 0) positions.delete(view.positionTicket);
		else positions.set(view.positionTicket, view);
	}
}
