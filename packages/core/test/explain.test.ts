import { describe, expect, it } from 'vitest';
import { explainChecks, type PlaceOrder } from '../src/index.ts';
import { Desk, EURUSD, envelope, plainSpec } from './support/desk.ts';
import { levelsOf, placeAt, twoAccounts } from './support/two-accounts.ts';

const explained = (desk: Desk, order: PlaceOrder) => explainChecks(desk.engine.memory(), { order, atMs: desk.nowMs });

describe('an explanation', () => {
	it('shows what every check measured, also where that was enough, and changes nothing', () => {
		const desk = twoAccounts({ user: { maxOrderQtyLots: 3 } });
		const before = desk.engine.stateHash();
		const found = explained(desk, desk.terms({ qty: 100 }));
		expect(desk.engine.stateHash()).toBe(before);
		expect(found?.actionClass).toBe('INCREASE');
		expect(found?.checks.find(({ number }) => number === 28)).toMatchObject({ outcome: 'does not apply', denial: null, measured: null });
		expect(found?.checks.filter(({ outcome }) => outcome !== 'passed')).toHaveLength(1);
		expect(found?.checks.find(({ number }) => number === 10)).toEqual({
			...{ number: 10, title: 'maximal order quantity', outcome: 'passed', denial: null },
			measured: { code: 'MAX_ORDER_QTY', value: 100, limit: 300, headroom: 200, level: 'USER' },
		});
		expect(found?.checks.find(({ number }) => number === 2)).toMatchObject({ outcome: 'passed', denial: null, measured: null });
	});

	it('stops deciding at the first denial, and goes on measuring', () => {
		const desk = new Desk({ limits: { maxOrderQtyLots: 0, maxSpreadBps: 0 } });
		const checks = explained(desk, desk.terms())?.checks ?? [];
		expect(checks.filter(({ denial }) => denial !== null)).toMatchObject([{ outcome: 'denied', denial: { code: 'MAX_ORDER_QTY' } }]);
		expect(checks.find(({ number }) => number === 14)).toMatchObject({
			...{ outcome: 'not reached', denial: null },
			measured: { code: 'SPREAD_TOO_WIDE', value: 1, limit: 0, headroom: -1, level: 'ACCOUNT' },
		});
	});

	it('is none where there is no account to hold the order against; preview says why', () => {
		const desk = new Desk();
		const asked = [
			[{ ...desk.terms(), tenantId: 9 }, 'TENANT_INACTIVE'],
			[{ ...desk.terms(), accountId: 9 }, 'ACCOUNT_INACTIVE'],
		] as const;
		for (const [order, code] of asked) {
			expect(explained(desk, order)).toBeUndefined();
			expect(desk.engine.preview(order, desk.nowMs)).toMatchObject({ denial: { code }, notionalMinor: null, marginMinor: null });
		}
		expect(desk.engine.preview({ ...desk.terms(), qty: 1.5 }, desk.nowMs)).toMatchObject({ denial: { code: 'NUMBER_OUT_OF_RANGE' } });
	});

	it('takes the later of the two clocks', () => {
		const desk = new Desk();
		const age = (atMs: number) =>
			explainChecks(desk.engine.memory(), { order: desk.terms(), atMs })?.checks.find(({ number }) => number === 13)?.measured?.value;
		expect([age(desk.nowMs + 7), age(desk.nowMs - 7)]).toEqual([7, 0]);
	});

	it('preview leaves out amounts that can not be known', () => {
		const desk = new Desk({ ready: false });
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: plainSpec });
		expect(desk.engine.preview(desk.terms(), desk.nowMs)).toMatchObject({ notionalMinor: null, marginMinor: 100_000 });
	});
});

describe('what a denial says is left', () => {
	it('counts down from a maximum and up to a minimum', () => {
		const desk = new Desk();
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, qtyMin: 20, qtyMax: 300 } });
		expect(desk.place({ qty: 310 }).denial).toEqual({ code: 'QTY_ABOVE_MAX', value: 310, limit: 300, headroom: -10, level: null });
		expect(desk.place({ qty: 15 }).denial).toEqual({ code: 'QTY_BELOW_MIN', value: 15, limit: 20, headroom: -5, level: null });
	});
});

