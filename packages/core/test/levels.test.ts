import { describe, expect, it } from 'vitest';
import { type EngineInput, type Level, type LevelLimits, type LimitName, levels, limitLevels, limitNames } from '../src/index.ts';
import {
	Desk,
	EURUSD,
	emptyEngine,
	envelope,
	healthyAccount,
	orderOf,
	plainSpec,
	RISK_OFFICER,
	replyOf,
	TRADER,
	USDJPY,
} from './support/desk.ts';
import { CARRY, levelsOf, MACRO, placeAt, twoAccounts } from './support/two-accounts.ts';

const slot = {
	TENANT: 'tenant',
	DESK: 'desk',
	STRATEGY: 'strategy',
	INSTRUMENT: 'instrument',
	USER: 'user',
} as const satisfies Record<Exclude<Level, 'ACCOUNT'>, string>;

/** A value of each limit that the order below does not pass. */
const tight: Readonly<Record<LimitName, LevelLimits>> = {
	maxOrderQtyLots: { maxOrderQtyLots: 0 },
	maxOrderNotionalMinor: { maxOrderNotionalMinor: 0 },
	priceCollarBps: { priceCollarBps: 0 },
	maxMarkAgeMs: { maxMarkAgeMs: 0 },
	maxOpenOrders: { maxOpenOrders: 0 },
	maxNetLots: { maxNetLots: 0 },
	marginReserveBps: { marginReserveBps: 10_000 },
	ordersPerSecond: { ordersPerSecond: 0, ordersBurst: 0 },
	ordersBurst: { ordersPerSecond: 50, ordersBurst: 0 },
	maxSpreadBps: { maxSpreadBps: 0 },
	maxGrossMinor: { maxGrossMinor: 0 },
	maxNetCurrencyMinor: { maxNetCurrencyMinor: 0 },
	maxConcentrationBps: { maxConcentrationBps: 0 },
	minMarginLevelBps: { minMarginLevelBps: 1_000_000_000 },
	maxDailyLossMinor: { maxDailyLossMinor: 0 },
	maxDrawdownMinor: { maxDrawdownMinor: 0 },
	duplicateWindowMs: { duplicateWindowMs: 60_000 },
	approvalNotionalMinor: { approvalNotionalMinor: 0 },
	amendsPerSecond: { amendsPerSecond: 0, amendsBurst: 0 },
	amendsBurst: { amendsPerSecond: 50, amendsBurst: 0 },
	maxOrdersPerTrade: { maxOrdersPerTrade: 0 },
};
const places = limitNames.flatMap((limit) => levels.map((level) => ({ limit, level })));
const knows = ({ limit, level }: { readonly limit: LimitName; readonly level: Level }) =>
	(limitLevels[limit] as readonly Level[]).includes(level);

/** A working limit order of a strategy, with a loss on the books and a mark that is no longer new. */
function judged(desk: Desk) {
	desk.fill(desk.place({ strategyId: CARRY }));
	desk.venue({ event: 'account', account: healthyAccount });
	desk.limit({ strategyId: CARRY });
	desk.nowMs += 1;
}

