import type { AccountConfig, InstrumentConfig } from '@meridian/core';
import { type Message, type TerminalProtocol, wireEnums } from '@meridian/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dealOf, orderOf, positionOf, specOf } from '../src/venue/from-wire.ts';
import { fromUnits, orderIdOf, originOf, toMinor, toUnits, UnfitNumber } from '../src/venue/numbers.ts';
import type { AccountPlace } from '../src/venue/symbols.ts';
import { fillingOf, orderSendOf } from '../src/venue/to-wire.ts';
import { deal } from './fake-terminal.ts';

const instrument: InstrumentConfig = {
	instrumentId: 6,
	symbol: 'XAUUSD',
	priceDigits: 2,
	qtyDigits: 2,
	baseCurrency: 'XAU',
	quoteCurrency: 'USD',
	active: true,
	brokerSymbols: [{ server: 'S', symbol: 'GOLD' }],
};
const account = {
	accountId: 1,
	mode: 'HEDGING',
	currency: 'USD',
	currencyDigits: 2,
	server: 'S',
	login: 7n,
	active: true,
} as AccountConfig;
const place: AccountPlace = {
	tenantId: 1,
	account,
	bySymbol: new Map([['GOLD', instrument]]),
	symbolOf: new Map([[6, 'GOLD']]),
	instruments: new Map([[6, instrument]]),
};
const twoHours = { offsetMs: 7_200_000 };
const position: Message<TerminalProtocol, 'PositionItem'> = {
	ticket: 5n,
	identifier: 4n,
	symbol: 'GOLD',
	side: wireEnums.Side.BUY,
	volume: 0.3,
	priceOpen: 2_000.125,
	sl: 0,
	tp: 2_100.5,
	swap: -0.3,
	profit: 12.34,
	magic: 1n,
	timeMs: 10_000_000n,
};

describe('a number of the terminal', () => {
	test('survives the way out and back, whatever it is', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 10_000_000_000 }), fc.integer({ min: 0, max: 6 }), (units, digits) => {
				expect(toUnits(fromUnits(units, digits), digits)).toBe(units);
			}),
			{ numRuns: 2_000 },
		);
	});
	test.each([
		[1.234567, 5],
		[0.005, 2],
		[Number.NaN, 2],
		[Number.POSITIVE_INFINITY, 2],
		[1e16, 2],
	])('%d with %d digits is refused, never rounded', (value, digits) => {
		expect(() => toUnits(value, digits)).toThrow(UnfitNumber);
	});
	test('of money is rounded half away from zero, dust or not', () => {
		expect([0.1 + 0.2, 1.005, -1.005, -0.001, 99_999.99999999999].map((value) => toMinor(value, 2))).toEqual([
			30, 101, -101, 0, 10_000_000,
		]);
	});
	test('a magic beyond our order ids is nobody’s order', () => {
		expect([0n, 1_000_001n, 2n ** 60n].map(orderIdOf)).toEqual([0, 1_000_001, 0]);
	});
	test('a magic below our order ids is another program’s, or the dead-man’s switch’s; none at all is somebody’s hand', () => {
		expect([12_345n, 1_000_000n, 57_005n].map(orderIdOf)).toEqual([0, 0, 0]);
		expect([0n, 12_345n, 57_005n, 2n ** 60n].map(originOf)).toEqual(['HAND', 'PROGRAM', 'DEADMAN', 'PROGRAM']);
	});
});

