import type { EntryProtocol, Message } from '@meridian/protocol';
import { approverId, type SimAccount, simAccounts, simInstruments } from './config.ts';
import { anyGroup, anyOrder, plainOrder, type Source } from './orders.ts';

export type Send = <Name extends keyof EntryProtocol & string>(name: Name, body: Message<EntryProtocol, Name>) => void;
/** A request, sent under the id that its answer will name. */
export type Ask = (send: Send, requestId: number) => void;
export type OrderTold = Pick<
	Message<EntryProtocol, 'OrderReply'>,
	'orderId' | 'tenantId' | 'accountId' | 'instrumentId' | 'side' | 'type' | 'life'
>;
export type TraderOptions = Omit<Source, 'newId'> & {
	readonly name: string;
	readonly plain: { readonly changes: number } | undefined;
	/** `again`: it may be asked once more, for its own ids tell the gateway that it is the same. */
	ask(ask: Ask, again: boolean): void;
	configure(tenantId: number): void;
};

export const envelope = { correlationId: '', principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
const openLives: ReadonlySet<string> = new Set(['SUBMITTED', 'ACCEPTED', 'TRIGGERED', 'UNKNOWN', 'HELD']);

/** Decides what is asked for next: places, amends, cancels, closes, decides on what is held, halts. */
export class Trader {
	readonly #options: TraderOptions;
	readonly #source: Source;
	#ids = 0;
	readonly #working = new Map<number, OrderTold>();

	constructor(options: TraderOptions) {
		this.#options = options;
		const { chance, view, nowMs } = options;
		this.#source = { chance, view, nowMs, newId: () => this.#newId() };
	}

	/** How an order answered stands. */
	told(order: OrderTold): void {
		const works = order.life === 'HELD' || (order.type !== 'MARKET' && openLives.has(order.life));
		if (works) this.#working.set(order.orderId, order);
		else this.#working.delete(order.orderId);
	}

	act(): void {
		const { chance, plain } = this.#options;
		const account = chance.pick(simAccounts);
		if (account === undefined) return;
		if (plain !== undefined) return this.#actPlainly(account, plain.changes);
		const what = chance.between(1, 100);
		if (what <= 40) this.#place(account);
		else if (what <= 50) this.#placeGroup(account);
		else if (what <= 59) this.#cancel();
		else if (what <= 70) this.#amend();
		else if (what <= 78) this.#amendPosition(account);
		else if (what <= 82) this.#closeBy(account);
		else if (what <= 91) this.#close(account);
		else if (what <= 94) this.#decide();
		else if (what <= 95) this.#cancelAll(account);
		else if (what <= 98) this.#halt(account.tenantId, chance.hits(0.25));
		else this.#options.configure(account.tenantId);
	}

	#actPlainly(account: SimAccount, changes: number): void {
		const { chance } = this.#options;
		if (chance.hits(changes)) return chance.hits(0.7) ? this.#amend() : this.#closeBy(account);
		const what = chance.between(1, 100);
		if (what <= 62) this.#place(account);
		else if (what <= 80) this.#cancel();
		else if (what <= 94) this.#close(account);
		else if (what <= 97) this.#halt(account.tenantId, chance.hits(0.3));
		else this.#options.configure(account.tenantId);
	}

	#newId(kind = ''): string {
		this.#ids += 1;
		return `${this.#options.name}-${kind}${this.#ids}`;
	}

	#place(account: SimAccount): void {
		const { tenantId, accountId } = account;
		const order = this.#options.plain === undefined ? anyOrder(this.#source, account) : plainOrder(this.#source);
		this.#options.ask((send, requestId) => send('PlaceOrder', { requestId, ...envelope, tenantId, accountId, ...order }), true);
	}

	#placeGroup(account: SimAccount): void {
		const { tenantId, accountId } = account;
		const group = anyGroup(this.#source, account);
		this.#options.ask((send, requestId) => send('PlaceOrderGroup', { requestId, ...envelope, tenantId, accountId, ...group }), true);
	}

	#cancel(): void {
		const { chance, ask } = this.#options;
		const [orderId, order] = chance.pick([...this.#working]) ?? [];
		if (orderId === undefined || order === undefined) return;
		const { tenantId, accountId } = order;
		ask((send, requestId) => send('CancelOrder', { requestId, ...envelope, tenantId, accountId, orderId }), false);
		if (chance.hits(0.7)) this.#working.delete(orderId);
	}

	#cancelAll({ tenantId, accountId }: SimAccount): void {
		const side = this.#options.chance.hits(0.5) ? 'BUY' : '';
		const which = { tenantId, accountId, instrumentId: 0, side };
		this.#options.ask((send, requestId) => send('CancelOrders', { requestId, ...envelope, ...which }), false);
	}

	/** Other terms of an order that works; some are denied, some come too late. */
	#amend(): void {
		const { chance, view, plain, ask } = this.#options;
		const [orderId, order] = chance.pick([...this.#working]) ?? [];
		const symbol = simInstruments.find(({ instrumentId }) => instrumentId === order?.instrumentId)?.symbol;
		if (orderId === undefined || order === undefined || symbol === undefined) return;
		const { tenantId, accountId } = order;
		const sign = (order.side === 'BUY' ? 1 : -1) * (order.type.startsWith('STOP') ? -1 : 1);
		const price = view.bidOf(symbol) - sign * chance.between(0, 90);
		const plainly = { qty: null, price, limitPrice: null, sl: null, tp: null };
		const terms = plain !== undefined || chance.hits(0.6) ? plainly : this.#otherTerms(price);
		const amend = { ...envelope, tenantId, accountId, orderId, amendId: this.#newId('a'), ...terms };
		ask((send, requestId) => send('AmendOrder', { requestId, ...amend }), plain === undefined);
	}

	#otherTerms(price: number) {
		const { chance } = this.#options;
		const stop = () => (chance.hits(0.4) ? 0 : null);
		const qty = chance.hits(0.4) ? chance.between(1, 150) : null;
		return { qty, price: null, limitPrice: chance.hits(0.3) ? price : null, sl: stop(), tp: stop() };
	}

	#amendPosition(account: SimAccount): void {
		const { chance, view, ask } = this.#options;
		const found = this.#positionOf(account);
		if (found === undefined) return;
		const { position, where } = found;
		const bid = view.bidOf(position.symbol);
		const stop = (sign: number) => (chance.hits(0.2) ? 0 : chance.hits(0.2) ? null : bid + sign * position.side * chance.between(-3, 80));
		const amend = { ...where, positionTicket: BigInt(position.ticket), amendId: this.#newId('s'), sl: stop(-1), tp: stop(1) };
		ask((send, requestId) => send('AmendPosition', { requestId, ...envelope, ...amend }), true);
	}

	#closeBy(account: SimAccount): void {
		const { view, ask } = this.#options;
		const found = account.mode === 'HEDGING' ? this.#positionOf(account) : undefined;
		if (found === undefined) return;
		const { position, where } = found;
		const second = view.positionsOf(account).find(({ symbol, side }) => symbol === position.symbol && side !== position.side);
		if (second === undefined) return;
		const pair = { positionTicket: BigInt(position.ticket), positionByTicket: BigInt(second.ticket), clientOrderId: this.#newId() };
		ask((send, requestId) => send('CloseBy', { requestId, ...envelope, ...where, ...pair }), this.#options.plain === undefined);
	}

	#close(account: SimAccount): void {
		const { chance, ask } = this.#options;
		const found = this.#positionOf(account);
		if (found === undefined) return;
		const { position, where } = found;
		const positionTicket = account.mode === 'HEDGING' ? BigInt(position.ticket) : 0n;
		const qty = chance.hits(0.6) ? null : chance.between(1, position.lots);
		const close = { ...where, positionTicket, clientOrderId: this.#newId(), qty };
		ask((send, requestId) => send('ClosePosition', { requestId, ...envelope, ...close }), this.#options.plain === undefined);
	}

	#positionOf(account: SimAccount) {
		const position = this.#options.chance.pick(this.#options.view.positionsOf(account));
		const instrument = simInstruments.find(({ symbol }) => symbol === position?.symbol);
		if (position === undefined || instrument === undefined) return undefined;
		return { position, where: { tenantId: account.tenantId, accountId: account.accountId, instrumentId: instrument.instrumentId } };
	}

	/** The second person's word, or, which is refused, the first one's own. */
	#decide(): void {
		const { chance, ask } = this.#options;
		const order = chance.pick([...this.#working.values()].filter(({ life }) => life === 'HELD'));
		if (order === undefined) return;
		const { tenantId, accountId, orderId } = order;
		const principalId = chance.hits(0.8) ? approverId : envelope.principalId;
		const by = { ...envelope, principalId, tenantId, accountId, orderId, approved: chance.hits(0.7) };
		ask((send, requestId) => send('DecideOrder', { requestId, ...by }), false);
	}

	#halt(tenantId: number, halted: boolean): void {
		this.#options.ask((send, requestId) => send('HaltTenant', { requestId, ...envelope, tenantId, halted }), false);
	}
}
