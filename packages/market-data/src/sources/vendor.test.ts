import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import {
	emptyTick,
	generatedTicks,
	Registry,
	type Tick,
	TickBatch,
	tickFlags,
	type VendorConfig,
	VendorQuotes,
	vendorConfig,
	vendorSource,
} from '../index.ts';

function registry(): Registry {
	const made = new Registry();
	made.instrument({ symbol: 'EURUSD', priceDigits: 5, qtyDigits: 2 });
	made.instrument({ symbol: 'XAUUSD', priceDigits: 2 });
	made.venue({ venue: 'VENDOR' });
	return made;
}
const config = (more: Partial<VendorConfig> = {}): VendorConfig => ({
	venue: 'VENDOR',
	url: 'ws://127.0.0.1:1/',
	symbols: { 'EUR/USD': 'EURUSD', 'XAU/USD': 'XAUUSD' },
	quotes: 'data.rows',
	only: { path: 'type', equals: 'quotes' },
	fields: { symbol: 's', time: 't', bid: 'best.b', ask: 'best.a', bidSize: 'size' },
	...more,
});
const read = (texts: readonly string[], more: Partial<VendorConfig> = {}) => {
	const quotes = new VendorQuotes(vendorConfig.parse(config(more)), registry());
	const batch = new TickBatch();
	for (const text of texts) quotes.read(text, batch, 99);
	return { quotes, ticks: [...batch] };
};
const message = (...rows: unknown[]) => JSON.stringify({ type: 'quotes', data: { rows } });

describe('a vendor’s messages', () => {
	test('become ticks by the mapping: nested fields, lists, numbers and decimal texts', () => {
		const { ticks, quotes } = read([
			message(
				{ s: 'EUR/USD', t: 1_000.5, best: { b: 1.1, a: '1.10002' }, size: 1.25 },
				{ s: 'XAU/USD', t: '2000', best: { b: '1900.5', a: 1900.75 } },
			),
		]);
		const common = { ...emptyTick, receivedMs: 99, flags: tickFlags.quote };
		expect(ticks).toEqual([
			{ ...common, timeMs: 1_000, timeNs: 500_000, bid: 110_000, ask: 110_002, bidSize: 125 },
			{ ...common, instrumentId: 1, timeMs: 2_000, bid: 190_050, ask: 190_075 },
		]);
		expect(quotes.counts).toEqual({ messages: 1, ticks: 2, others: 0, unknownSymbols: 0, bad: 0 });
	});

	test.each([
		['s', 1.5, 1_500, 0],
		['us', 1_500_250, 1_500, 250_000],
		['ns', '1399334400158000123', 1_399_334_400_158, 123],
		['iso', '2014-05-06T00:00:00.158000123Z', 1_399_334_400_158, 123],
		['iso', '2014-05-05T19:00:00.158-05:00', 1_399_334_400_158, 0],
	] as const)('times in %s: %j', (timeUnit, t, timeMs, timeNs) => {
		expect(read([message({ s: 'EUR/USD', t, best: { b: 1, a: 1 } })], { timeUnit }).ticks[0]).toMatchObject({ timeMs, timeNs });
	});

	test('what does not fit is counted by kind, the first is kept, and nothing is made of it', () => {
		const good = { s: 'EUR/USD', t: 1, best: { b: 1, a: 1 } };
		const { ticks, quotes } = read([
			'{"type":"heartbeat"}',
			message({ ...good, s: 'NOWHERE' }),
			message({ ...good, t: 'now' }),
			'{{',
			message({ ...good, best: { b: 1.123456, a: 2 } }),
			message({ ...good, best: { b: 1 } }),
			message(null, 7, 'x'),
			message({ ...good, s: '__proto__' }),
		]);
		expect(ticks).toEqual([]);
		expect(quotes.counts).toEqual({ messages: 8, ticks: 0, others: 5, unknownSymbols: 2, bad: 3 });
		expect(quotes.firstBad).toMatchObject({ reason: 'no time' });
	});

	test('a time without its offset is refused', () => {
		expect(read([message({ s: 'EUR/USD', t: '2014-05-06T00:00:00', best: { b: 1, a: 1 } })], { timeUnit: 'iso' }).quotes.counts.bad).toBe(
			1,
		);
	});

	test('no text, however odd, breaks the reader', () => {
		const row = fc.record({ s: fc.constantFrom('EUR/USD', 'XAU/USD', 'x'), t: fc.anything(), best: fc.anything(), size: fc.anything() });
		fc.assert(
			fc.property(
				fc.array(
					fc.oneof(
						fc.string(),
						fc.json(),
						fc.array(row).map((rows) => JSON.stringify({ type: 'quotes', data: { rows } })),
					),
				),
				(texts) => {
					const { ticks, quotes } = read(texts);
					expect(quotes.counts.messages).toBe(texts.length);
					expect(quotes.counts.ticks).toBe(ticks.length);
				},
			),
		);
	});

	test('a mapping to an instrument that does not exist, and an address that is none of a WebSocket, are refused', () => {
		expect(() => vendorSource(config({ symbols: { X: 'NOWHERE' } }), { registry: registry(), nowMs: () => 0 })).toThrow(
			/X is to be NOWHERE/,
		);
		expect(() => vendorConfig.parse(config({ url: 'http://127.0.0.1/' }))).toThrow();
	});
});