describe('a level’s own measure', () => {
	it('is held against its own limit alone: an account is not denied for what others hold', () => {
		const wide = { maxNetLots: 100, maxGrossMinor: 10 ** 12, maxNetCurrencyMinor: 10 ** 12, maxOpenOrders: 100 };
		const desk = twoAccounts({ tenant: wide });
		placeAt(desk, 2, { qty: 1_000 });
		const accounts = levelsOf(desk.config, {}).accounts ?? [];
		const limits = { maxNetLots: 1, maxGrossMinor: 10_000_909, maxNetCurrencyMinor: 10_000_909, maxOpenOrders: 1 };
		desk.reconfigure({
			config: {
				...levelsOf(desk.config, { tenant: wide }),
				accounts: accounts.map((each) => ({ ...each, limits: { ...each.limits, ...limits } })),
			},
		});
		expect(placeAt(desk, 1, { qty: 100 }).life).toBe('SUBMITTED');
		expect(placeAt(desk, 1, { qty: 1 }).denial?.level).toBe('ACCOUNT');
	});
});

describe('classes of actions', () => {
	it('an order of no quantity reduces nothing', () => {
		const desk = new Desk();
		desk.halt(true);
		expect(desk.place({ qty: 0 }).denial?.code).toBe('HALTED');
	});

	it('a reduce-only order against a flat book would increase, on either side', () => {
		const desk = new Desk();
		for (const side of ['BUY', 'SELL'] as const)
			expect(desk.place({ side, reduceOnly: true }).denial?.code).toBe('REDUCE_ONLY_WOULD_INCREASE');
	});

	it('a part of a position is closed in steps, the whole of it as it is', () => {
		const desk = new Desk();
		desk.fill(desk.place({ qty: 77 }));
		desk.venue({ event: 'spec', instrumentId: EURUSD, spec: { ...plainSpec, qtyStep: 10 } });
		expect(desk.close({ qty: 5 })).toMatchObject({ order: { denial: { code: 'QTY_OFF_STEP' } } });
		expect(desk.close({ qty: 77 })).toMatchObject({ order: { life: 'SUBMITTED' } });
	});

	it('a market sale meets an own bid inside the spread', () => {
		const desk = new Desk();
		desk.limit({ price: 110_005 });
		expect(desk.place({ side: 'SELL', qty: 500 }).denial).toMatchObject({ code: 'SELF_CROSS', value: 110_000, limit: 110_005 });
	});

	it('the first order finds a full bucket, however slowly it fills', () => {
		const desk = new Desk({ limits: { ordersPerSecond: 0, ordersBurst: 1 } });
		expect(desk.place().life).toBe('SUBMITTED');
		expect(desk.place().denial?.code).toBe('ORDER_RATE');
	});
});

describe('what was placed lately', () => {
	const recent = (desk: Desk) => [...(desk.state.tenants.get(1)?.accounts.get(1)?.recent.values() ?? [])].map(({ orderId }) => orderId);

	it('is remembered as long as the window asks, and not longer', () => {
		const desk = new Desk({ limits: { duplicateWindowMs: 100 } });
		desk.place({ qty: 1 });
		desk.nowMs += 60;
		const second = desk.place({ qty: 2 });
		desk.nowMs += 40;
		const third = desk.place({ qty: 1 });
		expect(recent(desk)).toEqual([second.orderId, third.orderId]);
		desk.nowMs += 60;
		expect(desk.place({ qty: 1 }).denial).toMatchObject({ code: 'DUPLICATE_ORDER', value: 60, limit: 100, headroom: -40 });
		expect(desk.place({ qty: 2 }).life).toBe('SUBMITTED');
	});

	it('is forgotten once no window asks', () => {
		const desk = new Desk({ limits: { duplicateWindowMs: 100 } });
		desk.place();
		desk.reconfigure({ limits: { duplicateWindowMs: 0 } });
		desk.place();
		expect(recent(desk)).toEqual([]);
	});

	it('differs by instrument, side, type, quantity and price', () => {
		const desk = new Desk({ limits: { duplicateWindowMs: 100 } });
		const lives = [desk.place(), desk.place({ qty: 101 }), desk.limit(), desk.limit({ price: 108_999 }), desk.place({ instrumentId: 2 })];
		expect(lives.map(({ life }) => life)).toEqual(lives.map(() => 'SUBMITTED'));
		expect(desk.limit().denial?.code).toBe('DUPLICATE_ORDER');
	});

	it('does not hold back or count what reduces', () => {
		const desk = new Desk({ limits: { duplicateWindowMs: 100 } });
		desk.fill(desk.place({ qty: 300 }));
		expect(desk.place({ side: 'SELL', qty: 100, envelope }).life).toBe('SUBMITTED');
		expect(desk.place({ side: 'SELL', qty: 100, envelope }).life).toBe('SUBMITTED');
		expect(recent(desk)).toHaveLength(1);
	});
});
