import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { nextHead, ResultText, textFrame } from '../src/server/frame.ts';

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

	test('each socket gets the result under the id that it gave', () => {
		const text = new ResultText('{"data":{"n":1}}');
		const read = (id: string): unknown => {
			const frame = text.frame(nextHead(id));
			return JSON.parse(frame.subarray(frame[1] === 126 ? 4 : 2).toString());
		};
		for (const id of ['1', 'two', '1', 'a "quoted" one', 'é'.repeat(200)])
			expect(read(id)).toEqual({ id, type: 'next', payload: { data: { n: 1 } } });
	});
});