describe('a limit', () => {
	it.each(places.filter((place) => knows(place) && !place.limit.startsWith('amends')))(
		'$limit set at $level denies and says so',
		({ limit, level }) => {
			const desk = twoAccounts();
			judged(desk);
			if (level === 'ACCOUNT') desk.reconfigure({ limits: tight[limit] as Desk['config']['accounts'][number]['limits'] });
			else desk.reconfigure({ config: levelsOf(desk.config, { [slot[level]]: tight[limit] }) });
			// Above the account, and of a strategy, profit is counted from when a limit is on it.
			desk.mark(EURUSD, { bid: 109_990, ask: 110_000 });
			desk.nowMs += 1;
			desk.venue({ event: 'account', account: healthyAccount });
			desk.limit({ strategyId: CARRY });
			const asked = { ...desk.terms({ type: 'LIMIT', tif: 'GTC', price: 109_000 }), strategyId: CARRY };
			expect(desk.engine.preview(asked, desk.nowMs).denial).toMatchObject({ level });
			const isHeld = limit === 'approvalNotionalMinor';
			expect(desk.limit({ strategyId: CARRY })).toMatchObject(isHeld ? { life: 'HELD' } : { life: 'DENIED', denial: { level } });
			expect(desk.limit({ strategyId: CARRY, side: 'SELL', price: 111_000 }).life, 'what reduces is not held back').toBe('SUBMITTED');
		},
	);

	it.each(places.filter((place) => !knows(place)))('$limit can not be set at $level, where it would protect nobody', ({ limit, level }) => {
		const desk = twoAccounts();
		const where = slot[level as keyof typeof slot];
		const before = desk.engine.stateHash();
		expect(desk.reconfigure({ config: levelsOf(desk.config, { [where]: tight[limit] }) })).toMatchObject({
			outcome: 'refused',
			code: 'INVALID_REQUEST',
			message: `${limit} can't be set for ${level}, only for ${limitLevels[limit].join(', ')}`,
		});
		expect(desk.engine.stateHash()).toBe(before);
	});

	it.each(levels)('of amends set at %s holds back amends, and new orders not', (level) => {
		const desk = twoAccounts();
		const order = desk.limit({ strategyId: CARRY });
		desk.accept(order);
		const none = { amendsPerSecond: 1, amendsBurst: 0 };
		if (level === 'ACCOUNT') desk.reconfigure({ limits: none });
		else desk.reconfigure({ config: levelsOf(desk.config, { [slot[level]]: none }) });
		expect(desk.amendReply(order.orderId, { price: 109_001 })).toMatchObject({ amendDenial: { code: 'AMEND_RATE', limit: 1, level } });
		expect(desk.limit({ strategyId: CARRY }).life).toBe('SUBMITTED');
		expect(desk.cancel(order.orderId), 'nor cancels').toMatchObject({ outcome: 'order' });
	});

	it('that is tightest wins, wherever it is set', () => {
		const desk = twoAccounts({ tenant: { maxOrderQtyLots: 3 }, desk: { maxOrderQtyLots: 2 }, user: { maxOrderQtyLots: 4 } });
		expect(desk.place({ qty: 500 }).denial).toEqual({ code: 'MAX_ORDER_QTY', value: 500, limit: 200, headroom: -300, level: 'DESK' });
		expect(desk.place({ qty: 200 }).life).toBe('SUBMITTED');
	});

	it('that is null or absent at another level than the account is none', () => {
		const desk = twoAccounts({ tenant: { maxOrderQtyLots: null }, user: {} });
		expect(desk.place().life).toBe('SUBMITTED');
	});

	it('of the order rate counts the first order too, for a user, a strategy and an instrument each', () => {
		const own = { ordersPerSecond: 1, ordersBurst: 1 };
		for (const limits of [{ user: own }, { strategy: own }, { instrument: own }]) {
			const desk = twoAccounts(limits);
			expect(placeAt(desk, 1, { strategyId: CARRY }).life).toBe('SUBMITTED');
			expect(placeAt(desk, 1, { strategyId: CARRY, qty: 101 })).toMatchObject({ life: 'DENIED', denial: { code: 'ORDER_RATE' } });
		}
	});

	it('of the order rate that is set by half denies', () => {
		const desk = twoAccounts({ user: { ordersBurst: 5 } });
		expect(desk.place().denial?.code).toBe('LIMIT_MISSING');
		desk.reconfigure({ config: levelsOf(desk.config, { user: { ordersPerSecond: 5 } }) });
		expect(desk.place().denial?.code).toBe('LIMIT_MISSING');
	});
});

