import type { AccountConfig, InstrumentConfig } from '@meridian/core';
import { accountLimits } from '@meridian/core/testing';
import { columnsOver, TickBatch } from '@meridian/market-data';
import { describe, expect, test } from 'vitest';
import { TickOutbox } from '../src/market/outbox.ts';
import type { AccountPlace } from '../src/venue/symbols.ts';

const instrument = {
	instrumentId: 1,
	symbol: 'EURUSD',
	priceDigits: 5,
	qtyDigits: 2,
	baseCurrency: 'EUR',
	quoteCurrency: 'USD',
	active: true,
	brokerSymbols: [],
} satisfies InstrumentConfig;
function placeOf(tenantId: number, accountId: number, server = 'Broker-Live'): AccountPlace {
	const account: AccountConfig = {
		...{ accountId, name: 'a', mode: 'HEDGING', currency: 'USD', currencyDigits: 2, server, login: BigInt(accountId), active: true },
		limits: accountLimits(),
	};
	return { tenantId, account, bySymbol: new Map(), symbolOf: new Map(), instruments: new Map() };
}
const tick = (bid: number, more: object = {}) => ({ instrument, bid, ask: bid + 0.00002, last: 0, flags: 6, venueAtMs: 1_000, ...more });
function read(outbox: TickOutbox) {
	const message = outbox.flush();
	if (message === undefined) return { streams: [], ticks: [] };
	const batch = new TickBatch(columnsOver(message.memory, { offset: 0, capacity: message.rows }));
	batch.length = message.rows;
	return { streams: message.streams, ticks: [...batch].map(({ instrumentId, bid, receivedMs }) => [instrumentId, bid, receivedMs]) };
}

describe('ticks on their way out of the engine thread', () => {
	test('are of one stream for each tenant, server and instrument, which is told once', () => {
		const outbox = new TickOutbox();
		const places = [placeOf(1, 1), placeOf(2, 1), placeOf(1, 2, 'Other-Live')];
		for (const [n, place] of places.entries()) outbox.add(place, tick(1.1 + n / 1_000), 5);
		const first = read(outbox);
		expect(first.streams.map(({ tenantId, server, instrumentId }) => [tenantId, server, instrumentId])).toEqual([
			[1, 'Broker-Live', 1],
			[2, 'Broker-Live', 1],
			[1, 'Other-Live', 1],
		]);
		expect(first.ticks).toEqual([
			[0, 110_000, 5],
			[1, 110_100, 5],
			[2, 110_200, 5],
		]);
		outbox.add(places[1] ?? placeOf(2, 1), tick(1.3), 6);
		// A terminal that comes back has a new place and the same stream.
		outbox.add(placeOf(1, 1), tick(1.4), 7);
		expect(read(outbox)).toEqual({
			streams: [],
			ticks: [
				[1, 130_000, 6],
				[0, 140_000, 7],
			],
		});
		expect(outbox.flush()).toBeUndefined();
	});

	test('of two terminals of a tenant at one server come from the one that spoke first, until it falls silent', () => {
		const outbox = new TickOutbox();
		const [first, second] = [placeOf(1, 1), placeOf(1, 2)];
		outbox.add(first, tick(1.1), 0);
		outbox.add(second, tick(1.2), 9_999);
		outbox.add(second, tick(1.3), 10_000);
		outbox.add(first, tick(1.4), 10_001);
		expect(read(outbox).ticks.map(([, bid]) => bid)).toEqual([110_000, 130_000]);
	});

	test('crossed and zero prices go through to be counted; a price with too many digits is counted here', () => {
		const outbox = new TickOutbox();
		outbox.add(placeOf(1, 1), tick(0, { ask: 0 }), 0);
		outbox.add(placeOf(1, 1), tick(1.2, { ask: 1.1 }), 0);
		outbox.add(placeOf(1, 1), tick(1.1234567), 0);
		expect([read(outbox).ticks.length, outbox.unfit]).toEqual([2, 1]);
	});
});
