import { describe, expect, it } from 'vitest';
import type { AccountConfig, LevelLimits, VenueSpec } from '../src/index.ts';
import type { RiskInput } from '../src/risk/check.ts';
import { createFacts } from '../src/risk/facts.ts';
import { riskInputFor } from '../src/risk/input.ts';
import { levelInput, noLimits, tightestOf } from '../src/risk/levels.ts';
import { riskMatrix } from '../src/risk/matrix.ts';
import { createContribution } from '../src/state/books.ts';
import type { Account } from '../src/state/state.ts';
import { Desk, EURUSD, healthyAccount, instruments, plainSpec, TRADER } from './support/desk.ts';

/** What one check looks at, without those before it: each holds by itself, whatever order they run in. */
function inputOf(terms: Parameters<Desk['terms']>[0] = {}, desk = new Desk()): RiskInput {
	const tenant = desk.state.tenants.get(1);
	const account = tenant?.accounts.get(1);
	if (tenant === undefined || account === undefined) throw new Error('the desk has an account');
	return riskInputFor({ tenant, account, userId: TRADER, terms: desk.terms(terms), nowMs: desk.nowMs });
}

/** Every check that denies, whichever came first: its number and its code. */
function denials(input: RiskInput): string[] {
	return riskMatrix
		.filter(({ applies }) => applies[input.actionClass] !== 'skip')
		.flatMap(({ number, run }) => {
			const denial = run(input);
			return denial === null ? [] : [`${number} ${denial.code}`];
		});
}

const withAccount = (input: RiskInput, change: Partial<Account>): RiskInput => ({ ...input, account: { ...input.account, ...change } });
const withLimits = (input: RiskInput, change: LevelLimits): RiskInput => {
	const limits = { ...input.account.config.limits, ...change } as AccountConfig['limits'];
	const config = { ...input.account.config, limits };
	const levels = input.levels.map((at) => (at.level === 'ACCOUNT' ? levelInput({ ...at, limits }) : at));
	return { ...withAccount(input, { config }), levels, tightest: tightestOf(levels), ...none };
};
/** As it is found for an order of that tenant in that instrument. */
const withInstrument = (input: RiskInput, { tenant = input.tenant, instrument = input.instrument }: Partial<RiskInput>): RiskInput => {
	if (instrument === undefined) throw new Error('there is an instrument');
	return { ...input, tenant, instrument, facts: createFacts(tenant, { instrument, level: null }) };
};
const unknown = { instrument: undefined, facts: null };
const none = { ofStrategy: noLimits, ofInstrument: noLimits, ofUser: noLimits };
const sized = { sl: 109_000, tp: 111_000 };

