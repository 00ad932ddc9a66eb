import type { BreakCode, VenueAccount, VenueDeal, VenueOrder, VenuePosition } from '../messages.ts';
import type {
	AccountConfig,
	HaltLevel,
	InstrumentConfig,
	LevelLimits,
	StrategyConfig,
	TenantConfig,
	UserConfig,
	VenueSpec,
} from '../model.ts';
import type { FxPaths } from '../money/fx.ts';
import type { Order } from '../orders/order.ts';
import type { RestingBook } from '../orders/resting.ts';
import type { DealMoment } from '../positions/deal-order.ts';
import { createLedger, type Ledger } from '../positions/ledger.ts';
import type { Position, PositionKey } from '../positions/position.ts';
import type { SubBooks } from '../positions/sub-books.ts';
import {
	type AccountSums,
	type Contribution,
	type Counters,
	createAccountSums,
	createContribution,
	createCounters,
	createGroup,
	type Group,
	type Net,
	type ProfitShare,
} from './books.ts';
import { createDeals, type Deals } from './deals.ts';
import { createMarks, type Marks, rowOf } from './marks.ts';
import { createOrders, liveOrder, type Orders } from './orders.ts';

/** Everything the engine knows: plain data only, so that the state hash needs no code per field. */
export type EngineState = {
	/** Engine time: max(last, now), ms since 1970 UTC. */
	nowMs: number;
	epoch: number;
	readonly orders: Orders;
	readonly deals: Deals;
	readonly tenants: Map<number, Tenant>;
};

export type Tenant = {
	readonly tenantId: number;
	config: TenantConfig;
	halted: boolean;
	/** Parts that are halted by themselves, by their ids: each stays so until somebody resumes it, whatever becomes of the others. */
	readonly haltedParts: Readonly<Record<HaltLevel, Set<number>>>;
	/** Some limit of tenant, desk or strategy is on profit: only then it is counted. */
	watchesProfit: boolean;
	/** Also those that a newer configuration dropped (inactive then): a position in them can still be closed. */
	readonly instruments: Map<number, InstrumentConfig>;
	readonly users: Map<number, UserConfig>;
	readonly accounts: Map<number, Account>;
	readonly strategies: Map<number, StrategyConfig>;
	/** All accounts together, and those of each desk. */
	readonly group: Group;
	readonly desks: Map<number, Group>;
	readonly deskLimits: Map<number, LevelLimits>;
	/** What strategies, instruments and users count for themselves, by their id. */
	readonly counters: {
		readonly strategies: Map<number, Counters>;
		readonly instruments: Map<number, Counters>;
		readonly users: Map<number, Counters>;
	};
	/** Where instruments stand in the `marks` of all accounts and the `nets` of all groups, and currencies in all sums. */
	readonly instrumentRows: Map<number, number>;
	readonly currencyRows: Map<string, number>;
	/** Our own limit orders at each broker server, by instrument. */
	readonly resting: Map<string, Map<number, RestingBook>>;
	fxPaths: FxPaths;
	/** Those by which some currency converts. */
	fxInstruments: ReadonlySet<number>;
};

/**
 * Kept per instrument of an account, so that no check loops over orders or positions. Quantities at the instrument's qtyDigits, costs are sums of price x qty.
 * `openingQty`: of working orders that name no position.
 */
export type Exposure = Net & {
	openingQty: number;
	/** Of working exits, which the engine itself fits to what is held. */
	exitBuyQty: number;
	exitSellQty: number;
	longQty: number;
	longCost: number;
	shortQty: number;
	shortCost: number;
	/** What of it is counted in the sums; nothing where it is not `isCounted`. */
	readonly contribution: Contribution;
	isCounted: boolean;
};

export const marginStates = ['CLEAR', 'MARGIN_CALL', 'STOP_OUT'] as const;
export type MarginState = (typeof marginStates)[number];

/** `isUnknown`: no answer came. */
export type StopRequest = {
	readonly epoch: number;
	readonly commandSeq: number;
	readonly linkSession: number;
	readonly atMs: number;
	readonly sl: number;
	readonly tp: number;
	isUnknown: boolean;
};
export type OpenBreak = { readonly code: BreakCode; readonly orderId: number; readonly ticket: bigint; readonly atMs: number };

