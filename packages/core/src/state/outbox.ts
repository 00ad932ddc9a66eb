import type {
	AccountView,
	BreakChoice,
	BreakCode,
	EngineOutput,
	ExecutionView,
	ForeignOrderView,
	OrderStages,
	OrderView,
	Reply,
	VenueDeal,
	VenueSend,
} from '../messages.ts';
import type { RefusalCode } from '../model.ts';
import { syncExposure } from '../orders/exposure.ts';
import { isOpen } from '../orders/life.ts';
import { type Order, viewOrder } from '../orders/order.ts';
import { syncWaiting } from '../orders/watch.ts';
import type { Position } from '../positions/position.ts';
import { viewPosition } from '../positions/position.ts';
import { type SubBook, viewSubBook } from '../positions/sub-books.ts';
import { type Account, type EngineState, type Tenant, takeOff } from './state.ts';

/** Collects what one input causes. Every output about an account takes the account's next sequence. */
export class Outbox {
	/** One list for all inputs, so that none grows anew for each; the first `#told` of it are of this one. */
	#outputs: EngineOutput[] = [];
	#told = 0;
	/** Orders that changed and that others depend on, and positions that moved under orders which must fit them: settled when the input is done. */
	readonly touched: Order[] = [];
	/** What this input contradicted. */
	readonly contradicted = new Set<string>();
	readonly moved: { readonly tenantId: number; readonly accountId: number; readonly instrumentId: number }[] = [];
	nowMs = 0;
	readonly #state: EngineState;

	constructor(state: EngineState) {
		this.#state = state;
	}

	/** One outbox serves all inputs, one after the other: whatever one leaves here is cleared for the next. */
	begin(): void {
		this.nowMs = this.#state.nowMs;
		this.#told = 0;
		if (this.#outputs.length > OUTPUTS_KEPT) this.#outputs = [];
		// To set a length is a call out of compiled code, whatever it was.
		if (this.touched.length > 0) this.touched.length = 0;
		if (this.moved.length > 0) this.moved.length = 0;
		if (this.contradicted.size > 0) this.contradicted.clear();
	}

	/** What the input caused: its own, whatever the next one does. */
	taken(): readonly EngineOutput[] {
		return this.#told === 0 ? nothing : this.#outputs.slice(0, this.#told);
	}

	#tell(output: EngineOutput): void {
		this.#outputs[this.#told] = output;
		this.#told += 1;
	}

	/** Before all that stands there. */
	reply(reply: Reply): void {
		const outputs = this.#outputs;
		for (let i = this.#told; i > 0; i--) {
			const output = outputs[i - 1];
			if (output !== undefined) outputs[i] = output;
		}
		outputs[0] = { kind: 'reply', reply };
		this.#told += 1;
	}

	refuse(code: RefusalCode, message: string): void {
		this.reply({ outcome: 'refused', code, message });
	}

