import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { nextHead, ResultText, textFrame } from '../src/server/frame.ts';
import { Peer } from '../src/server/peer.ts';

describe('frames made once for many sockets', () => {
	test('a client reads them as it reads the library’s own, of any length, between those', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		const sockets = new WebSocketServer({ noServer: true });
		const texts = [0, 1, 125, 126, 65_535, 65_536, 200_000].map((length) => 'é'.repeat(length / 2) + 'x'.repeat(length % 2));
		server.on('upgrade', (request, line, head) =>
			sockets.handleUpgrade(request, line, head, (socket) => {
				for (const text of texts) {
					line.write(textFrame([Buffer.from(text)]));
					socket.send(`after ${text.length}`);
				}
				socket.close(1000);
			}),
		);
		await once(server, 'listening');
		const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
		const heard: string[] = [];
		client.on('message', (data) => heard.push(String(data)));
		await once(client, 'close');
		server.close();
		expect(heard).toEqual(texts.flatMap((text) => [text, `after ${text.length}`]));
	});

	const read = (frame: Buffer): unknown => JSON.parse(frame.subarray(frame[1] === 127 ? 10 : frame[1] === 126 ? 4 : 2).toString());
	const ids = ['1', 'two', 'two', '1', 'a "quoted" one', 'é'.repeat(200), 'x'.repeat(120), 'last'];

	test('each socket gets the result under the id that it gave', () => {
		for (const note of ['', 'é'.repeat(50), 'x'.repeat(70_000)]) {
			const text = new ResultText(JSON.stringify({ data: { note } }));
			const own = ids.map((id) => text.ownFrame(nextHead(id)));
			for (const id of ids) expect(read(text.frame(nextHead(id)))).toEqual({ id, type: 'next', payload: { data: { note } } });
			expect(own.map(read)).toEqual(ids.map((id) => ({ id, type: 'next', payload: { data: { note } } })));
		}
	});

	test('a frame that is not written whole yet stays as it is, whoever gets the result next', () => {
		const text = new ResultText('{"data":{"n":1}}');
		const frames = ids.map((id) => {
			const frame = text.frame(nextHead(id));
			text.keep();
			return frame;
		});
		expect(frames.map(read)).toEqual(ids.map((id) => ({ id, type: 'next', payload: { data: { n: 1 } } })));
	});

	test('readers of any pace get every message whole though all are written from the same memory', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		const sockets = new WebSocketServer({ noServer: true });
		const lines: { readonly peer: Peer; readonly head: string }[] = [];
		server.on('upgrade', (request, line, head) =>
			sockets.handleUpgrade(request, line, head, (socket) => {
				const peer = new Peer(socket, line, { request, sourceIp: '127.0.0.1', onFailure: () => undefined });
				lines.push({ peer, head: nextHead(`id ${lines.length}`) });
			}),
		);
		await once(server, 'listening');
		const heard: string[][] = [];
		const clients = Array.from({ length: 8 }, (_, n) => {
			const own: string[] = [];
			heard.push(own);
			const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
			client.on('message', (data) => own.push(String(data)));
			// Half of them read nothing for now, so that what is written to them stays half written.
			client.on('open', () => n % 2 === 0 && client.pause());
			return client;
		});
		await expect.poll(() => lines.length, { timeout: 30_000 }).toBe(8);
		await expect.poll(() => clients.every((client) => client.readyState === client.OPEN), { timeout: 30_000 }).toBe(true);
		const wanted: string[] = [];
		let isKept = false;
		for (let n = 0; n < 40; n += 1) {
			const note = `${n} ${String.fromCharCode(97 + (n % 26)).repeat(200_000)}`;
			const text = new ResultText(JSON.stringify({ data: note }));
			wanted.push(note);
			for (const { peer, head } of lines) {
				if (peer.write(text.frame(head))) continue;
				text.keep();
				isKept = true;
			}
		}
		expect(isKept).toBe(true);
		for (const client of clients) client.resume();
		await expect.poll(() => heard.map(({ length }) => length), { timeout: 30_000 }).toEqual(heard.map(() => wanted.length));
		const heads = new Set<string>();
		for (const own of heard) {
			const read = own.map((one) => JSON.parse(one) as { id: string; payload: { data: string } });
			for (const { id } of read) heads.add(id);
			expect(new Set(read.map(({ id }) => id)).size).toBe(1);
			expect(read.every(({ payload }, n) => payload.data === wanted[n])).toBe(true);
		}
		expect(heads.size).toBe(8);
		for (const client of clients) client.terminate();
		server.close();
	});

	test('what is told in one turn arrives in its order, before whatever the library writes after it', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		const sockets = new WebSocketServer({ noServer: true });
		const wanted = Array.from({ length: 300 }, (_, n) => `event ${n}`);
		server.on('upgrade', (request, line, head) =>
			sockets.handleUpgrade(request, line, head, async (socket) => {
				const peer = new Peer(socket, line, { request, sourceIp: '127.0.0.1', onFailure: () => undefined });
				for (const text of wanted) await peer.told(textFrame([Buffer.from(text)]));
				await peer.send('complete');
				socket.close(1000);
			}),
		);
		await once(server, 'listening');
		const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
		const heard: string[] = [];
		client.on('message', (data) => heard.push(String(data)));
		await once(client, 'close');
		server.close();
		expect(heard).toEqual([...wanted, 'complete']);
	});
});