describe('a level counts for itself', () => {
	it('open orders of all accounts at the tenant and at the desk', () => {
		for (const at of ['tenant', 'desk'] as const) {
			const desk = twoAccounts({ [at]: { maxOpenOrders: 2 } });
			placeAt(desk, 1);
			placeAt(desk, 2);
			expect(placeAt(desk, 1).denial).toMatchObject({ code: 'MAX_OPEN_ORDERS', value: 3, limit: 2, level: at.toUpperCase() });
		}
	});

	it('open orders of a strategy, an instrument and a user, over accounts', () => {
		const own = { maxOpenOrders: 1 };
		const strategy = twoAccounts({ strategy: own });
		expect(placeAt(strategy, 1, { strategyId: CARRY }).life).toBe('SUBMITTED');
		expect(placeAt(strategy, 2).life).toBe('SUBMITTED');
		expect(placeAt(strategy, 2, { strategyId: CARRY }).denial).toMatchObject({ value: 2, level: 'STRATEGY' });
		const instrument = twoAccounts({ instrument: own });
		expect(placeAt(instrument, 1).life).toBe('SUBMITTED');
		expect(placeAt(instrument, 2, { instrumentId: USDJPY }).life).toBe('SUBMITTED');
		expect(placeAt(instrument, 2).denial).toMatchObject({ value: 2, level: 'INSTRUMENT' });
		const user = twoAccounts({ user: own });
		expect(placeAt(user, 1).life).toBe('SUBMITTED');
		expect(placeAt(user, 2).denial).toMatchObject({ value: 2, level: 'USER' });
	});

	it('no longer what has ended', () => {
		const desk = twoAccounts({ tenant: { maxOpenOrders: 1 }, strategy: { maxOpenOrders: 1 } });
		desk.fill(placeAt(desk, 1, { strategyId: CARRY }));
		expect(placeAt(desk, 1, { strategyId: CARRY }).life).toBe('SUBMITTED');
	});

	it('orders per second of all accounts', () => {
		const desk = twoAccounts({ tenant: { ordersPerSecond: 1, ordersBurst: 2 } });
		placeAt(desk, 1);
		placeAt(desk, 2);
		expect(placeAt(desk, 1).denial).toMatchObject({ code: 'ORDER_RATE', level: 'TENANT' });
		desk.nowMs += 1_000;
		expect(placeAt(desk, 1).life).toBe('SUBMITTED');
	});

	it('the net position of its accounts together, in either direction', () => {
		const desk = twoAccounts({ desk: { maxNetLots: 2 } });
		placeAt(desk, 1, { qty: 150 });
		expect(placeAt(desk, 2, { qty: 51 }).denial).toMatchObject({ code: 'MAX_NET_POSITION', value: 201, limit: 200, level: 'DESK' });
		expect(placeAt(desk, 2, { qty: 50 }).life).toBe('SUBMITTED');
		expect(placeAt(desk, 2, { qty: 201, side: 'SELL' }).denial).toMatchObject({ value: 201, level: 'DESK' });
		expect(placeAt(desk, 2, { qty: 200, side: 'SELL' }).life).toBe('SUBMITTED');
	});

	it('gross and currency exposure of its accounts together', () => {
		// 1 lot at 1.10010 is 100,009.09 EUR.
		const gross = twoAccounts({ tenant: { maxGrossMinor: 20_001_817 } });
		placeAt(gross, 1);
		expect(placeAt(gross, 2).denial).toMatchObject({ code: 'MAX_GROSS_EXPOSURE', value: 20_001_818, level: 'TENANT' });
		const currency = twoAccounts({ desk: { maxNetCurrencyMinor: 20_001_817 } });
		placeAt(currency, 1);
		expect(placeAt(currency, 2).denial).toMatchObject({ code: 'MAX_CURRENCY_EXPOSURE', value: 20_001_818, level: 'DESK' });
	});

	it('only its own accounts: one that moved to another desk is counted there', () => {
		const limits = { desk: { maxOpenOrders: 1, maxNetLots: 2, maxGrossMinor: 20_000_000 } };
		const desk = twoAccounts(limits);
		placeAt(desk, 2, { qty: 150 });
		expect(placeAt(desk, 1, { qty: 51 }).denial).toMatchObject({ level: 'DESK' });
		desk.reconfigure({ config: levelsOf(desk.config, { ...limits, secondDesk: MACRO + 1 }) });
		expect(placeAt(desk, 1, { qty: 151 }).life).toBe('SUBMITTED');
		expect(placeAt(desk, 2, { qty: 1 }).denial).toMatchObject({ code: 'MAX_OPEN_ORDERS', value: 2, level: 'DESK' });
		desk.reconfigure({ config: levelsOf(desk.config, { desk: { maxOpenOrders: 1 }, secondDesk: null }) });
		expect(placeAt(desk, 2, { qty: 1 }).life).toBe('SUBMITTED');
	});

	it('an order of a user who closes for another counts for who asked', () => {
		const desk = twoAccounts();
		desk.fill(desk.place());
		desk.close({ principalId: RISK_OFFICER });
		desk.reconfigure({ config: levelsOf(desk.config, { user: { maxOpenOrders: 1 } }) });
		expect(desk.place().life).toBe('SUBMITTED');
	});
});