describe('each check by itself', () => {
	it('passes an order that nothing is wrong with', () => {
		expect(denials(inputOf())).toEqual([]);
		expect(denials(inputOf({ side: 'SELL', sl: 111_000, tp: 109_000 }))).toEqual([]);
	});

	it('denies without the instrument', () => {
		expect(denials({ ...inputOf(), ...unknown, notional: 'INSTRUMENT_UNKNOWN', margin: 'INSTRUMENT_UNKNOWN' })).toEqual([
			...['3 INSTRUMENT_UNKNOWN', '3 INSTRUMENT_INACTIVE', '10 NUMBER_OUT_OF_RANGE', '11 INSTRUMENT_UNKNOWN'],
			...['16 NUMBER_OUT_OF_RANGE', '17 INSTRUMENT_UNKNOWN', '18 INSTRUMENT_UNKNOWN', '19 INSTRUMENT_UNKNOWN'],
			...['20 INSTRUMENT_UNKNOWN', '21 INSTRUMENT_UNKNOWN', '21 INSTRUMENT_UNKNOWN', '30 INSTRUMENT_UNKNOWN'],
		]);
	});

	it('denies without the venue’s specification', () => {
		const before = ['3', '4', '5', '6', '8'].map((number) => `${number} INSTRUMENT_SPEC_MISSING`);
		const after = ['18', '19'].map((number) => `${number} INSTRUMENT_SPEC_MISSING`);
		const without = (input: RiskInput): RiskInput => ({ ...input, spec: undefined });
		expect(denials(without(inputOf(sized)))).toEqual([...before, '7 INSTRUMENT_SPEC_MISSING', ...after]);
		const limit = { type: 'LIMIT', tif: 'GTC', price: 109_500 } as const;
		expect(denials(without(inputOf(limit))), 'the price needs a tick; no stop needs a distance').toEqual([...before, ...after]);
		expect(denials(without(inputOf())), 'without any price there is no tick to look up').toEqual([
			...['3', '4', '5', '8'].map((number) => `${number} INSTRUMENT_SPEC_MISSING`),
			...after,
		]);
		const reduce = { ...inputOf(limit), actionClass: 'REDUCE', spec: undefined, reducibleQty: 100 } as const;
		expect(denials(reduce), 'and what reduces passes').toEqual([]);
	});

	it('denies without a quote', () => {
		const input = { ...inputOf(sized), mark: undefined };
		const marks = ['13', '14', '12', '7', '27', '18', '19'].map((number) => `${number} MARK_MISSING`);
		expect(denials(input)).toEqual(marks);
	});

	it('denies without the venue’s word on the account', () => {
		expect(denials(withAccount(inputOf(), { venue: null }))).toEqual([
			...['29 VENUE_LINK_DOWN', '29 VENUE_TRADE_DISABLED'],
			...['19', '20', '21', '21'].map((number) => `${number} ACCOUNT_STATE_MISSING`),
		]);
	});

	it('denies where the worth of the order or its margin is not known', () => {
		const input = inputOf();
		expect(denials({ ...input, notional: 'FX_RATE_MISSING' })).toEqual(['11 FX_RATE_MISSING', '17 FX_RATE_MISSING', '30 FX_RATE_MISSING']);
		expect(denials({ ...input, margin: 'FX_RATE_MISSING' })).toEqual(['20 FX_RATE_MISSING', '21 FX_RATE_MISSING', '21 FX_RATE_MISSING']);
	});

	it('denies where what is held can not be valued or converted, or is beyond exact numbers', () => {
		const input = inputOf();
		const sums = (change: Partial<Account['sums']>) => withAccount(input, { sums: { ...input.account.sums, ...change } });
		expect(denials(sums({ unvalued: 1 }))).toEqual(['17', '18', '22', '23'].map((number) => `${number} MARK_MISSING`));
		expect(denials(sums({ unrated: 1 }))).toEqual(['17', '22', '23'].map((number) => `${number} FX_RATE_MISSING`));
		expect(denials(sums({ grossMinor: Number.NaN }))).toEqual(['17 NUMBER_OUT_OF_RANGE']);
		expect(denials(sums({ floatingMinor: Number.NaN }))).toEqual(['22', '23'].map((number) => `${number} NUMBER_OUT_OF_RANGE`));
	});

	it('denies without a rate into the tenant’s currency', () => {
		const input = inputOf();
		const config = { ...input.tenant.config, baseCurrency: 'CHF' };
		expect(denials(withInstrument(input, { tenant: { ...input.tenant, config } }))).toEqual(['18 FX_RATE_MISSING']);
		const dollars = { ...input.tenant.config, baseCurrency: 'USD' };
		expect(denials(withInstrument(input, { tenant: { ...input.tenant, config: dollars, fxPaths: new Map() } }))).toEqual([
			'18 FX_RATE_MISSING',
			'19 FX_RATE_MISSING',
		]);
	});

	it('holds either currency of a pair against the limit', () => {
		const desk = new Desk();
		desk.reconfigure({ config: { baseCurrency: 'USD' } });
		// 100,000 EUR, bought at 1.10010.
		expect(denials(withLimits(inputOf({}, desk), { maxNetCurrencyMinor: 11_001_000 }))).toEqual([]);
		expect(denials(withLimits(inputOf({}, desk), { maxNetCurrencyMinor: 11_000_999 }))).toEqual(['18 MAX_CURRENCY_EXPOSURE']);
	});

	it('leaves currencies out for an instrument of one currency', () => {
		const input = inputOf();
		const [eurusd] = instruments;
		if (eurusd === undefined) throw new Error('there is an instrument');
		const single = { ...eurusd, baseCurrency: 'USD', quoteCurrency: 'USD' };
		expect(denials(withLimits(input, { maxNetCurrencyMinor: 0 }))).toEqual(['18 MAX_CURRENCY_EXPOSURE']);
		expect(denials(withLimits(withInstrument(input, { instrument: single }), { maxNetCurrencyMinor: 0 }))).toEqual([]);
	});

	it('counts only the direction in which an order pushes a currency', () => {
		const desk = new Desk();
		desk.fill(desk.place({ qty: 300 }));
		desk.limit({ qty: 50 });
		desk.venue({ event: 'account', account: healthyAccount });
		// Short of 330,030 USD: a sale of one lot leaves 220,030 short, which nobody limits.
		expect(denials(withLimits(inputOf({ side: 'SELL', qty: 301 }, desk), { maxNetCurrencyMinor: 100_000 }))).toEqual([]);
		desk.limit({ side: 'SELL', price: 111_000, qty: 400 });
		// 400 working at 1.10010 and 100 more at 1.10000 lead from 330,030 short to 220,010 long: 200,009.09 EUR.
		const input = inputOf({ side: 'SELL', qty: 100 }, desk);
		expect(denials(withLimits(input, { maxNetCurrencyMinor: 20_000_909 }))).toEqual([]);
		expect(denials(withLimits(input, { maxNetCurrencyMinor: 20_000_908 }))).toEqual(['18 MAX_CURRENCY_EXPOSURE']);
	});

	it('adds all margin that is used, working, filled since and asked for', () => {
		const input = inputOf();
		const venue = { ...healthyAccount, marginMinor: 1_000, equityMinor: 1_234, marginFreeMinor: 10_000 };
		const used = { ...withAccount(input, { venue, reservedMarginMinor: 200, filledMarginMinor: 30 }), margin: 4 };
		expect(denials(withLimits(used, { minMarginLevelBps: 10_000, maxConcentrationBps: 10 ** 15 }))).toEqual([]);
		expect(denials(withLimits(used, { minMarginLevelBps: 10_001, maxConcentrationBps: 10 ** 15 }))).toEqual(['21 MARGIN_LEVEL']);
		const free = { ...withAccount(input, { venue: { ...venue, equityMinor: 0, marginMinor: 0 } }), margin: 0 };
		expect(denials(free), 'no margin, no level').toEqual(['19 EQUITY_NOT_POSITIVE']);
	});

	it('adds nothing to the gross where a purchase turns a short position', () => {
		const desk = new Desk();
		desk.fill(desk.place({ side: 'SELL', qty: 300 }));
		const gross = desk.state.tenants.get(1)?.group.sums.grossMinor ?? Number.NaN;
		expect(denials(withLimits(inputOf({ qty: 600 }, desk), { maxGrossMinor: gross }))).toEqual([]);
		expect(denials(withLimits(inputOf({ qty: 601 }, desk), { maxGrossMinor: gross }))).toEqual(['17 MAX_GROSS_EXPOSURE']);
	});

	it('denies a limit or a value beyond exact numbers', () => {
		const huge = 9_000_000_000_000_000;
		expect(denials(withLimits(inputOf(), { maxOrderQtyLots: huge, maxNetLots: huge }))).toEqual([
			'10 NUMBER_OUT_OF_RANGE',
			'16 NUMBER_OUT_OF_RANGE',
		]);
		const input = inputOf();
		const exposure = {
			...{
				netQty: huge,
				workingBuyQty: huge,
				workingSellQty: 0,
				openingQty: 0,
				exitBuyQty: 0,
				exitSellQty: 0,
				contribution: createContribution(),
				isCounted: false,
			},
			...{ longQty: 0, longCost: 0, shortQty: 0, shortCost: 0 },
		};
		expect(denials({ ...input, exposure })).toContain('16 NUMBER_OUT_OF_RANGE');
		const mark = { bid: huge, ask: huge + 1, atMs: input.nowMs, venueAtMs: 1 };
		const far = inputOf({ type: 'LIMIT', tif: 'GTC', price: 1 });
		expect(denials({ ...far, mark })).toContain('12 NUMBER_OUT_OF_RANGE');
		expect(denials(withLimits(inputOf(), { ordersBurst: huge }))).toEqual(['24 LIMIT_MISSING']);
		expect(denials(withLimits(inputOf(), { ordersPerSecond: 2 ** 60 }))).toEqual(['24 LIMIT_MISSING']);
	});
});

