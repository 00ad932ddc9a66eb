import type {
	AccountConfig,
	AccountLimits,
	AccountMode,
	AccountView,
	AmendOrder,
	AmendPosition,
	Contingency,
	EngineInput,
	EngineOutput,
	InstrumentConfig,
	OrderView,
	PlaceOrder,
	PositionView,
	Reply,
	Side,
	TenantConfig,
	VenueDeal,
	VenueEvent,
	VenueOrder,
	VenueSend,
} from '../../src/index.ts';
import { createEngine, type Engine } from '../../src/index.ts';
import { createState } from '../../src/state/state.ts';
import { accountLimits, venueAccount, venueSpec } from '../../src/testing.ts';
import { unconserved } from './conservation.ts';
import { same } from './same.ts';

export const EURUSD = 1;
export const USDJPY = 2;
export const TRADER = 1;
export const RISK_OFFICER = 2;
export const envelope = { principalId: TRADER, sessionId: 1, investmentDeciderId: TRADER, executionDeciderId: TRADER };

export const generousLimits = accountLimits();

export const plainSpec = venueSpec();

export const healthyAccount = venueAccount();

export const instruments: readonly InstrumentConfig[] = [
	{
		instrumentId: EURUSD,
		symbol: 'EURUSD',
		priceDigits: 5,
		qtyDigits: 2,
		baseCurrency: 'EUR',
		quoteCurrency: 'USD',
		active: true,
		brokerSymbols: [],
	},
	{
		instrumentId: USDJPY,
		symbol: 'USDJPY',
		priceDigits: 3,
		qtyDigits: 2,
		baseCurrency: 'USD',
		quoteCurrency: 'JPY',
		active: true,
		brokerSymbols: [],
	},
];

type DeskOptions = {
	readonly mode?: AccountMode;
	readonly currency?: string;
	readonly limits?: Partial<AccountLimits>;
	readonly ready?: boolean;
};
type Terms = Partial<Omit<PlaceOrder, 'tenantId' | 'accountId'>>;

/** One tenant, one account and an engine, spoken to as the gateway does. Every output is checked for what must always hold. */
export class Desk {
	/** No order that has ended stays an object: what is asked of it comes from its row. */
	readonly engine = emptyEngine();
	readonly state = this.engine.memory();
	readonly outputs: EngineOutput[] = [];
	readonly inputs: { readonly input: EngineInput; readonly atMs: number }[] = [];
	readonly orders = new Map<number, OrderView>();
	readonly positions = new Map<bigint, PositionView>();
	account: AccountView | undefined;
	nowMs = 1_000_000;
	config: TenantConfig;
	readonly #seqs = new Map<number, number>();
	readonly #lastCommands = new Map<number, { readonly epoch: number; readonly commandSeq: number }>();
	#clientIds = 0;

	constructor(options: DeskOptions = {}) {
		const accountConfig: AccountConfig = {
			accountId: 1,
			name: 'Desk',
			mode: options.mode ?? 'NETTING',
			currency: options.currency ?? 'EUR',
			currencyDigits: 2,
			server: 'Sim',
			login: 5_001_001n,
			active: true,
			limits: { ...generousLimits, ...options.limits },
		};
		this.config = {
			tenantId: 1,
			version: 1,
			slug: 'aurora',
			baseCurrency: 'EUR',
			active: true,
			users: [
				{ userId: TRADER, active: true, mayTrade: true, mayHalt: true },
				{ userId: RISK_OFFICER, active: true, mayTrade: false, mayHalt: true },
				{ userId: 3, active: false, mayTrade: true, mayHalt: true },
			],
			instruments,
			accounts: [accountConfig],
		};
		this.apply({ kind: 'configure', config: this.config });
		this.apply({ kind: 'epoch', epoch: 1 });
		if (options.ready !== false) this.connect();
	}

	/** Link, specifications, an empty snapshot and fresh marks. */
	connect(): void {
		this.venue({ event: 'linkUp' });
		for (const { instrumentId } of instruments) {
			this.venue({
				event: 'spec',
				instrumentId,
				spec: instrumentId === USDJPY ? { ...plainSpec, digits: 3, marginCurrency: 'USD' } : plainSpec,
			});
		}
		this.snapshot({});
		this.marks();
	}

	marks(): void {
		this.mark(EURUSD, { bid: 110_000, ask: 110_010 });
		this.mark(USDJPY, { bid: 150_000, ask: 150_010 });
	}

	mark(instrumentId: number, quote: { readonly bid: number; readonly ask: number }): void {
		this.apply({ kind: 'mark', tenantId: 1, accountId: 1, instrumentId, ...quote, venueAtMs: this.nowMs });
	}

	apply(input: EngineInput): readonly EngineOutput[] {
		this.inputs.push({ input, atMs: this.nowMs });
		const outputs = this.engine.apply(input, this.nowMs);
		for (const [i, output] of outputs.entries()) {
			if (output.kind === 'reply') same(i, 0, 'a reply comes first');
			if ('accountSeq' in output) this.#checkSeq(output);
			if (output.kind === 'order') this.orders.set(output.order.orderId, output.order);
			if (output.kind === 'position') this.positions.set(output.position.positionTicket, output.position);
			if (output.kind === 'account' && output.account.accountId === 1) this.account = output.account;
			if (output.kind === 'send') this.#checkSend(output);
		}
		this.outputs.push(...outputs);
		same(unconserved(this.state), undefined, 'money is conserved, and strategies add up');
		return outputs;
	}