describe('orders of one account', () => {
	it('by different users and strategies, one after the other, are each held to their own limits', () => {
		const desk = twoAccounts({ user: { maxOrderQtyLots: 3 }, strategy: { maxOrderQtyLots: 2 } });
		const other = { userId: 77, active: true, mayTrade: true, mayHalt: false };
		const users = [...desk.config.users, other];
		desk.reconfigure({ config: { users } });
		const by = (principalId: number, terms: { qty: number; strategyId?: number; instrumentId?: number }) => {
			const order = desk.place({ ...terms, envelope: { ...desk.terms({}).envelope, principalId } });
			return order.denial === null ? order.life : `${order.denial.code} ${order.denial.level}`;
		};
		for (let round = 0; round < 2; round++) {
			expect(by(TRADER, { qty: 301 })).toBe('MAX_ORDER_QTY USER');
			expect(by(77, { qty: 301 })).toBe('SUBMITTED');
			expect(by(77, { qty: 301, strategyId: CARRY })).toBe('MAX_ORDER_QTY STRATEGY');
			expect(by(TRADER, { qty: 200, strategyId: CARRY })).toBe('SUBMITTED');
		}
		desk.reconfigure({ config: { users: users.map((user) => (user.userId === 77 ? { ...user, limits: { maxOrderQtyLots: 1 } } : user)) } });
		expect(by(77, { qty: 101 })).toBe('MAX_ORDER_QTY USER');
		expect(by(TRADER, { qty: 101 })).toBe('SUBMITTED');
	});
});

describe('a group over two instruments', () => {
	it('takes the token of each order from its own instrument', () => {
		const limits = { instrument: { ordersPerSecond: 1, ordersBurst: 1 } };
		const desk = twoAccounts(limits);
		const reply = desk.placeGroup('OTO', [{ tif: 'GTC' }, { tif: 'GTC', instrumentId: USDJPY }]);
		if (reply.outcome !== 'orders') throw new Error(JSON.stringify(reply));
		expect(reply.orders.map(({ life }) => life)).toEqual(['SUBMITTED', 'ACCEPTED']);
		expect(placeAt(desk, 2).denial, 'the first went out').toMatchObject({ code: 'ORDER_RATE', level: 'INSTRUMENT' });
		expect(placeAt(desk, 2, { instrumentId: USDJPY }).life, 'the second waits').toBe('SUBMITTED');
	});
});

describe('what is looked up of an instrument', () => {
	it('is of the account’s own broker: orders that rest at another one are not met', () => {
		const desk = twoAccounts();
		const [first, second] = levelsOf(desk.config, {}).accounts ?? [];
		if (first === undefined || second === undefined) throw new Error('there are two accounts');
		desk.reconfigure({ config: { accounts: [first, { ...second, server: 'Other' }] } });
		const rest = { type: 'LIMIT', tif: 'GTC', price: 109_500 } as const;
		const meets = { ...rest, side: 'SELL', price: 109_400 } as const;
		for (const round of [1, 2, 3]) {
			const at = round === 2 ? 2 : 1;
			expect(placeAt(desk, at, { ...rest, qty: round }).life).toBe('SUBMITTED');
			expect(placeAt(desk, at, { ...meets, qty: 500 }).denial).toMatchObject({ code: 'SELF_CROSS', limit: 109_500 });
			if (round === 1)
				expect(desk.engine.preview({ ...desk.terms(meets), accountId: 2 }, desk.nowMs).denial, 'nothing rests there').toBeNull();
		}
	});

	it('is of the tenant: another with the same instruments counts for itself', () => {
		const desk = twoAccounts({ tenant: { maxNetLots: 2 }, instrument: { maxOpenOrders: 2 } });
		const other = (input: EngineInput) => desk.engine.apply(input, desk.nowMs);
		other({ kind: 'configure', config: { ...desk.config, tenantId: 2, slug: 'borealis' } });
		const venue = { kind: 'venue', tenantId: 2, accountId: 1 } as const;
		const nothing = { orders: [], deals: [], positions: [], requests: [], lastCommandEpoch: 0, lastCommandSeq: 0 };
		other({ ...venue, event: 'linkUp' });
		other({ ...venue, event: 'spec', instrumentId: EURUSD, spec: plainSpec });
		other({ ...venue, event: 'snapshot', account: healthyAccount, ...nothing });
		other({ kind: 'mark', tenantId: 2, accountId: 1, instrumentId: EURUSD, bid: 110_000, ask: 110_010, venueAtMs: desk.nowMs });
		const ask = { ...desk.terms({ qty: 150 }), tenantId: 2 };
		expect(desk.engine.preview({ ...desk.terms({ qty: 150 }) }, desk.nowMs).denial).toBeNull();
		expect(desk.engine.preview(ask, desk.nowMs).denial).toBeNull();
		expect(placeAt(desk, 1, { qty: 150 }).life).toBe('SUBMITTED');
		expect(desk.engine.preview({ ...desk.terms({ qty: 150 }) }, desk.nowMs).denial).toMatchObject({ code: 'MAX_NET_POSITION', value: 300 });
		expect(desk.engine.preview(ask, desk.nowMs).denial, 'nothing works there').toBeNull();
	});
});