export type Account = {
	readonly tenantId: number;
	readonly accountId: number;
	config: AccountConfig;
	/** Last sequence given to an output; dense. */
	accountSeq: number;
	/** Last sequence given to a send in this epoch; dense. */
	commandSeq: number;
	/** Counts linkUp: what was sent in an earlier session can no longer be on its way. */
	linkSession: number;
	/** When the whole picture is to be asked for, since an order in doubt needs another look; null: none does. */
	lookAtMs: number | null;
	/** When the last one came, or was asked for; null: never. */
	lookedAtMs: number | null;
	link: boolean;
	reconciled: boolean;
	everReconciled: boolean;
	venue: VenueAccount | null;
	/** How near the broker's own levels the account last was. */
	marginState: MarginState;
	readonly money: Ledger;
	/** The difference to the venue's balance that was last reported. */
	reportedBalanceGapMinor: number;
	/** Open orders by id (SUBMITTED, ACCEPTED, UNKNOWN). */
	readonly open: Set<number>;
	/** Of these, the close-bys: what the venue says about one names positions, not an order. */
	readonly openCloseBys: Set<number>;
	/** Orders with an unanswered request, longest waiting first. Mostly none or one: a set makes a new table for each that comes and goes, a list none. */
	readonly inFlight: number[];
	/** It has had an order that the engine takes back, works for or ties to others: before that the lists of such orders are empty, and nobody looks. */
	hasLists: boolean;
	/** Orders that the engine itself wants cancelled at the venue and that have not ended yet. */
	readonly recalled: Set<number>;
	/** Orders that the engine holds until a quote of their instrument sets them off. */
	readonly watched: Map<number, Set<number>>;
	/** Orders that cancel each other, by the first of them; and orders that wait for another or protect its fills, by that. */
	readonly ocos: Map<number, readonly number[]>;
	readonly children: Map<number, readonly number[]>;
	/** Entries whose fills the engine protects, and resting orders that may only reduce, by instrument: of netting accounts. */
	readonly brackets: Map<number, Set<number>>;
	readonly reduceOnly: Map<number, Set<number>>;
	/** Orders that the engine passes on or ends at a certain time. */
	readonly timed: Set<number>;
	/** Margin held back for working and unknown orders. */
	reservedMarginMinor: number;
	/** Margin of fills that the venue's last account figures may not show yet. */
	filledMarginMinor: number;
	readonly counters: Counters;
	sums: AccountSums;
	/** Seconds that the broker's clock is ahead of UTC; null until a specification says so. */
	serverOffsetSec: number | null;
	/** The broker's present day and what was realised, costs included, when it began. */
	readonly day: { index: number; startMinor: number };
	/** Highest sum of realised, costs and floating that was seen; null: none yet. */
	peakMinor: number | null;
	/** What this account has added to the profit of tenant and desk, and of each strategy. */
	readonly shares: { own: ProfitShare; readonly strategies: Map<number, ProfitShare> };
	/** The order that adds risk which was last taken or amended to these terms, by their hash, and when, oldest first. */
	readonly recent: Map<number, { readonly orderId: number; readonly atMs: number }>;
	readonly marks: Marks;
	/** By the instrument's row; null: the venue has specified none. */
	readonly specs: (VenueSpec | null)[];
	readonly exposures: Map<number, Exposure>;
	readonly positions: Map<PositionKey, Position>;
	/** Quantity of working and unknown orders that close a hedging position, by its ticket. */
	readonly closingQty: Map<bigint, number>;
	/** The venue's last word on its positions, by ticket: stops and swap. */
	readonly venuePositions: Map<bigint, VenuePosition>;
	/** Its deals are rows of the shard's table: how many, and the last. */
	dealCount: number;
	lastDealRow: number;
	/** Of deals that the venue took back or said anew: the last entry's number. */
	readonly revisions: Map<bigint, number>;
	/** What each strategy holds of each position key, 0 for what is nobody's. */
	readonly subBooks: Map<PositionKey, SubBooks>;
	/** First deals of close-bys, by order ticket, until the other one comes: a pair is booked at once. */
	readonly halfPairs: Map<bigint, VenueDeal>;
	/** The deal that the venue made last, of each position key: an older one that comes after it is out of order. */
	readonly newestDeals: Map<PositionKey, DealMoment>;
	/** Positions as taken over at first sight, by key, and how many deals they already hold. */
	readonly adopted: Map<PositionKey, { readonly position: Position; readonly dealCount: number }>;
	/** Tickets of orders under a number that was not ours when we saw them: they stay strangers when the number is given out. */
	readonly strangers: Set<bigint>;
	/** Orders that work at the venue and are nobody's of ours, by ticket. */
	readonly foreignOrders: Map<bigint, VenueOrder>;
	duplicateDeals: number;
	/** Requests for other stops of a position that are not settled, by its ticket. */
	readonly stopRequests: Map<bigint, StopRequest>;
	/** Amends that were judged, by the client's id of the request. */
	readonly amends: Map<string, { readonly asked: string; readonly denial: Order['denial'] }>;
	/** Breaks that nobody has resolved, by the sequence under which they were told. */
	readonly breaks: Map<number, OpenBreak>;
	/** Of these, the ones of orders that a whole picture no longer explained, by order: what explains one later ends its break. */
	readonly vanished: Map<number, number>;
	/** How many of them say that positions or the balance differ. */
	mismatches: number;
	/** An operator stopped new risk here until the venue's word is accepted. */
	halted: boolean;
	/** Contradictions already reported, so that a repeated snapshot does not repeat them. */
	readonly reported: Set<string>;
};