	#checkSeq(output: Extract<EngineOutput, { accountSeq: number }>): void {
		const accountId = accountOf(output);
		const seq = (this.#seqs.get(accountId) ?? 0) + 1;
		same(output.accountSeq, seq, 'accountSeq is dense');
		this.#seqs.set(accountId, seq);
	}

	#checkSend({ accountId, send }: Extract<EngineOutput, { kind: 'send' }>): void {
		const { epoch, commandSeq } = send;
		const last = this.#lastCommands.get(accountId);
		same(commandSeq, epoch === last?.epoch ? last.commandSeq + 1 : 1, 'commandSeq is dense within its epoch');
		this.#lastCommands.set(accountId, { epoch, commandSeq });
	}

	venue(event: VenueEvent): readonly EngineOutput[] {
		return this.apply({ kind: 'venue', tenantId: 1, accountId: 1, ...event });
	}

	snapshot(parts: Partial<Extract<VenueEvent, { event: 'snapshot' }>>): readonly EngineOutput[] {
		const balanceMinor = this.account?.balanceMinor ?? 0;
		const account = { ...healthyAccount, balanceMinor };
		return this.venue({
			event: 'snapshot',
			account,
			lastCommandEpoch: 0,
			lastCommandSeq: 0,
			orders: [],
			deals: [],
			positions: [],
			requests: [],
			...parts,
		});
	}

	terms(terms: Terms = {}): PlaceOrder {
		const base = {
			tenantId: 1,
			accountId: 1,
			instrumentId: EURUSD,
			side: 'BUY',
			type: 'MARKET',
			tif: 'IOC',
			qty: 100,
			price: null,
			sl: null,
			tp: null,
			positionTicket: 0n,
			reduceOnly: false,
		} as const;
		return { ...base, envelope, clientOrderId: `c${++this.#clientIds}`, ...terms };
	}

	placeReply(terms: Terms = {}): Reply {
		return replyOf(this.apply({ kind: 'place', ...this.terms(terms) }));
	}

	/** The order as the reply shows it. @throws where the request was refused. */
	place(terms: Terms = {}): OrderView {
		return orderOf(this.placeReply(terms));
	}

	placeGroup(contingency: Contingency, orders: readonly Terms[]): Reply {
		const legs = orders.map((terms) => {
			const { tenantId: _, accountId: __, envelope: ___, ...leg } = this.terms(terms);
			return leg;
		});
		return replyOf(this.apply({ kind: 'placeGroup', tenantId: 1, accountId: 1, contingency, orders: legs, envelope }));
	}

	limit(terms: Terms = {}): OrderView {
		return this.place({ type: 'LIMIT', tif: 'GTC', price: 109_000, ...terms });
	}

	cancel(orderId: number, principalId = TRADER): Reply {
		return replyOf(this.apply({ kind: 'cancel', tenantId: 1, accountId: 1, orderId, envelope: { ...envelope, principalId } }));
	}

	amendReply(orderId: number, change: Partial<Omit<AmendOrder, 'orderId'>> = {}): Reply {
		const unchanged = { qty: null, price: null, sl: null, tp: null } as const;
		const base = { tenantId: 1, accountId: 1, orderId, amendId: `a${++this.#clientIds}`, ...unchanged, envelope };
		return replyOf(this.apply({ kind: 'amend', ...base, ...change }));
	}

	/** @throws where the request was refused or the amend denied. */
	amend(orderId: number, change: Partial<Omit<AmendOrder, 'orderId'>>): OrderView {
		const reply = this.amendReply(orderId, change);
		if (reply.outcome === 'order' && reply.amendDenial !== undefined) throw new Error(`denied: ${reply.amendDenial.code}`);
		return orderOf(reply);
	}

	cancelAll(filter: { readonly instrumentId?: number; readonly side?: Side; readonly principalId?: number } = {}): Reply {
		const { instrumentId = null, side = null, principalId = TRADER } = filter;
		return replyOf(
			this.apply({ kind: 'cancelAll', tenantId: 1, accountId: 1, instrumentId, side, envelope: { ...envelope, principalId } }),
		);
	}

	close(
		close: {
			readonly positionTicket?: bigint;
			readonly qty?: number | null;
			readonly clientOrderId?: string;
			readonly instrumentId?: number;
			readonly principalId?: number;
		} = {},
	): Reply {
		const { positionTicket = 0n, qty = null, clientOrderId = `c${++this.#clientIds}`, instrumentId = EURUSD, principalId = TRADER } = close;
		return replyOf(
			this.apply({
				kind: 'close',
				tenantId: 1,
				accountId: 1,
				instrumentId,
				positionTicket,
				clientOrderId,
				qty,
				envelope: { ...envelope, principalId },
			}),
		);
	}

	closeBy(pair: {
		readonly positionTicket: bigint;
		readonly positionByTicket: bigint;
		readonly clientOrderId?: string;
		readonly principalId?: number;
		readonly instrumentId?: number;
	}): Reply {
		const { positionTicket, positionByTicket, clientOrderId = `c${++this.#clientIds}`, principalId = TRADER, instrumentId = EURUSD } = pair;
		const at = { tenantId: 1, accountId: 1, instrumentId, positionTicket, positionByTicket, clientOrderId };
		return replyOf(this.apply({ kind: 'closeBy', ...at, envelope: { ...envelope, principalId } }));
	}

	amendPosition(stops: Partial<AmendPosition> & { readonly positionTicket: bigint }): Reply {
		const base = { tenantId: 1, accountId: 1, instrumentId: EURUSD, amendId: `s${++this.#clientIds}`, sl: null, tp: null, envelope };
		return replyOf(this.apply({ kind: 'amendPosition', ...base, ...stops }));
	}

	halt(halted: boolean, principalId = TRADER): Reply {
		return replyOf(this.apply({ kind: 'halt', tenantId: 1, halted, envelope: { ...envelope, principalId } }));
	}

	reconfigure(change: {
		readonly config?: Partial<TenantConfig>;
		readonly account?: Partial<AccountConfig>;
		readonly limits?: Partial<AccountLimits>;
	}): Reply {
		const accounts = this.config.accounts.map((account) => ({
			...account,
			...change.account,
			limits: { ...account.limits, ...change.limits },
		}));
		this.config = { ...this.config, accounts, ...change.config, version: this.config.version + 1 };
		return replyOf(this.apply({ kind: 'configure', config: this.config }));
	}

	/** Everything that this order still needs comes in: the venue's answer and a deal for all of it. */
	fill(order: OrderView, deal: Partial<VenueDeal> = {}): readonly EngineOutput[] {
		return this.venue({ event: 'deal', deal: dealOf(order, deal) });
	}

	accept(order: OrderView, ticket = ticketOf(order)): readonly EngineOutput[] {
		return this.venue({ event: 'order', order: venueOrderOf(order, { ticket }) });
	}

	order(orderId: number): OrderView {
		const order = this.orders.get(orderId);
		if (order === undefined) throw new Error(`no order ${orderId}`);
		return order;
	}

	breaks(): readonly string[] {
		return this.outputs.flatMap((output) => (output.kind === 'break' ? [output.code] : []));
	}

	sends(): readonly VenueSend[] {
		return this.outputs.flatMap((output) => (output.kind === 'send' ? [output.send] : []));
	}
}