describe('two engines that take the same configuration', () => {
	it('count for themselves', () => {
		const own = { maxOpenOrders: 1, ordersPerSecond: 1, ordersBurst: 1 };
		const desk = twoAccounts({ instrument: own, user: own });
		const other = emptyEngine();
		for (const { input, atMs } of desk.inputs) other.apply(input, atMs);
		expect(desk.place().life).toBe('SUBMITTED');
		expect(desk.place().denial, 'the second of this one').not.toBeNull();
		const placed = other.apply({ kind: 'place', ...desk.terms({}) }, desk.nowMs);
		expect(orderOf(replyOf(placed)), 'the first of the other').toMatchObject({ life: 'SUBMITTED', denial: null });
	});
});

describe('a configuration', () => {
	it('that names a desk which it does not have is refused', () => {
		const desk = twoAccounts();
		expect(desk.reconfigure({ config: levelsOf(desk.config, { secondDesk: 77 }) })).toMatchObject({
			code: 'INVALID_REQUEST',
			message: 'account 2 names desk 77, which is not configured',
		});
	});

	it('can not change the currencies of an instrument', () => {
		const desk = new Desk();
		const instruments = desk.config.instruments.map((instrument) => ({ ...instrument, quoteCurrency: 'CHF' }));
		expect(desk.reconfigure({ config: { instruments } })).toMatchObject({
			code: 'INVALID_REQUEST',
			message: `the currencies of instrument ${EURUSD} can't change`,
		});
	});

	it('changes limits mid-flight for the next order, an older one is refused, and a replay decides the same', () => {
		const desk = twoAccounts({ user: { maxOrderQtyLots: 2 } });
		const older = desk.config;
		expect(desk.place({ qty: 250 }).denial).toMatchObject({ level: 'USER' });
		desk.reconfigure({ config: levelsOf(desk.config, { user: { maxOrderQtyLots: 3 } }) });
		const order = desk.place({ qty: 250 });
		expect(order.life).toBe('SUBMITTED');
		desk.config = { ...older, version: older.version - 1 };
		expect(desk.reconfigure({})).toMatchObject({ outcome: 'refused', code: 'STALE_CONFIG' });
		expect(desk.place({ qty: 251 }).life, 'the newer one stays in force').toBe('SUBMITTED');
		expect(desk.order(order.orderId).life, 'and what was taken stays taken').toBe('SUBMITTED');
		const again = emptyEngine();
		const outputs = desk.inputs.flatMap(({ input, atMs }) => again.apply(input, atMs));
		expect(outputs).toEqual(desk.outputs);
		expect(again.stateHash()).toBe(desk.engine.stateHash());
	});
});

it('a denial of the strategy level needs a strategy: an order of none is free of its limits', () => {
	const desk = twoAccounts({ strategy: { maxOrderQtyLots: 0 } });
	expect(desk.place({ strategyId: CARRY }).denial?.level).toBe('STRATEGY');
	expect(desk.place().life).toBe('SUBMITTED');
	expect(desk.place({ clientOrderId: 'x', strategyId: null }).strategyId).toBeNull();
	expect(desk.placeReply({ clientOrderId: 'x', strategyId: CARRY, envelope }), 'a strategy is part of the terms').toMatchObject({
		code: 'CLIENT_ORDER_ID_REUSED',
	});
});