describe('a fact of the terminal', () => {
	test('a deal in the broker’s symbol and time is told in ours', () => {
		const item = deal({ symbol: 'GOLD', volume: 0.3, price: 2_000.12, profit: -1.5, magic: 1_000_001n, timeMs: 10_000_000n });
		expect(dealOf(place, item, twoHours)).toMatchObject({
			instrumentId: 6,
			qty: 30,
			price: 200_012,
			profitMinor: -150,
			orderId: 1_000_001,
			venueAtMs: 2_800_000,
		});
	});
	test('a deal in a symbol that is not ours still moves the money', () => {
		expect(dealOf(place, deal({ symbol: 'OIL', volume: 1, price: 80.5, profit: 7 }), twoHours)).toMatchObject({
			instrumentId: 0,
			type: 'OTHER',
			qty: 0,
			profitMinor: 700,
		});
	});
	test('a deal whose direction is unknown is refused', () => {
		expect(() => dealOf(place, deal({ symbol: 'GOLD', entry: 0 }), twoHours)).toThrow(UnfitNumber);
	});
	test('a position is known by its identifier, which a reversal keeps', () => {
		expect(positionOf(place, position, twoHours)).toMatchObject({
			positionTicket: 4n,
			instrumentId: 6,
			side: 'BUY',
			qty: 30,
			tp: 210_050,
			swapMinor: -30,
			profitMinor: 1_234,
		});
	});
	test('a position in a symbol that is not ours is told as instrument 0', () => {
		expect(positionOf(place, { ...position, symbol: 'OIL' }, twoHours)).toMatchObject({ positionTicket: 4n, instrumentId: 0 });
	});
	test('an order of an unknown state, or off our grid, is refused', () => {
		const item = {
			ticket: 1n,
			symbol: 'GOLD',
			type: wireEnums.OrderType.BUY_LIMIT,
			state: wireEnums.OrderState.PLACED,
			historical: false,
			volumeInitial: 1,
			volumeCurrent: 1,
			price: 1_900,
			sl: 0,
			tp: 0,
			magic: 1_000_001n,
			positionId: 0n,
			positionById: 0n,
			stopLimit: 0,
			timeSetupMs: 10_000_000n,
			timeDoneMs: 0n,
			reason: wireEnums.OrderReason.EXPERT,
		};
		expect(orderOf(place, item, twoHours)).toMatchObject({
			orderId: 1_000_001,
			state: 'PLACED',
			qty: 100,
			price: 190_000,
			venueAtMs: 2_800_000,
		});
		const stopLimit = { ...item, type: wireEnums.OrderType.BUY_STOP_LIMIT, stopLimit: 1_899 };
		expect(orderOf(place, stopLimit, twoHours)).toMatchObject({ price: 190_000, limitPrice: 189_900 });
		expect(orderOf(place, item, twoHours)).not.toHaveProperty('limitPrice');
		expect(orderOf(place, { ...item, positionId: 4n, positionById: 5n }, twoHours)).toMatchObject({
			positionTicket: 4n,
			positionByTicket: 5n,
		});
		expect(orderOf(place, item, twoHours)).not.toHaveProperty('foreign');
		for (const [name, reason] of Object.entries(wireEnums.OrderReason))
			expect(orderOf(place, { ...item, magic: 0n, reason }, twoHours).foreign).toEqual({ origin: 'HAND', type: 'LIMIT', reason: name });
		expect(orderOf(place, { ...item, magic: 0n, reason: 99 }, twoHours).foreign).toMatchObject({ reason: 'OTHER' });
		expect(() => orderOf(place, { ...item, state: 0 }, twoHours)).toThrow(UnfitNumber);
		expect(() => orderOf(place, { ...item, price: 1_900.001 }, twoHours)).toThrow(UnfitNumber);
	});
	test('a symbol with more digits than ours is refused, so that risk denies it', () => {
		const spec = { symbol: 'GOLD', digits: 3 } as Message<TerminalProtocol, 'Symbol'>;
		expect(() => specOf(place, spec, { leverage: 100, serverOffsetSec: 0 })).toThrow(/3 digits/);
	});
});

