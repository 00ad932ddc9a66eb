import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
	calcModes,
	contingencies,
	dealTypes,
	type EngineInput,
	orderTypes,
	sides,
	timesInForce,
	trailUnits,
	venueOrderTypes,
} from '../src/index.ts';
import { Desk, EURUSD, emptyEngine, plainSpec } from './support/desk.ts';

const numRuns = process.env.MERIDIAN_LONG === '1' ? 50_000 : 1_500;

/** Anything a `number` may be: sensible, huge, broken. */
const number = fc.oneof(
	fc.integer({ min: -2, max: 300 }),
	fc.constantFrom(0, -0, 1, 100, 109_000, 110_000, 1_000_001, 1_000_002),
	fc.maxSafeInteger(),
	fc.double(),
	fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, -(2 ** 60), 0.5),
);
const id = fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: number });
const orderId = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1_000_001, max: 1_000_006 }) }, { weight: 1, arbitrary: number });
const ticket = fc.oneof(fc.bigInt({ min: 0n, max: 6n }), fc.bigInt());
const at = fc.record({ tenantId: id, accountId: id });
const side = fc.constantFrom(...sides);
const envelope = fc.record({ principalId: id, sessionId: number, investmentDeciderId: number, executionDeciderId: number });
const clientOrderId = fc.oneof(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.string());
const price = fc.option(fc.oneof(fc.integer({ min: 108_000, max: 112_000 }), number));
const qty = fc.oneof(fc.integer({ min: 1, max: 200 }), number);

const order = fc.record({
	orderId,
	ticket,
	instrumentId: id,
	side,
	state: fc.constantFrom('STARTED', 'PLACED', 'PARTIAL', 'FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'),
	qty,
	leavesQty: qty,
	price: number,
	limitPrice: number,
	sl: number,
	tp: number,
	positionTicket: ticket,
	positionByTicket: ticket,
	venueAtMs: number,
});
const deal = fc.record({
	...{
		orderId,
		ticket,
		orderTicket: ticket,
		positionTicket: ticket,
		instrumentId: id,
		type: fc.constantFrom(...dealTypes),
		entry: fc.constantFrom('IN', 'OUT', 'INOUT', 'OUT_BY'),
	},
	...{
		reason: fc.constantFrom('CLIENT', 'EXPERT', 'SL', 'TP', 'STOP_OUT', 'OTHER'),
		qty,
		price: number,
		profitMinor: number,
		commissionMinor: number,
		swapMinor: number,
		feeMinor: number,
		venueAtMs: number,
	},
});
const position = fc.record({
	positionTicket: ticket,
	instrumentId: id,
	side,
	qty,
	priceOpen: number,
	sl: number,
	tp: number,
	swapMinor: number,
	profitMinor: number,
	venueAtMs: number,
});
const account = fc.record({
	balanceMinor: number,
	creditMinor: number,
	equityMinor: number,
	marginMinor: number,
	marginFreeMinor: fc.oneof(fc.constant(1_000_000), number),
	serverConnected: fc.boolean(),
	tradeAllowed: fc.boolean(),
});
const request = fc.record({
	orderId,
	epoch: fc.constantFrom(0, 1, 2),
	commandSeq: fc.integer({ min: 0, max: 5 }),
	sent: fc.boolean(),
	retcode: fc.oneof(fc.constantFrom(0, 10006, 10008, 10009, 10012), number),
});
const spec = fc.record({
	...{
		digits: number,
		contractSize: number,
		qtyMin: number,
		qtyMax: number,
		qtyStep: number,
		stopsLevel: number,
		freezeLevel: number,
		tickSize: number,
		leverage: number,
		...{ marginRatePpm: number, maintenanceRatePpm: number, marginInitialMinor: number, marginMaintenanceMinor: number },
		...{ marginHedged: number, tickValueMicro: number },
		serverOffsetSec: number,
	},
	tradeMode: fc.constantFrom('DISABLED', 'LONG_ONLY', 'SHORT_ONLY', 'CLOSE_ONLY', 'FULL'),
	orderTypes: fc.subarray([...venueOrderTypes]),
	timesInForce: fc.subarray([...timesInForce]),
	calcMode: fc.constantFrom(...calcModes),
	hedgedUseLeg: fc.boolean(),
	marginCurrency: fc.constantFrom('EUR', 'USD', 'XAU', ''),
	sessions: fc.array(fc.record({ fromSec: number, toSec: number }), { maxLength: 2 }),
});
const venueEvent = fc.oneof(
	fc.constantFrom({ event: 'linkUp' }, { event: 'linkDown' }),
	fc.record({ event: fc.constant('spec'), instrumentId: id, spec: fc.oneof(fc.constant(plainSpec), spec) }),
	fc.record({ event: fc.constant('account'), account }),
	fc.record({ event: fc.constant('dealGone'), ticket }),
	request.map((answer) => ({ event: 'ack', ...answer })),
	fc.tuple(request, ticket).map(([{ orderId, epoch, commandSeq, retcode }, orderTicket]) => ({
		event: 'result',
		orderId,
		epoch,
		commandSeq,
		retcode,
		orderTicket,
		dealTicket: 0n,
	})),
	fc.record({ event: fc.constant('order'), order }),
	fc.record({ event: fc.constant('deal'), deal }),
	fc.record({ event: fc.constant('position'), position }),
	fc.record({ event: fc.constant('positionGone'), positionTicket: ticket, instrumentId: id }),
	fc.record({
		event: fc.constant('snapshot'),
		account,
		lastCommandEpoch: number,
		lastCommandSeq: number,
		orders: fc.array(order, { maxLength: 3 }),
		deals: fc.array(deal, { maxLength: 3 }),
		positions: fc.array(position, { maxLength: 3 }),
		requests: fc.array(request, { maxLength: 3 }),
	}),
);
const place = fc.record({
	kind: fc.constant('place'),
	...{ tenantId: id, accountId: id, instrumentId: id },
	clientOrderId,
	side,
	type: fc.constantFrom(...orderTypes),
	tif: fc.constantFrom(...timesInForce),
	expiresAtMs: fc.option(number),
	limitPrice: price,
	qty,
	price,
	sl: price,
	tp: price,
	positionTicket: ticket,
	reduceOnly: fc.boolean(),
	postOnly: fc.boolean(),
	bracket: fc.boolean(),
	trail: fc.option(fc.record({ by: fc.constantFrom(...trailUnits), distance: fc.oneof(fc.integer({ min: 1, max: 100 }), number) }), {
		nil: undefined,
	}),
	envelope,
});
const group = fc.record({
	kind: fc.constant('placeGroup'),
	...{ tenantId: id, accountId: id, contingency: fc.constantFrom(...contingencies), orders: fc.array(place, { maxLength: 5 }), envelope },
});
const config = fc
	.record({
		version: fc.oneof(fc.integer({ min: 1, max: 4 }), number),
		limit: fc.option(number),
		digits: fc.oneof(fc.constant(5), number),
		active: fc.boolean(),
	})
	.map(({ version, limit, digits, active }) => {
		const { config } = new Desk({ ready: false });
		const limits = Object.fromEntries(Object.keys(config.accounts[0]?.limits ?? {}).map((name) => [name, limit]));
		return {
			...config,
			version,
			active,
			instruments: config.instruments.map((instrument) => ({ ...instrument, priceDigits: digits })),
			accounts: config.accounts.map((one) => ({ ...one, limits })),
		};
	});
