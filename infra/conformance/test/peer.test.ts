import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { Peer } from '../src/peer.ts';
import { Recorder } from '../src/report.ts';

const host = '127.0.0.1';

test('two free ports, one after the other, are found however many look for them at once', async () => {
	const peers = await Promise.all(Array.from({ length: 400 }, () => Peer.listen(new Recorder(), { host, port: 0 })));
	expect(new Set(peers.flatMap(({ port }) => [port, port + 1])).size).toBe(800);
	await Promise.all(peers.map((peer) => peer.close()));
});

test('where the port after the one that was asked for is taken, that is told, and nothing stays open', async () => {
	const found = await Peer.listen(new Recorder(), { host, port: 0 });
	const { port } = found;
	await found.close();
	const [own, next] = [createServer(), createServer()];
	await once(next.listen(port + 1, host), 'listening');
	await expect(Peer.listen(new Recorder(), { host, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	await once(own.listen(port, host), 'listening');
	own.close();
	next.close();
});
