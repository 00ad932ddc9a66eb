import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { readOptions } from '../src/live/options.ts';
import { difference, machineMs, processorTimes } from '../src/live/processors.ts';
import { openWire } from '../src/live/wire.ts';

describe('the load of live data', () => {
	test('a smaller run is asked for by flags, or by the environment; what is no number is refused with words', () => {
		expect(readOptions(['live'], {})).toEqual({ sockets: 10_000, seconds: 60, tenants: 4 });
		expect(readOptions(['live', '--sockets', '500', '--tenants', '2'], { MERIDIAN_BENCH_SECONDS: '9' })).toEqual({
			...{ sockets: 500, seconds: 9, tenants: 2 },
		});
		expect(() => readOptions(['live', '--sockets', 'many'], {})).toThrow(/--sockets.*whole numbers/);
		expect(() => readOptions(['live', '--tenants', '0'], {})).toThrow(/tenants/);
	});

	test.skipIf(process.platform !== 'linux')('a process that works is seen to, and so is the machine it works on', () => {
		const [before, machineBefore, own] = [processorTimes(process.pid), machineMs(), process.cpuUsage()];
		// 100 ms of its own, however long others keep it waiting.
		for (let worked = 0; worked < 100_000; ) {
			const { user, system } = process.cpuUsage(own);
			worked = user + system;
		}
		const { userMs, systemMs, waitedMs } = difference(processorTimes(process.pid), before);
		expect(userMs + systemMs).toBeGreaterThanOrEqual(80);
		expect(machineMs() - machineBefore).toBeGreaterThanOrEqual(50);
		expect(waitedMs).toBeGreaterThanOrEqual(0);
		expect(() => processorTimes(2 ** 30)).toThrow('ENOENT');
	});

	test('its sockets count what a WebSocket server sends, read what they are to read, answer pings, and tell how they ended', async () => {
		const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'graphql-transport-ws' });
		await once(server, 'listening');
		const texts = [0, 1, 125, 126, 65_535, 65_536, 300_000].map((length) => 'x'.repeat(length));
		const said: string[] = [];
		let pongs = 0;
		server.on('connection', (socket) => {
			socket.on('pong', () => {
				pongs += 1;
			});
			socket.on('message', (data) => {
				said.push(String(data).slice(0, 5));
				for (const text of texts) {
					socket.send(text);
					socket.ping('are you there');
				}
				if (said.length === 4) for (const one of server.clients) one.close(1012, 'elsewhere');
			});
		});
		const target = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, path: '/graphql' };
		const ended: Promise<number>[] = [];
		const heard = await Promise.all(
			[true, false, true, false].map(async (wantsText) => {
				const seen = { wantsText, bytes: [] as number[], texts: [] as string[] };
				const { promise, resolve } = Promise.withResolvers<number>();
				ended.push(promise);
				const wire = await openWire(target, {
					wantsText,
					onMessage(bytes, text) {
						seen.bytes.push(bytes);
						seen.texts.push(text);
					},
					onClose: resolve,
				});
				wire.send(`hello${'!'.repeat(200)}`);
				return seen;
			}),
		);
		expect(await Promise.all(ended)).toEqual([1012, 1012, 1012, 1012]);
		server.close();
		for (const seen of heard) {
			expect(seen.bytes).toEqual(texts.map(({ length }) => length));
			expect(seen.texts).toEqual(seen.wantsText ? texts : texts.map(() => ''));
		}
		expect(said).toEqual(['hello', 'hello', 'hello', 'hello']);
		expect(pongs).toBe(4 * texts.length);
	});
});
