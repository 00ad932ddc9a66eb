import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createLineControl } from '../src/modules/demo/line.ts';

let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

/** A line process with one terminal; says how often it was asked. */
async function startLine() {
	let state = 'up';
	let asked = 0;
	const server = createServer(async (request, response) => {
		if (request.method === 'PUT') {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			state = (JSON.parse(Buffer.concat(chunks).toString()) as { state: string }).state;
		} else asked += 1;
		response.end(JSON.stringify([{ server: 'S', login: '7', state }]));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	close = () =>
		new Promise((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	return { line: createLineControl({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't' }), asked: () => asked };
}

test('many who ask at once are one question, and what was set is seen by the next', async () => {
	const { line, asked } = await startLine();
	const all = await Promise.all(Array.from({ length: 20 }, () => line.states()));
	expect(all.map((states) => states?.get('S:7'))).toEqual(Array.from({ length: 20 }, () => 'PLUGGED'));
	expect(asked()).toBe(1);
	expect(await line.set(7n, 'UNPLUGGED')).toBe(true);
	expect((await line.states())?.get('S:7')).toBe('UNPLUGGED');
	expect(asked()).toBe(2);
});