describe('the time in force', () => {
	const spec = (change: Partial<VenueSpec>): VenueSpec => ({ ...plainSpec, ...change });
	it.each([
		['MARKET', 'GTC', [], []],
		['MARKET', 'DAY', [], []],
		['MARKET', 'IOC', [], ['8 TIF_UNSUPPORTED']],
		['MARKET', 'FOK', [], ['8 TIF_UNSUPPORTED']],
		['MARKET', 'FOK', ['FOK'], []],
		['LIMIT', 'GTC', [], ['8 TIF_UNSUPPORTED']],
		['LIMIT', 'DAY', ['DAY'], []],
		['LIMIT', 'IOC', ['IOC'], ['8 TIF_UNSUPPORTED']],
	] as const)('%s %s where the venue knows %j', (type, tif, timesInForce, expected) => {
		const price = type === 'LIMIT' ? 109_500 : null;
		expect(denials({ ...inputOf({ type, tif, price }), spec: spec({ timesInForce }) })).toEqual(expected);
	});

	it('a hedging position is closed by a deal alone, and a venue without market orders takes none', () => {
		expect(denials({ ...inputOf(), spec: spec({ orderTypes: [] }) })).toEqual(['8 ORDER_TYPE_UNSUPPORTED']);
	});
});

describe('margin by the venue’s formula', () => {
	// 1 lot of 100,000 at 1.10010 (buy) or 1.10000 (sell); USD margin of a CFD, bought at 1.10000.
	it.each([
		['FOREX', 'EUR', 'BUY', 100_000],
		['FOREX_NO_LEVERAGE', 'EUR', 'BUY', 10_000_000],
		['CFD', 'USD', 'BUY', 10_000_909],
		['CFD', 'USD', 'SELL', 10_000_000],
		['CFD_LEVERAGE', 'USD', 'BUY', 100_009],
		['CFD_LEVERAGE', 'USD', 'SELL', 100_000],
	] as const)('%s in %s, %s', (calcMode, marginCurrency, side, margin) => {
		const desk = new Desk();
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, calcMode, marginCurrency } });
		expect(inputOf({ side }, desk).margin).toBe(margin);
		expect(inputOf({ side, type: 'LIMIT', tif: 'GTC', price: 110_000 }, desk).margin).toBe(
			margin === 10_000_909 ? 10_000_000 : margin === 100_009 ? 100_000 : margin,
		);
	});

	it('is not known without a quote where it needs one, without a fresh rate, or beyond exact numbers', () => {
		const desk = new Desk();
		const specified = (change: Partial<VenueSpec>) =>
			desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, ...change } });
		specified({ marginCurrency: 'USD' });
		expect(inputOf({}, desk).margin).toBe(90_909);
		desk.nowMs += 10_000;
		expect(inputOf({}, desk).margin, 'a rate of the limit’s age is fresh').toBe(90_909);
		desk.nowMs += 1;
		expect(inputOf({}, desk)).toMatchObject({ margin: 'FX_RATE_MISSING', notional: 'FX_RATE_MISSING' });
		desk.reconfigure({ limits: { maxMarkAgeMs: null } });
		desk.marks();
		expect(inputOf({}, desk).margin, 'without a limit no rate is fresh').toBe('FX_RATE_MISSING');
		desk.reconfigure({ limits: { maxMarkAgeMs: 10_000 } });
		specified({ contractSize: 0 });
		expect(inputOf({}, desk)).toMatchObject({ margin: 'NUMBER_OUT_OF_RANGE', notional: 'NUMBER_OUT_OF_RANGE' });
		specified({ calcMode: 'CFD' });
		expect(inputOf({ qty: 9_000_000_000_000_000 }, desk)).toMatchObject({ margin: 'NUMBER_OUT_OF_RANGE', notional: 'NUMBER_OUT_OF_RANGE' });
		const silent = new Desk({ ready: false });
		silent.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, calcMode: 'CFD' } });
		expect(inputOf({}, silent)).toMatchObject({ margin: 'MARK_MISSING', notional: 'MARK_MISSING' });
		expect(inputOf({ instrumentId: 99 }, silent)).toMatchObject({ margin: 'INSTRUMENT_UNKNOWN', notional: 'INSTRUMENT_UNKNOWN' });
	});
});