function accountOf(output: Extract<EngineOutput, { accountSeq: number }>): number {
	switch (output.kind) {
		case 'order':
			return output.order.accountId;
		case 'execution':
			return output.execution.accountId;
		case 'position':
			return output.position.accountId;
		case 'strategyPosition':
			return output.position.accountId;
		case 'account':
			return output.account.accountId;
		case 'break':
		case 'breakResolved':
			return output.accountId;
	}
}

let deals = 0n;

export function dealOf(order: OrderView, deal: Partial<VenueDeal> = {}): VenueDeal {
	deals += 1n;
	const positionTicket = order.positionTicket === 0n ? 700n + BigInt(order.orderId) : order.positionTicket;
	return {
		orderId: order.orderId,
		ticket: 1_000_000_000n + deals,
		orderTicket: ticketOf(order),
		positionTicket,
		instrumentId: order.instrumentId,
		type: order.side,
		entry: order.positionTicket === 0n ? 'IN' : 'OUT',
		reason: 'EXPERT',
		qty: order.qty,
		price: 110_005,
		profitMinor: 0,
		commissionMinor: 0,
		swapMinor: 0,
		feeMinor: 0,
		venueAtMs: 5,
		...deal,
	};
}

export function venueOrderOf(order: OrderView, news: Partial<VenueOrder> = {}): VenueOrder {
	const { orderId, instrumentId, side, qty, positionTicket } = order;
	return {
		orderId,
		ticket: ticketOf(order),
		instrumentId,
		side,
		state: 'PLACED',
		qty,
		leavesQty: qty,
		price: order.price ?? 0,
		sl: order.sl ?? 0,
		tp: order.tp ?? 0,
		positionTicket,
		venueAtMs: 5,
		...news,
	};
}

const BEYOND_NUMBERS = 9_007_199_254_740_993n;

/** Every other one is larger than a number holds exactly. */
export function ticketOf(order: OrderView): bigint {
	return (order.orderId % 2 === 0 ? 0n : BEYOND_NUMBERS) + 1_000n + BigInt(order.orderId);
}

/** As a desk has it before its first input. */
export function emptyEngine(): Engine {
	return createEngine(createState({ keptEnded: 0 }));
}

export function replyOf(outputs: readonly EngineOutput[]): Reply {
	const [first] = outputs;
	if (first?.kind !== 'reply') throw new Error('no reply');
	return first.reply;
}

export function orderOf(reply: Reply): OrderView {
	if (reply.outcome !== 'order') throw new Error(`no order but ${JSON.stringify(reply)}`);
	return reply.order;
}