	/** The order changed: aggregates follow, and its new picture goes out. */
	order(account: Account, order: Order): OrderView {
		order.updatedAtMs = this.nowMs;
		const tenant = this.#state.tenants.get(account.tenantId);
		if (tenant !== undefined) syncExposure({ state: this.#state, tenant, account }, order);
		syncWaiting(account, order);
		if (account.hasLists && (order.link !== null || order.bracket !== null || account.children.has(order.orderId)))
			this.touched.push(order);
		if (!isOpen(order.life) || order.pending === 'NONE') takeOff(account.inFlight, order.orderId);
		if (!isOpen(order.life)) this.#state.orders.ended.add(order.orderId);
		const vanished = account.vanished.size === 0 ? undefined : account.vanished.get(order.orderId);
		if (vanished !== undefined && order.life !== 'UNKNOWN') this.endContradiction(account, vanished);
		const view = viewOrder(order);
		this.#tell({ kind: 'order', accountSeq: nextSeq(account), order: view });
		return view;
	}

	execution(
		account: Account,
		input: { readonly deal: VenueDeal; readonly orderId: number; readonly late: boolean; readonly revision?: number },
	): void {
		const { tenantId, accountId } = account;
		const { deal } = input;
		const execution: ExecutionView = {
			orderId: input.orderId,
			ticket: deal.ticket,
			orderTicket: deal.orderTicket,
			positionTicket: deal.positionTicket,
			instrumentId: deal.instrumentId,
			type: deal.type,
			entry: deal.entry,
			reason: deal.reason,
			qty: deal.qty,
			price: deal.price,
			profitMinor: deal.profitMinor,
			commissionMinor: deal.commissionMinor,
			swapMinor: deal.swapMinor,
			feeMinor: deal.feeMinor,
			venueAtMs: deal.venueAtMs,
			tenantId,
			accountId,
			late: input.late,
			bookedAtMs: this.nowMs,
			revision: input.revision ?? 0,
		};
		this.#tell({ kind: 'execution', accountSeq: nextSeq(account), execution });
	}

	/** What must fit to the position in an instrument is looked at again. */
	move({ tenantId, accountId, brackets, reduceOnly }: Account, instrumentId: number): void {
		if (brackets.has(instrumentId) || reduceOnly.has(instrumentId)) this.moved.push({ tenantId, accountId, instrumentId });
	}

	position(account: Account, position: Position): void {
		position.updatedAtMs = this.nowMs;
		if (account.hasLists) this.move(account, position.instrumentId);
		this.#tell({ kind: 'position', accountSeq: nextSeq(account), position: viewPosition(account, position) });
	}

	strategyPosition(account: Account, book: SubBook): void {
		this.#tell({ kind: 'strategyPosition', accountSeq: nextSeq(account), position: viewSubBook(account, book) });
	}

	account(account: Account): void {
		this.#tell({ kind: 'account', accountSeq: nextSeq(account), account: viewAccount(account, this.nowMs) });
	}

	tenant(tenant: Tenant): void {
		this.#tell({ kind: 'tenant', tenantId: tenant.tenantId, halted: tenant.halted, configVersion: tenant.config.version });
	}

	partHalted(input: Omit<Extract<EngineOutput, { kind: 'partHalted' }>, 'kind'>): void {
		this.#tell({ kind: 'partHalted', ...input });
	}

	break(account: Account, input: { readonly code: BreakCode; readonly orderId?: number; readonly ticket?: bigint }): void {
		const { tenantId, accountId } = account;
		const accountSeq = nextSeq(account);
		const { code, orderId = 0, ticket = 0n } = input;
		account.breaks.set(accountSeq, { code, orderId, ticket, atMs: this.nowMs });
		if (isMismatch(code)) account.mismatches += 1;
		this.#tell({ kind: 'break', accountSeq, tenantId, accountId, code, orderId, ticket });
	}

	/** A break that is true for a while: told when it begins, and again only after it had ended. */
	breakWhile(account: Account, input: { readonly code: BreakCode; readonly ticket: bigint }): void {
		for (const { code, ticket } of account.breaks.values()) if (code === input.code && ticket === input.ticket) return;
		this.break(account, input);
	}

	resolved(
		account: Account,
		input: { readonly breakSeq: number; readonly choice: BreakChoice | null; readonly principalId: number },
	): void {
		const code = account.breaks.get(input.breakSeq)?.code;
		if (code !== undefined && isMismatch(code)) account.mismatches -= 1;
		account.breaks.delete(input.breakSeq);
		for (const [orderId, breakSeq] of account.vanished) if (breakSeq === input.breakSeq) account.vanished.delete(orderId);
		const { tenantId, accountId } = account;
		this.#tell({ kind: 'breakResolved', accountSeq: nextSeq(account), tenantId, accountId, ...input });
	}

	/** A break that this input has ended by itself is told once, with the choice. False: it has ended none such. */
	resolvedBy(by: { readonly breakSeq: number; readonly choice: BreakChoice; readonly principalId: number }): boolean {
		const told = this.#outputs.findIndex(
			(output, i) => i < this.#told && output.kind === 'breakResolved' && output.breakSeq === by.breakSeq,
		);
		const output = this.#outputs[told];
		if (output?.kind !== 'breakResolved') return false;
		this.#outputs[told] = { ...output, ...by };
		return true;
	}

	foreignOrder({ tenantId, accountId }: Account, order: ForeignOrderView): void {
		this.#tell({ kind: 'foreignOrder', tenantId, accountId, order });
	}

	stages({ tenantId, accountId }: Account, input: { readonly orderId: number; readonly stages: OrderStages }): void {
		this.#tell({ kind: 'stages', tenantId, accountId, ...input });
	}

	refresh({ tenantId, accountId }: Account): void {
		this.#tell({ kind: 'refresh', tenantId, accountId });
	}

	/** A break that the venue may repeat (it sits in every snapshot): said once per order and ticket. */
	breakOnce(account: Account, input: { readonly code: BreakCode; readonly orderId?: number; readonly ticket?: bigint }): void {
		const key = `${input.code} ${input.orderId ?? 0} ${input.ticket ?? 0n}`;
		if (account.reported.has(key)) return;
		account.reported.add(key);
		this.break(account, input);
	}

	/**
	 * The venue said two things of one order or deal: one open break for each, however often and in whatever words it goes on. A whole picture
	 * that says nothing of the kind any more ends it; what a person has decided is not told again.
	 */
	contradiction(account: Account, input: { readonly orderId: number; readonly ticket: bigint }): void {
		this.contradicted.add(subjectOf(input));
		const key = contradictionKey(input);
		if (account.reported.has(key)) return;
		account.reported.add(key);
		for (const open of account.breaks.values()) if (open.code === 'CONTRADICTION' && subjectOf(open) === subjectOf(input)) return;
		this.break(account, { code: 'CONTRADICTION', ...input });
	}

	/** A whole picture holds a working order no more, and does not say how it ended: a contradiction until something explains it. */
	vanished(account: Account, { orderId, venueOrderTicket }: Order): void {
		this.contradiction(account, { orderId, ticket: venueOrderTicket });
		for (const [breakSeq, open] of account.breaks)
			if (open.code === 'CONTRADICTION' && open.orderId === orderId) account.vanished.set(orderId, breakSeq);
	}

	/** The venue's later word has ended a contradiction: were it to come again, it would be told again. */
	endContradiction(account: Account, breakSeq: number): void {
		const open = account.breaks.get(breakSeq);
		if (open === undefined) return;
		const same = `CONTRADICTION ${open.orderId} `;
		for (const key of [...account.reported])
			if (key === contradictionKey(open) || (open.orderId !== 0 && key.startsWith(same))) account.reported.delete(key);
		this.resolved(account, { breakSeq, choice: null, principalId: 0 });
	}

	send(account: Account, send: VenueSend): void {
		this.#tell({ kind: 'send', tenantId: account.tenantId, accountId: account.accountId, send });
	}
}

/** What a handler of one account's input works with. */
export type Scope = { readonly state: EngineState; readonly tenant: Tenant; readonly account: Account; readonly out: Outbox };

const nothing: readonly EngineOutput[] = [];
const OUTPUTS_KEPT = 256;

function nextSeq(account: Account): number {
	account.accountSeq += 1;
	return account.accountSeq;
}

function viewAccount(account: Account, updatedAtMs: number): AccountView {
	const { tenantId, accountId, link, reconciled, venue, money } = account;
	return {
		tenantId,
		accountId,
		mode: account.config.mode,
		link,
		reconciled,
		serverConnected: venue?.serverConnected ?? false,
		tradeAllowed: venue?.tradeAllowed ?? false,
		balanceMinor: money.balanceMinor,
		venueEquityMinor: venue?.equityMinor ?? null,
		venueMarginMinor: venue?.marginMinor ?? null,
		realisedMinor: money.realisedMinor,
		commissionMinor: money.commissionMinor,
		swapMinor: money.swapMinor,
		feeMinor: money.feeMinor,
		updatedAtMs,
	};
}

/** The order, or where none is known the deal or order ticket. */
export const subjectOf = ({ orderId, ticket }: { readonly orderId: number; readonly ticket: bigint }): string =>
	orderId === 0 ? `ticket ${ticket}` : `order ${orderId}`;
const contradictionKey = ({ orderId, ticket }: { readonly orderId: number; readonly ticket: bigint }): string =>
	`CONTRADICTION ${orderId} ${ticket}`;

const isMismatch = (code: BreakCode): boolean => code === 'POSITION_MISMATCH' || code === 'BALANCE_MISMATCH';