const input = fc.oneof(
	{ weight: 1, arbitrary: config.map((config) => ({ kind: 'configure', config })) },
	{ weight: 6, arbitrary: place },
	{ weight: 2, arbitrary: group },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('cancel'), tenantId: id, accountId: id, orderId, envelope }) },
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant('cancelAll'),
			...{ tenantId: id, accountId: id, instrumentId: fc.option(id), side: fc.option(side), envelope },
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant('amend'),
			...{ tenantId: id, accountId: id, orderId, amendId: clientOrderId, qty: fc.option(qty) },
			...{ price, limitPrice: price, sl: price, tp: price, envelope },
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant('close'),
			tenantId: id,
			accountId: id,
			instrumentId: id,
			positionTicket: ticket,
			clientOrderId,
			qty: fc.option(qty),
			envelope,
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant('closeBy'),
			...{ tenantId: id, accountId: id, instrumentId: id, positionTicket: ticket, positionByTicket: ticket, clientOrderId, envelope },
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant('decide'), ...{ tenantId: id, accountId: id, orderId, approved: fc.boolean(), envelope } }),
	},
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('presumeAbsent'), ...{ tenantId: id, accountId: id, orderId, envelope } }),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('amendPosition'),
			...{ tenantId: id, accountId: id, instrumentId: id, positionTicket: ticket, amendId: clientOrderId, sl: price, tp: price, envelope },
		}),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('halt'), tenantId: id, halted: fc.boolean(), envelope }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('epoch'), epoch: number }) },
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('mark'),
			tenantId: id,
			accountId: id,
			instrumentId: id,
			bid: fc.oneof(fc.constant(110_000), number),
			ask: fc.oneof(fc.constant(110_010), number),
			venueAtMs: number,
		}),
	},
	{ weight: 12, arbitrary: fc.tuple(at, venueEvent).map(([where, event]) => ({ kind: 'venue', ...where, ...event })) },
	{ weight: 1, arbitrary: fc.constant({ kind: 'timer' }) },
) as unknown as fc.Arbitrary<EngineInput>;

it('no input of the right type makes the engine throw, lose a sequence, or decide differently the second time', () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(input, fc.oneof(fc.integer({ min: 0, max: 100_000 }), number)), { maxLength: 40, size: 'max' }),
			fc.boolean(),
			(inputs, ready) => {
				const desk = new Desk({ mode: ready ? 'HEDGING' : 'NETTING', ready });
				const again = emptyEngine();
				for (const { input, atMs } of desk.inputs) again.apply(input, atMs);
				for (const [one, atMs] of inputs) {
					desk.nowMs = atMs;
					const outputs = desk.apply(one);
					expect(again.apply(one, atMs)).toEqual(outputs);
					for (const output of outputs) if (output.kind === 'account') expect(Number.isSafeInteger(output.account.balanceMinor)).toBe(true);
					desk.engine.preview({ ...desk.terms(), instrumentId: EURUSD }, atMs);
				}
				expect(again.stateHash()).toBe(desk.engine.stateHash());
			},
		),
		{ numRuns },
	);
});
