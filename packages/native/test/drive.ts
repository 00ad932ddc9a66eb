import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAddon } from '../src/addon.ts';
import { buildAddon } from '../src/build.ts';
import { gone, type MappedFile, type Native, type Poller } from '../src/types.ts';

/**
 * Drives the sanitized addon with random and wrong calls; the sanitizers end the process at the first fault. Run by
 * sanitize.long.test.ts: node drive.ts SEED ROUNDS.
 */
const [seedText, roundsText] = process.argv.slice(2);
let seed = Number(seedText);
const rounds = Number(roundsText);
/** A small linear congruential generator: the same calls for the same seed. */
const random = (below: number): number => {
	seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
	return Math.floor((seed / 2 ** 32) * below);
};
const native: Native = loadAddon(buildAddon({ sanitize: true }));
const dir = mkdtempSync(join(tmpdir(), 'meridian-drive-'));
const strange: readonly unknown[] = [-1, 0.5, Number.NaN, Infinity, 2 ** 53, 2 ** 31, 'x', null, undefined, {}, new Float64Array(2), 1n];
let refused = 0;

/** What is refused must throw; anything worse ends the process. */
function attempt(work: () => unknown): void {
	try {
		work();
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		refused += 1;
	}
}
const place = (size: number): never => (random(4) === 0 ? strange[random(strange.length)] : random(size + 10)) as never;
const bytes = (): never => (random(8) === 0 ? strange[random(strange.length)] : new Uint8Array(random(300))) as never;

function driveFile(round: number): void {
	const path = join(dir, `file-${round}`);
	const size = 1 + random(20_000);
	native.allocateFile(path, { sizeBytes: size, leaveFreeBytes: 0 });
	const file: MappedFile = native.mapFile(path);
	for (let i = 0; i < 50; i++) {
		attempt(() => file.write(place(size), bytes()));
		attempt(() => file.read(place(size), bytes()));
		attempt(() => file.touch(place(size), place(size)));
		if (random(100) === 0) file.close();
	}
	if (random(2) === 0) file.close(); // the others are left to the garbage collector
	attempt(() => native.allocateFile(place(1), { sizeBytes: place(10), leaveFreeBytes: place(10) }));
	attempt(() => native.mapFile(place(1)));
	attempt(() => native.pinThread(strange[random(strange.length)] as never));
	rmSync(path);
}

async function drivePoller(): Promise<void> {
	const poller: Poller = native.createPoller();
	const { id: listener, port } = await poller.listen('127.0.0.1', 0);
	const clients: Socket[] = [];
	const ids: number[] = [];
	for (let i = 0; i < 60; i++) {
		if (random(3) === 0) {
			const client = connect(port, '127.0.0.1');
			client.on('error', () => undefined);
			client.on('data', () => undefined);
			clients.push(client);
		}
		await new Promise((resolve) => setImmediate(resolve));
		const client = clients[random(clients.length + 1)];
		if (client?.writable) client.write(Buffer.alloc(random(5_000)));
		if (random(20) === 0) client?.resetAndDestroy();
		const count = await poller.poll({ timeoutMs: random(3), spinUs: random(50) });
		for (let event = 0; event < count; event++) {
			const id = poller.events[event * 2] ?? -1;
			if (id === listener) ids.push(poller.accept(listener));
			else if (poller.read(id, new Uint8Array(random(8_000)), 0) === gone) poller.close(id);
		}
		const id = (ids[random(ids.length + 1)] ?? random(40)) as number;
		attempt(() => poller.read(id, bytes(), place(300)));
		attempt(() => poller.write(id, bytes(), place(300)));
		attempt(() => poller.watchRoom(id, random(2) === 0));
		attempt(() => poller.accept(place(10)));
		if (random(15) === 0) attempt(() => poller.close(id));
		native.wake(poller.waker);
	}
	for (const client of clients) client.destroy();
	poller.closeAll();
	attempt(() => poller.poll({ timeoutMs: 0 }));
}

for (let round = 0; round < rounds; round++) {
	driveFile(round);
	await drivePoller();
}
rmSync(dir, { recursive: true });
process.stdout.write(`driven ${rounds} rounds, ${refused} calls refused\n`);