/** `keptEnded`: of the orders that have ended so many stay objects, until they become rows. */
export function createState({ keptEnded }: { readonly keptEnded?: number } = {}): EngineState {
	return {
		nowMs: 0,
		epoch: 0,
		orders: createOrders(keptEnded === undefined ? {} : { keptEnded }),
		deals: createDeals(),
		tenants: new Map(),
	};
}

export function createTenant(config: TenantConfig): Tenant {
	return {
		tenantId: config.tenantId,
		config,
		halted: false,
		haltedParts: { DESK: new Set(), ACCOUNT: new Set(), STRATEGY: new Set() },
		watchesProfit: false,
		instruments: new Map(),
		users: new Map(),
		accounts: new Map(),
		strategies: new Map(),
		group: createGroup(),
		desks: new Map(),
		deskLimits: new Map(),
		counters: { strategies: new Map(), instruments: new Map(), users: new Map() },
		instrumentRows: new Map(),
		currencyRows: new Map(),
		resting: new Map(),
		fxPaths: new Map(),
		fxInstruments: new Set(),
	};
}

/** What checks and deals look at stands first, side by side: of an account that no cache holds each line of memory is waited for. */
export function createAccount(tenant: Tenant, config: AccountConfig): Account {
	return {
		tenantId: tenant.tenantId,
		accountId: config.accountId,
		config,
		link: false,
		reconciled: false,
		halted: false,
		accountSeq: 0,
		commandSeq: 0,
		linkSession: 0,
		serverOffsetSec: null,
		day: { index: -1, startMinor: 0 },
		peakMinor: null,
		venue: null,
		money: createLedger(),
		marginState: 'CLEAR',
		reservedMarginMinor: 0,
		filledMarginMinor: 0,
		counters: createCounters(),
		sums: createAccountSums(),
		recent: new Map(),
		marks: createMarks(tenant.instrumentRows),
		specs: [],
		exposures: new Map(),
		positions: new Map(),
		open: new Set(),
		inFlight: [],
		hasLists: false,
		dealCount: 0,
		lastDealRow: 0,
		subBooks: new Map(),
		newestDeals: new Map(),
		venuePositions: new Map(),
		closingQty: new Map(),
		mismatches: 0,
		everReconciled: false,
		reportedBalanceGapMinor: 0,
		openCloseBys: new Set(),
		recalled: new Set(),
		watched: new Map(),
		ocos: new Map(),
		children: new Map(),
		brackets: new Map(),
		reduceOnly: new Map(),
		timed: new Set(),
		shares: { own: { total: 0, today: 0, unknown: 0 }, strategies: new Map() },
		revisions: new Map(),
		halfPairs: new Map(),
		adopted: new Map(),
		strangers: new Set(),
		foreignOrders: new Map(),
		vanished: new Map(),
		duplicateDeals: 0,
		stopRequests: new Map(),
		lookAtMs: null,
		lookedAtMs: null,
		amends: new Map(),
		breaks: new Map(),
		reported: new Set(),
	};
}

/** Where a currency stands in the sums of a tenant, its desks and accounts; it has a place there from now on. */
export function currencyRow({ currencyRows }: Tenant, currency: string): number {
	return rowOf(currencyRows, currency);
}

export function instrumentRow({ instrumentRows }: Tenant, instrumentId: number): number {
	return rowOf(instrumentRows, instrumentId);
}

/** The venue's specification of an instrument; undefined: it has given none. */
export function specOf({ marks, specs }: Pick<Account, 'marks' | 'specs'>, instrumentId: number): VenueSpec | undefined {
	const row = marks.rows.get(instrumentId);
	return row === undefined ? undefined : (specs[row] ?? undefined);
}

export function setSpec(
	{ marks, specs }: Pick<Account, 'marks' | 'specs'>,
	of: { readonly instrumentId: number; readonly spec: VenueSpec },
): void {
	const row = rowOf(marks.rows, of.instrumentId);
	while (specs.length < row) specs.push(null);
	specs[row] = of.spec;
}

/** Takes an order off a list of a few, wherever it stands; nothing where it does not. */
export function takeOff(orderIds: number[], orderId: number): void {
	const at = orderIds.indexOf(orderId);
	if (at === -1) return;
	if (at === orderIds.length - 1) orderIds.pop();
	else orderIds.splice(at, 1);
}

export function exposureOf(account: Account, instrumentId: number): Exposure {
	let exposure = account.exposures.get(instrumentId);
	if (exposure === undefined) {
		exposure = {
			...{ netQty: 0, workingBuyQty: 0, workingSellQty: 0, openingQty: 0, exitBuyQty: 0, exitSellQty: 0 },
			...{ longQty: 0, longCost: 0, shortQty: 0, shortCost: 0, contribution: createContribution(), isCounted: false },
		};
		account.exposures.set(instrumentId, exposure);
	}
	return exposure;
}

export function findOrder(state: EngineState, orderId: number): Order | undefined {
	return liveOrder(state.orders, orderId);
}
