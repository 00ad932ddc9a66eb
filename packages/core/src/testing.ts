import type { VenueAccount } from './messages.ts';
import type { AccountLimits, VenueSpec } from './model.ts';

/**
 * The one place where tests, benchmarks and simulations get limits and a venue's facts from: whoever adds a limit or a fact adds its plain value here.
 * No limit denies an ordinary order of one lot.
 */
const plainLimits: AccountLimits = {
	maxOrderQtyLots: 50,
	maxOrderNotionalMinor: 1_000_000_000,
	priceCollarBps: 500,
	maxMarkAgeMs: 10_000,
	maxOpenOrders: 200,
	maxNetLots: 100,
	marginReserveBps: 500,
	ordersPerSecond: 50,
	ordersBurst: 100,
	maxSpreadBps: 100,
	maxGrossMinor: 100_000_000_000,
	maxNetCurrencyMinor: 100_000_000_000,
	maxConcentrationBps: 10_000_000,
	minMarginLevelBps: 10_000,
	maxDailyLossMinor: 10_000_000,
	maxDrawdownMinor: 10_000_000,
	duplicateWindowMs: 0,
	approvalNotionalMinor: 1_000_000_000,
	amendsPerSecond: 50,
	amendsBurst: 100,
	maxOrdersPerTrade: 10_000,
};

/** So wide that all is judged and hardly anything denied: for load. */
const wide: Partial<AccountLimits> = {
	maxOrderNotionalMinor: 1_000_000_000_000,
	maxMarkAgeMs: 60_000,
	maxOpenOrders: 100_000,
	maxNetLots: 100_000,
	marginReserveBps: 0,
	ordersPerSecond: 1_000_000,
	ordersBurst: 1_000_000,
	maxSpreadBps: 1_000,
	maxGrossMinor: 1_000_000_000_000,
	maxNetCurrencyMinor: 1_000_000_000_000,
	maxConcentrationBps: 100_000_000,
	minMarginLevelBps: 0,
	maxDailyLossMinor: 1_000_000_000_000,
	maxDrawdownMinor: 1_000_000_000_000,
	approvalNotionalMinor: 1_000_000_000_000,
	amendsPerSecond: 1_000_000,
	amendsBurst: 1_000_000,
	maxOrdersPerTrade: 1_000_000_000,
};

const plainSpec: VenueSpec = {
	digits: 5,
	contractSize: 100_000,
	qtyMin: 1,
	qtyMax: 100_000,
	qtyStep: 1,
	stopsLevel: 0,
	freezeLevel: 0,
	tickSize: 1,
	tradeMode: 'FULL',
	orderTypes: ['MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT'],
	timesInForce: ['GTC', 'DAY', 'GTD', 'IOC', 'FOK'],
	calcMode: 'FOREX',
	...{ marginRatePpm: 1_000_000, maintenanceRatePpm: 0, marginInitialMinor: 0, marginMaintenanceMinor: 0 },
	...{ hedgedUseLeg: true, marginHedged: 0, tickValueMicro: 0 },
	marginCurrency: 'EUR',
	leverage: 100,
	sessions: [{ fromSec: 0, toSec: 604_800 }],
	serverOffsetSec: 0,
};

const plainAccount: VenueAccount = {
	balanceMinor: 0,
	creditMinor: 0,
	equityMinor: 100_000_000,
	marginMinor: 0,
	marginFreeMinor: 100_000_000,
	...{ stopOutMode: 'PERCENT', marginCall: 10_000, stopOut: 5_000 },
	serverConnected: true,
	tradeAllowed: true,
};

export const accountLimits = (overrides: Partial<AccountLimits> = {}): AccountLimits => ({ ...plainLimits, ...overrides });
export const wideLimits = (overrides: Partial<AccountLimits> = {}): AccountLimits => ({ ...plainLimits, ...wide, ...overrides });
/** EURUSD with five digits at 1:100, open all week. */
export const venueSpec = (overrides: Partial<VenueSpec> = {}): VenueSpec => ({ ...plainSpec, ...overrides });
/** A million in the account's currency and nothing open. */
export const venueAccount = (overrides: Partial<VenueAccount> = {}): VenueAccount => ({ ...plainAccount, ...overrides });