describe('an order on its way out', () => {
	const send = {
		epoch: 2,
		commandSeq: 3,
		orderId: 1_000_001,
		instrumentId: 6,
		action: 'DEAL',
		type: 'MARKET',
		side: 'SELL',
		qty: 30,
		price: 0,
		sl: 201_000,
		tp: 0,
		tif: 'IOC',
		expiresAtMs: null,
		limitPrice: 0,
		postOnly: false,
		positionTicket: 4n,
		positionByTicket: 0n,
		orderTicket: 0n,
	} as const;
	const facts = (executionMode: keyof typeof wireEnums.ExecutionMode, fillingMask: number) => ({
		executionMode: wireEnums.ExecutionMode[executionMode],
		fillingMask,
		serverOffsetSec: 7_200,
		...{ bid: 1.0999, ask: 1.1001 },
	});

	test('speaks the broker’s symbol, lots and prices', () => {
		expect(orderSendOf(place, send, facts('MARKET', 3))).toMatchObject({
			symbol: 'GOLD',
			volume: 0.3,
			sl: 2_010,
			tp: 0,
			type: wireEnums.OrderType.MARKET_SELL,
			position: 4n,
			orderId: 1_000_001n,
			commandSeq: 3n,
			epoch: 2n,
		});
	});
	test.each([
		['LIMIT', 'BUY', 'BUY_LIMIT'],
		['LIMIT', 'SELL', 'SELL_LIMIT'],
		['STOP', 'BUY', 'BUY_STOP'],
		['STOP', 'SELL', 'SELL_STOP'],
		['STOP_LIMIT', 'BUY', 'BUY_STOP_LIMIT'],
		['STOP_LIMIT', 'SELL', 'SELL_STOP_LIMIT'],
	] as const)('a %s %s is a %s', (type, side, expected) => {
		const pending = { ...send, action: 'PENDING', type, side } as const;
		expect(orderSendOf(place, pending, facts('MARKET', 3))?.type).toBe(wireEnums.OrderType[expected]);
	});
	test('amends a day order as a day order, and names it by its ticket', () => {
		const amend = { ...send, action: 'MODIFY', tif: 'DAY', orderTicket: 77n } as const;
		const { OrderAction, TimeType } = wireEnums;
		expect(orderSendOf(place, amend, facts('MARKET', 3))).toMatchObject({ action: OrderAction.MODIFY, order: 77n, timeType: TimeType.DAY });
	});
	test('tells the expiry in whole seconds of the broker’s clock, when it places and when it amends', () => {
		const { TimeType } = wireEnums;
		const until = { type: 'LIMIT', tif: 'GTD', expiresAtMs: 1_700_000_000_999 } as const;
		for (const action of ['PENDING', 'MODIFY'] as const)
			expect(orderSendOf(place, { ...send, ...until, action }, facts('MARKET', 3))).toMatchObject({
				timeType: TimeType.SPECIFIED,
				expirationSec: 1_700_007_200n,
			});
	});
	test('gives a stop-limit both its prices', () => {
		const both = { ...send, action: 'PENDING', type: 'STOP_LIMIT', price: 199_000, limitPrice: 200_000 } as const;
		expect(orderSendOf(place, both, facts('MARKET', 3))).toMatchObject({ price: 1_990, stopLimit: 2_000 });
	});
	test('closes two positions by each other, naming both', () => {
		const closeBy = { ...send, action: 'CLOSE_BY', positionByTicket: 5n } as const;
		const { OrderAction, OrderType } = wireEnums;
		const pair = { position: 4n, positionBy: 5n };
		expect(orderSendOf(place, closeBy, facts('MARKET', 3))).toMatchObject({
			action: OrderAction.CLOSE_BY,
			type: OrderType.CLOSE_BY,
			...pair,
		});
	});
	test('in an instrument the broker does not have is not made', () => {
		expect(orderSendOf(place, { ...send, instrumentId: 1 }, facts('MARKET', 3))).toBeUndefined();
	});
	test.each([
		['PENDING', 'GTC', 'MARKET', 3, 'RETURN'],
		['DEAL', 'IOC', 'MARKET', 3, 'IOC'],
		['DEAL', 'FOK', 'MARKET', 3, 'FOK'],
		['DEAL', 'IOC', 'MARKET', 1, 'FOK'],
		['DEAL', 'FOK', 'MARKET', 2, 'IOC'],
		['DEAL', 'GTC', 'MARKET', 2, 'IOC'],
		['DEAL', 'GTC', 'MARKET', 0, 'FOK'],
		['DEAL', 'GTC', 'INSTANT', 2, 'FOK'],
		['DEAL', 'GTC', 'REQUEST', 0, 'FOK'],
		['DEAL', 'GTC', 'EXCHANGE', 0, 'RETURN'],
	] as const)('%s %s in %s execution with mask %d is filled %s', (action, tif, mode, mask, expected) => {
		expect(fillingOf({ ...send, action, tif }, facts(mode, mask))).toBe(wireEnums.Filling[expected]);
	});
});
