import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { loadNative } from '@meridian/native';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Connection } from '../src/net/connection.ts';
import { openPolledNet, type PolledNet } from '../src/net/polled-net.ts';

const ways = [
	{ name: 'the addon', env: process.env },
	{ name: 'Node alone', env: { MERIDIAN_NATIVE: 'off' } },
];

describe.each(ways)('the engine thread’s sockets by $name', ({ env }) => {
	let net: PolledNet;
	const clients: Socket[] = [];
	afterEach(() => {
		for (const client of clients.splice(0)) client.destroy();
		net.close();
	});

	async function listen(
		serve: (connection: Connection) => void,
		atRest?: Parameters<typeof openPolledNet>[1]['atRest'],
	): Promise<() => Promise<Socket>> {
		net = openPolledNet(loadNative({ env }), { spinUs: 0, ...(atRest && { atRest }) });
		const port = await net.listen(0, serve);
		return async () => {
			const client = connect(port, '127.0.0.1');
			clients.push(client);
			client.on('error', () => undefined);
			await once(client, 'connect');
			return client;
		};
	}
	const echo = (connection: Connection): void => void connection.on('data', (chunk) => connection.write(Buffer.from(chunk)));

	test('many lines at once get their own bytes back', async () => {
		const open = await listen(echo);
		const sockets = await Promise.all(Array.from({ length: 50 }, open));
		const heard = sockets.map((socket) => {
			let text = '';
			socket.on('data', (chunk) => (text += chunk));
			return () => text;
		});
		for (let round = 0; round < 20; round++) sockets.forEach((socket, i) => void socket.write(`${i}.${round};`));
		await vi.waitFor(() => {
			heard.forEach((text, i) => void expect(text()).toBe(Array.from({ length: 20 }, (_, round) => `${i}.${round};`).join('')));
		}, 10_000);
	});

	test('a line in bulk is read more of at once, and another as before', async () => {
		const chunks = new Map<string, number[]>();
		const open = await listen((connection) => {
			let name = '';
			connection.on('data', (chunk) => {
				if (name === '') {
					name = chunk.toString('latin1', 0, 1);
					chunks.set(name, []);
					if (name === 'b') connection.readInBulk?.();
				}
				chunks.get(name)?.push(chunk.length);
			});
		});
		for (const name of ['a', 'b']) (await open()).write(Buffer.alloc(500_000, name));
		const bytesOf = (name: string): number => (chunks.get(name) ?? []).reduce((sum, length) => sum + length, 0);
		await vi.waitFor(() => expect([bytesOf('a'), bytesOf('b')]).toEqual([500_000, 500_000]));
		const largest = (name: string): number => Math.max(...(chunks.get(name) ?? []));
		expect(largest('a')).toBe(4_096);
		expect(largest('b')).toBe(16_384);
	});

	test.runIf(env.MERIDIAN_NATIVE !== 'off')(
		'what is to be done at rest is done when nothing is left to read, and only where it is due',
		async () => {
			let unread = 0;
			let heard = 0;
			let isDue = false;
			const leftAtRest: number[] = [];
			const serve = (connection: Connection): void => {
				connection.on('data', (chunk) => {
					heard += chunk.length;
					unread -= chunk.length;
				});
			};
			const open = await listen(serve, { isDue: () => isDue, act: () => leftAtRest.push(unread) });
			const client = await open();
			client.write('first');
			unread = 5;
			await vi.waitFor(() => expect(heard).toBe(5));
			expect(leftAtRest).toEqual([]);
			isDue = true;
			await vi.waitFor(() => expect(leftAtRest.length).toBeGreaterThan(0));
			expect(leftAtRest.every((left) => left === 0)).toBe(true);
		},
	);

	test('stopped, it takes no line and ends those that are there, and another thread may still wake it', async () => {
		const open = await listen(echo);
		const client = await open();
		const gone = new Promise((resolve) => client.on('close', resolve));
		net.stop();
		await gone;
		await expect(open()).rejects.toThrow(/ECONNREFUSED/);
		// The journal's flusher does, as long as it has something to keep.
		expect(() => loadNative({ env }).wake(net.waker)).not.toThrow();
	});

	test('more than the system takes at once is kept, told, and arrives whole when the peer reads on', async () => {
		let line: Connection | undefined;
		const open = await listen((connection) => {
			line = connection;
		});
		const client = await open();
		client.pause();
		await vi.waitFor(() => expect(line).toBeDefined());
		const piece = Buffer.alloc(1024 * 1024, 7);
		for (let i = 0; i < 32; i++) line?.write(piece);
		await vi.waitFor(() => expect(line?.writableLength).toBeGreaterThan(0));
		let received = 0;
		client.on('data', (chunk) => (received += chunk.length));
		client.resume();
		await vi.waitFor(() => expect(received).toBe(32 * piece.length), 20_000);
		expect(line?.writableLength).toBe(0);
	});

	test('end closes after the last byte, and the close is told', async () => {
		let closed = 0;
		const open = await listen((connection) => {
			connection.on('close', () => (closed += 1));
			connection.write(Buffer.from('goodbye'));
			connection.end();
			connection.write(Buffer.from('too late'));
		});
		const client = await open();
		let text = '';
		client.on('data', (chunk) => (text += chunk));
		await once(client, 'end');
		expect(text).toBe('goodbye');
		await vi.waitFor(() => expect(closed).toBe(1));
	});

	test('a peer that goes away is noticed, and writing to it harms nobody', async () => {
		const lines: Connection[] = [];
		let closed = 0;
		const open = await listen((connection) => {
			lines.push(connection);
			connection.on('close', () => (closed += 1));
			echo(connection);
		});
		const [gone, stays] = [await open(), await open()];
		await vi.waitFor(() => expect(lines).toHaveLength(2));
		gone.destroy();
		await vi.waitFor(() => expect(closed).toBe(1));
		for (const line of lines) line.write(Buffer.from('x'));
		const [chunk] = await once(stays, 'data');
		expect(String(chunk)).toBe('x');
	});

	test('timers and other threads’ messages get their turn while lines are busy', async () => {
		const open = await listen(echo);
		const client = await open();
		client.on('data', (chunk) => client.write(chunk));
		client.write('round and round');
		let ticks = 0;
		const timer = setInterval(() => (ticks += 1), 5);
		await vi.waitFor(() => expect(ticks).toBeGreaterThan(10));
		clearInterval(timer);
	});

	test.each([
		{ spinUs: 0, idle: { timeoutMs: 4, spinUs: 0 } },
		{ spinUs: 300, idle: { timeoutMs: 4, spinUs: 300 } },
		{ spinUs: 10_000, idle: { timeoutMs: 0, spinUs: 4_000 } },
	])(
		'looks for $spinUs us before it sleeps, of what may be late no longer than it would sleep, and then not at all',
		async ({ spinUs, idle }) => {
			const native = loadNative({ env });
			const waits: { timeoutMs: number; spinUs?: number }[] = [];
			const createPoller = () => {
				const poller = native.createPoller();
				const { poll } = poller;
				poller.poll = (how) => {
					waits.push(how);
					return poll(how);
				};
				return poller;
			};
			net = openPolledNet({ ...native, createPoller }, { spinUs });
			const client = connect(await net.listen(0, echo), '127.0.0.1');
			clients.push(client);
			client.write('still served');
			const [chunk] = await once(client, 'data');
			expect(String(chunk)).toBe('still served');
			await vi.waitFor(() => expect(waits.at(-1)).toEqual(idle));
			// After news it looks for more a short while, so that timers get their turn.
			if (native.kind === 'addon') expect(waits).toContainEqual({ timeoutMs: 0, spinUs: Math.min(spinUs, 200) });
		},
	);

	test('a taken port is an error that names it', async () => {
		net = openPolledNet(loadNative({ env }), { spinUs: 0 });
		const port = await net.listen(0, echo);
		await expect(net.listen(port, echo)).rejects.toThrow(new RegExp(`${port}`));
	});
});
