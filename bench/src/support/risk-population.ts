import {
	createEngine,
	type Engine,
	type EngineOutput,
	type InstrumentConfig,
	type LevelLimits,
	levels,
	limitLevels,
	limitNames,
	type PlaceOrder,
	type TenantConfig,
	type VenueSpec,
} from '@meridian/core';
import { venueAccount, venueSpec, wideLimits } from '@meridian/core/testing';
import { seeded } from './random.ts';

export const population = {
	tenants: 10,
	accountsPerTenant: 100,
	instruments: 500,
	positionsPerAccount: 12,
	openOrdersPerAccount: 8,
	/** In the accounts of the last tenant. */
	manyOpenOrders: 200,
	currencies: 12,
} as const;

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'AUD', 'CAD', 'NZD', 'SEK', 'NOK', 'PLN', 'CZK', 'DKK'] as const;
const envelope = { principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
const bidOf = (instrumentId: number): number => 100_000 + instrumentId * 37;
const limits = wideLimits({
	...{ maxOrderNotionalMinor: 10 ** 10, maxMarkAgeMs: 3_600_000, maxOpenOrders: 1_000, maxNetLots: 1_000, marginReserveBps: 500 },
	...{ maxSpreadBps: 50, maxGrossMinor: 10 ** 14, maxNetCurrencyMinor: 10 ** 14, maxConcentrationBps: 10 ** 7, minMarginLevelBps: 12_000 },
	...{ duplicateWindowMs: 20, approvalNotionalMinor: 10 ** 10 },
});
/** Wide as the account's, so that every check has as many limits to hold its value against as there can be. */
const levelLimits = (lots: number): LevelLimits => ({
	...Object.fromEntries(limitNames.filter((name) => limitLevels[name].length === levels.length).map((name) => [name, limits[name]])),
	...{ maxOrderQtyLots: lots, maxOpenOrders: 10 ** 6, maxNetLots: 10 ** 6 },
});
const groupLimits = (lots: number): LevelLimits => ({
	...levelLimits(lots),
	...{ maxGrossMinor: 10 ** 15, maxNetCurrencyMinor: 10 ** 15, duplicateWindowMs: 20 },
});

/** Pairs of every two currencies first, so that each converts into each; then contracts in one of them. */
function instruments(): InstrumentConfig[] {
	const pairs = currencies.flatMap((base, i) => currencies.slice(i + 1).map((quote) => [base, quote] as const));
	return Array.from({ length: population.instruments }, (_, i) => {
		const currency = currencies[i % currencies.length] ?? 'USD';
		const [baseCurrency, quoteCurrency] = pairs[i] ?? [currency, currency];
		return {
			...{ instrumentId: i + 1, symbol: `I${i + 1}`, priceDigits: 5, qtyDigits: 2, baseCurrency, quoteCurrency, active: true },
			// The last one nobody may buy.
			...{ restricted: i === population.instruments - 1, limits: levelLimits(49), brokerSymbols: [] },
		};
	});
}

const specOf = ({ baseCurrency, quoteCurrency }: InstrumentConfig): VenueSpec =>
	venueSpec({
		...{ contractSize: 1_000, orderTypes: ['MARKET', 'LIMIT'], timesInForce: ['GTC', 'DAY', 'IOC', 'FOK'] },
		...{ calcMode: baseCurrency === quoteCurrency ? 'CFD' : 'FOREX', marginCurrency: baseCurrency, serverOffsetSec: 7_200 },
	});

const account = venueAccount({ balanceMinor: 10 ** 9, equityMinor: 10 ** 9, marginMinor: 10 ** 6, marginFreeMinor: 10 ** 9 });

function tenant(tenantId: number): TenantConfig {
	return {
		...{ tenantId, version: 1, slug: `t${tenantId}`, baseCurrency: 'EUR', active: true, limits: groupLimits(48) },
		users: [{ userId: 1, active: true, mayTrade: true, mayHalt: true, limits: levelLimits(47) }],
		instruments: instruments(),
		desks: [1, 2].map((deskId) => ({ deskId, name: `Desk ${deskId}`, limits: groupLimits(46) })),
		strategies: [{ strategyId: 1, name: 'Strategy', active: true, limits: levelLimits(45) }],
		accounts: Array.from({ length: population.accountsPerTenant }, (_, i) => ({
			...{ accountId: i + 1, name: `A${i + 1}`, mode: i % 2 === 0 ? ('NETTING' as const) : ('HEDGING' as const), active: true },
			...{ currency: i % 3 === 0 ? 'USD' : 'EUR', currencyDigits: 2, server: 'S', login: BigInt(i + 1), deskId: 1 + (i % 2), limits },
		})),
	};
}

export type Ask = Omit<PlaceOrder, 'clientOrderId'>;
export type Population = {
	readonly engine: Engine;
	readonly nowMs: number;
	/** The `n`th order to judge. One in fifty is wrong in one of ten ways. */
	order(n: number): Ask;
	/** A quote for some instrument of some account moves. */
	tick(n: number): void;
};

/** Tenants with all limits at all levels, accounts with quotes for every instrument, positions in many currencies, and working orders. */
export function populate(options: { readonly manyOpenOrders: boolean }): Population {
	const random = seeded(20_260_101);
	const engine = createEngine();
	const nowMs = 1_700_000_000_000;
	const known = instruments();
	const specs = known.map(specOf);
	let ticket = 0n;
	let ids = 0;
	const terms = (at: { readonly tenantId: number; readonly accountId: number }, instrumentId: number): Ask => ({
		...at,
		...{ instrumentId, side: random.pick(['BUY', 'SELL']), type: 'MARKET', tif: 'IOC', qty: 1 + random.below(200), price: null },
		...{ sl: null, tp: null, positionTicket: 0n, reduceOnly: false, strategyId: 1, envelope },
	});
	/** Away from the mark, so that no two of them meet. */
	const limitTerms = (at: { readonly tenantId: number; readonly accountId: number }, instrumentId: number): Ask => {
		const order = terms(at, instrumentId);
		const away = 100 + random.below(900);
		return { ...order, type: 'LIMIT', tif: 'GTC', price: bidOf(instrumentId) + (order.side === 'BUY' ? -away : away + 30) };
	};
	const place = (ask: Ask): readonly EngineOutput[] => engine.apply({ kind: 'place', ...ask, clientOrderId: `p${++ids}` }, nowMs);
	for (let tenantId = 1; tenantId <= population.tenants; tenantId++) {
		engine.apply({ kind: 'configure', config: tenant(tenantId) }, nowMs);
		for (let accountId = 1; accountId <= population.accountsPerTenant; accountId++) {
			const at = { tenantId, accountId };
			const venue = { kind: 'venue', ...at } as const;
			engine.apply({ ...venue, event: 'linkUp' }, nowMs);
			for (const [i, spec] of specs.entries()) {
				engine.apply({ ...venue, event: 'spec', instrumentId: i + 1, spec }, nowMs);
				const bid = bidOf(i + 1);
				engine.apply({ kind: 'mark', ...at, instrumentId: i + 1, bid, ask: bid + 10, venueAtMs: nowMs }, nowMs);
			}
			const positions = Array.from({ length: population.positionsPerAccount }, (_, i) => {
				const instrumentId = 1 + ((accountId * 7 + i * 41) % population.instruments);
				return {
					...{ positionTicket: ++ticket, instrumentId, side: random.pick(['BUY', 'SELL'] as const), qty: 100, sl: 0, tp: 0 },
					...{ priceOpen: bidOf(instrumentId), swapMinor: 0, profitMinor: 0, venueAtMs: nowMs },
				};
			});
			const nothing = { orders: [], deals: [], requests: [], lastCommandEpoch: 0, lastCommandSeq: 0 };
			engine.apply({ ...venue, event: 'snapshot', account, positions, ...nothing }, nowMs);
			const many = options.manyOpenOrders && tenantId === population.tenants;
			const open = many ? population.manyOpenOrders : population.openOrdersPerAccount;
			for (let i = 0; i < open; i++) place(limitTerms(at, 1 + ((accountId * 13 + i * 29) % (population.instruments - 1))));
		}
	}
	const where = () => ({
		tenantId: options.manyOpenOrders ? population.tenants : 1 + random.below(population.tenants),
		accountId: 1 + random.below(population.accountsPerTenant),
	});
	return {
		engine,
		nowMs,
		order(n) {
			const instrumentId = 1 + random.below(population.instruments - 1);
			const order = n % 3 === 0 ? limitTerms(where(), instrumentId) : terms(where(), instrumentId);
			return n % 50 === 0 ? spoil(order, (n / 50) % 10) : order;
		},
		tick() {
			const instrumentId = 1 + random.below(population.instruments);
			const bid = bidOf(instrumentId) + random.below(20);
			engine.apply({ kind: 'mark', ...where(), instrumentId, bid, ask: bid + 10, venueAtMs: nowMs }, nowMs);
		},
	};
}

function spoil(order: Ask, way: number): Ask {
	const bid = bidOf(order.instrumentId);
	const rest = { type: 'LIMIT', tif: 'GTC' } as const;
	const wrong: readonly Partial<Ask>[] = [
		{ qty: 0 },
		{ qty: 4_501 },
		{ ...rest, price: bid * 2 },
		{ instrumentId: population.instruments },
		{ instrumentId: population.instruments + 1 },
		{ strategyId: 2 },
		{ ...rest, price: null },
		{ sl: order.side === 'BUY' ? bid + 1_000 : bid - 1_000 },
		{ reduceOnly: true, qty: 90_000 },
		{ envelope: { ...envelope, principalId: 2 } },
	];
	return { ...order, ...wrong[way] };
}