describe('a vendor’s line', () => {
	const servers: WebSocketServer[] = [];
	afterEach(() => {
		for (const server of servers.splice(0)) {
			for (const client of server.clients) client.terminate();
			server.close();
		}
	});
	async function serve(onLine: (socket: WebSocket, line: number, header: string | undefined) => void): Promise<string> {
		const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
		servers.push(server);
		let lines = 0;
		server.on('connection', (socket, request) => onLine(socket, lines++, request.headers['x-key']?.toString()));
		await once(server, 'listening');
		return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	}
	/** Runs the source until so many ticks have come. */
	async function take(count: number, more: Partial<VendorConfig>) {
		const abort = new AbortController();
		const troubles: string[] = [];
		const source = vendorSource(config({ retryMs: 5, ...more }), {
			registry: registry(),
			nowMs: () => 7,
			onTrouble: (reason) => troubles.push(reason),
		});
		const ticks: Tick[] = [];
		await source.run((batch) => {
			ticks.push(...batch);
			if (ticks.length >= count) abort.abort();
		}, abort.signal);
		return { ticks, source, troubles };
	}
	const quote = (t: number) => message({ s: 'EUR/USD', t, best: { b: 1, a: 2 } });

	test('subscribes, is made anew when it breaks, and subscribes again', async () => {
		const asked: unknown[] = [];
		const url = await serve((socket, line, key) => {
			socket.on('message', (data) => {
				asked.push([line, key, JSON.parse(String(data))]);
				socket.send(quote(line));
				socket.send('no json');
				if (line === 0) socket.close();
				else socket.send(quote(9));
			});
		});
		const { ticks, source } = await take(3, { url, subscribe: [{ op: 'subscribe' }], headers: { 'x-key': 'secret' } });
		expect(asked).toEqual([0, 1].map((line) => [line, 'secret', { op: 'subscribe' }]));
		expect(ticks.map(({ timeMs }) => timeMs)).toEqual([0, 1, 9]);
		expect(source.reconnects).toBe(1);
		expect(source.quotes.counts.bad).toBeGreaterThan(0);
	});

	test('that falls silent is made anew', async () => {
		const url = await serve((socket, line) => {
			if (line === 1) socket.send(quote(5));
		});
		const { troubles } = await take(1, { url, silenceMs: 50 });
		expect(troubles.join()).toMatch(/said nothing for 50 ms/);
	});

	test('whose ticks can’t be taken ends with that error', async () => {
		const url = await serve((socket) => socket.send(quote(5)));
		const source = vendorSource(config({ url }), { registry: registry(), nowMs: () => 7 });
		await expect(
			source.run(() => {
				throw new Error('the disk is full');
			}, new AbortController().signal),
		).rejects.toThrow('the disk is full');
	});
});

test('the generator gives the same ticks for the same seed, and stops when asked', async () => {
	const made = registry();
	const run = async (seed: number, stopAfter = Number.POSITIVE_INFINITY) => {
		const ticks: Tick[] = [];
		const abort = new AbortController();
		const instruments = [
			{ instrumentId: 0, mid: 100_000, halfSpread: 2 },
			{ instrumentId: 1, mid: 190_000, halfSpread: 10 },
		];
		await generatedTicks({ registry: made, venueId: 0, instruments, startMs: 5, count: 100, stepMs: 10, seed, batchTicks: 16 }).run(
			(batch) => {
				ticks.push(...batch);
				if (ticks.length >= stopAfter) abort.abort();
			},
			abort.signal,
		);
		return ticks;
	};
	expect(await run(1)).toHaveLength(100);
	expect(await run(1)).toEqual(await run(1));
	expect(await run(1)).not.toEqual(await run(2));
	expect(await run(1, 20)).toHaveLength(32);
	expect((await run(1)).every(({ bid, ask }) => bid < ask)).toBe(true);
});
