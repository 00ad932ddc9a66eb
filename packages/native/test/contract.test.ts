import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findCompiler } from '../src/build.ts';
import { buildAddon, DiskFull, gone, loadNative, type Native, nodeOnly, type Poller, readable, writable } from '../src/index.ts';

/** Gives a script `native`, the same as here. */
const prelude = (native: Native) => `
	import { loadNative, nodeOnly } from ${JSON.stringify(join(import.meta.dirname, '../src/index.ts'))};
	const native = ${native.kind === 'addon'} ? loadNative() : nodeOnly;`;
const inChild = (native: Native, script: string) =>
	spawnSync(process.execPath, ['--input-type=module', '-e', prelude(native) + script], { encoding: 'utf8' });

/** Patient: other programs may be using the machine. */
const wait = { timeout: 20_000 };

const notes: string[] = [];
const addon = loadNative({ note: (text) => notes.push(text) });
const hasAddon = addon.kind === 'addon';
const hasCompiler = (() => {
	try {
		return process.platform === 'linux' && findCompiler(process.env) !== '';
	} catch {
		return false;
	}
})();

test('the addon runs wherever Linux has a compiler', () => {
	expect(notes).toEqual([hasCompiler ? 'native: the C++ addon' : expect.stringContaining('Node alone')]);
	expect(hasAddon).toBe(hasCompiler);
});

describe.each(hasAddon ? [addon, nodeOnly] : [nodeOnly])('by $kind', (native: Native) => {
	let dir: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'meridian-native-'));
	});
	afterEach(() => rmSync(dir, { recursive: true, force: true }));

	test('the clock never runs back and counts nanoseconds', async () => {
		const first = native.nowNs();
		const wallMs = performance.now();
		await vi.waitFor(() => expect(performance.now() - wallMs).toBeGreaterThan(5), wait);
		const elapsedMs = (native.nowNs() - first) / 1e6;
		expect(elapsedMs).toBeGreaterThan(4.9);
		expect(elapsedMs).toBeLessThan(performance.now() - wallMs + 5);
		for (let i = 0, last = 0; i < 10_000; i++) {
			const now = native.nowNs();
			expect(now >= last).toBe(true);
			last = now;
		}
	});

	test('a thread is pinned to the processor asked for, or it is said that it is not', () => {
		const script = `
			import { readFileSync } from 'node:fs';
			const done = native.pinThread(0);
			const allowed = /Cpus_allowed_list:\\t(.*)/.exec(readFileSync('/proc/thread-self/status', 'utf8'))?.[1];
			process.stdout.write(JSON.stringify({ done, allowed }));`;
		const { done, allowed } = JSON.parse(inChild(native, script).stdout);
		expect(done).toBe(native.kind === 'addon');
		if (done) expect(allowed).toBe('0');
	});

	describe('files', () => {
		const make = (sizeBytes: number) => {
			const path = join(dir, 'file');
			native.allocateFile(path, { sizeBytes, leaveFreeBytes: 0 });
			return path;
		};

		test('are made of zeros, and their blocks are there', () => {
			const path = make(100_000);
			expect(readFileSync(path).equals(Buffer.alloc(100_000))).toBe(true);
			expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(100_000);
		});

		test('hold what was written at random places, seen from outside while they are open', () => {
			const path = make(70_000);
			const file = native.mapFile(path);
			const expected = Buffer.alloc(70_000);
			file.touch(0, 70_000);
			fc.assert(
				fc.property(fc.nat(69_000), fc.uint8Array({ maxLength: 1_000 }), (at, bytes) => {
					file.write(at, bytes);
					expected.set(bytes, at);
					const back = new Uint8Array(bytes.length);
					file.read(at, back);
					expect(back).toEqual(bytes);
					expect(readFileSync(path).equals(expected)).toBe(true);
				}),
			);
			file.close();
		});

		test('refuse a place beyond their end, and every use once closed', () => {
			const file = native.mapFile(make(4_096));
			expect(file.sizeBytes).toBe(4_096);
			expect(() => file.write(4_090, new Uint8Array(7))).toThrow(RangeError);
			expect(() => file.write(-1, new Uint8Array(1))).toThrow(RangeError);
			expect(() => file.read(4_096, new Uint8Array(1))).toThrow(RangeError);
			expect(() => file.touch(0, 4_097)).toThrow(RangeError);
			file.write(4_089, new Uint8Array(7));
			file.close();
			file.close();
			expect(() => file.write(0, new Uint8Array(1))).toThrow(/closed/);
			expect(() => file.read(0, new Uint8Array(1))).toThrow(/closed/);
		});

		test('opened twice they are one file, and each is closed for itself', () => {
			const path = make(4_096);
			const first = native.mapFile(path);
			const second = native.mapFile(path);
			first.write(100, Buffer.from('seen by both'));
			first.close();
			const into = Buffer.alloc(12);
			second.read(100, into);
			expect(into.toString()).toBe('seen by both');
			second.touch(0, 4_096);
			second.read(100, into);
			expect(into.toString()).toBe('seen by both');
			second.close();
			expect(() => second.read(0, into)).toThrow(/closed/);
		});

		test('survive a process that is killed in the middle', () => {
			const path = make(4_096);
			const child = inChild(
				native,
				`const file = native.mapFile(${JSON.stringify(path)});
				file.write(10, Buffer.from('kept by the system'));
				process.kill(process.pid, 'SIGKILL');`,
			);
			expect(child.signal).toBe('SIGKILL');
			expect(readFileSync(path).subarray(10, 28).toString()).toBe('kept by the system');
		});

		test('are refused on a full disk by a clear error, with nothing left behind', () => {
			const { bavail, bsize } = statfsSync(dir);
			const path = join(dir, 'file');
			const ask = () => native.allocateFile(path, { sizeBytes: 1_000_000, leaveFreeBytes: bavail * bsize + 1e9 });
			expect(ask).toThrow(DiskFull);
			expect(ask).toThrow(/the disk is full: 1000000 bytes could not be reserved for .*file\. Free space/);
			expect(readdirSync(dir)).toEqual([]);
		});

		test('never replace one that is there', () => {
			const path = join(dir, 'file');
			writeFileSync(path, 'mine');
			expect(() => native.allocateFile(path, { sizeBytes: 10, leaveFreeBytes: 0 })).toThrow();
			expect(readFileSync(path, 'utf8')).toBe('mine');
		});
	});

	describe('the poller', () => {
		let poller: Poller;
		let listener: { readonly id: number; readonly port: number };
		const clients: Socket[] = [];
		beforeEach(async () => {
			poller = native.createPoller();
			listener = await poller.listen('127.0.0.1', 0);
		});
		afterEach(() => {
			for (const client of clients.splice(0)) client.destroy();
			poller.closeAll();
		});

		/** What is ready, by id. Lets the clients of this same thread have their turn. */
		async function poll(timeoutMs = 5): Promise<Map<number, number>> {
			await new Promise((resolve) => setImmediate(resolve));
			const count = await poller.poll({ timeoutMs });
			return new Map(Array.from({ length: count }, (_, i) => [poller.events[i * 2] ?? 0, poller.events[i * 2 + 1] ?? 0]));
		}
		async function until(id: number, what: number): Promise<void> {
			for (;;) if ((((await poll()).get(id) ?? 0) & what) !== 0) return;
		}
		async function connected(): Promise<{ client: Socket; id: number }> {
			const client = connect(listener.port, '127.0.0.1');
			client.on('error', () => undefined);
			clients.push(client);
			await until(listener.id, readable);
			return { client, id: poller.accept(listener.id) };
		}
		async function readAll(id: number, length: number): Promise<Buffer> {
			const into = Buffer.alloc(length);
			for (let at = 0; at < length; ) {
				await until(id, readable);
				const got = poller.read(id, into, at);
				if (got === gone) throw new Error(`the line ended after ${at} bytes`);
				at += got;
			}
			return into;
		}

		test('accepts a line, reads what it says and answers it', async () => {
			const { client, id } = await connected();
			expect(poller.accept(listener.id)).toBe(-1);
			expect(poller.read(id, new Uint8Array(10))).toBe(0);
			client.write('hello');
			expect((await readAll(id, 5)).toString()).toBe('hello');
			const answers: Buffer[] = [];
			client.on('data', (chunk) => answers.push(chunk));
			expect(poller.write(id, Buffer.from('--world'), 2)).toBe(5);
			await vi.waitFor(() => expect(Buffer.concat(answers).toString()).toBe('world'), wait);
		});

		test('tells again what was not read', async () => {
			const { client, id } = await connected();
			client.write('abc');
			await until(id, readable);
			const one = new Uint8Array(1);
			expect(poller.read(id, one)).toBe(1);
			await until(id, readable);
			expect(poller.read(id, one)).toBe(1);
			expect(Buffer.from(one).toString()).toBe('b');
		});

		test('serves many lines at once', async () => {
			const lines = [];
			for (let i = 0; i < 100; i++) lines.push(await connected());
			for (const [i, { client }] of lines.entries()) client.write(`line ${String(i).padStart(3, '0')}`);
			for (const [i, { id }] of lines.entries()) expect((await readAll(id, 8)).toString()).toBe(`line ${String(i).padStart(3, '0')}`);
		});

		test('tells the end of a line, after its last bytes', async () => {
			const { client, id } = await connected();
			client.end('bye');
			expect((await readAll(id, 3)).toString()).toBe('bye');
			const into = new Uint8Array(10);
			await vi.waitFor(async () => {
				await poll();
				expect(poller.read(id, into)).toBe(gone);
			}, wait);
			poller.close(id);
			expect(() => poller.read(id, into)).toThrow(RangeError);
		});

		test('takes no more than there is room for, tells when there is room again, and loses nothing', async () => {
			const { client, id } = await connected();
			client.pause();
			const block = Buffer.alloc(1_000_000, 'x');
			let given = 0;
			for (let took = 1; took > 0; given += took) took = poller.write(id, block);
			poller.watchRoom(id, true);
			expect((await poll(0)).has(id)).toBe(false);
			let received = 0;
			client.on('data', (chunk) => {
				received += chunk.length;
			});
			client.resume();
			await until(id, writable);
			given += poller.write(id, Buffer.from('end'));
			await vi.waitFor(async () => {
				await poll();
				expect(received).toBe(given);
			}, wait);
		});

		test('gives a line away with what was not read yet, or says that it cannot', async () => {
			const { client, id } = await connected();
			client.write('abcdef');
			await until(id, readable);
			const first = new Uint8Array(2);
			expect(poller.read(id, first)).toBe(2);
			const given = poller.detach(id);
			if (native.kind === 'node') {
				expect(given).toBeUndefined();
				expect((await readAll(id, 4)).toString()).toBe('cdef');
				return;
			}
			expect(() => poller.read(id, first)).toThrow(RangeError);
			const other = native.createPoller();
			try {
				const taken = other.adopt(given ?? -1);
				expect(await other.poll({ timeoutMs: 50 })).toBe(1);
				expect([other.events[0], other.events[1]]).toEqual([taken, readable]);
				const rest = Buffer.alloc(4);
				expect(other.read(taken, rest)).toBe(4);
				expect(rest.toString()).toBe('cdef');
				const answers: Buffer[] = [];
				client.on('data', (chunk) => answers.push(chunk));
				other.write(taken, Buffer.from('from the other'));
				await vi.waitFor(() => expect(Buffer.concat(answers).toString()).toBe('from the other'), wait);
			} finally {
				other.closeAll();
			}
		});

		test('is woken by another thread before its time', async () => {
			const worker = new Worker(
				`import { workerData } from 'node:worker_threads';${prelude(native)}
				 setInterval(() => native.wake(workerData), 1);`,
				{ eval: true, workerData: poller.waker, execArgv: ['--input-type=module'] },
			);
			try {
				await new Promise((resolve) => worker.once('online', resolve));
				await vi.waitFor(async () => {
					const start = performance.now();
					expect(await poller.poll({ timeoutMs: 50 })).toBe(0);
					expect(performance.now() - start).toBeLessThan(30);
				}, wait);
			} finally {
				await worker.terminate();
			}
		});

		test('sleeps as long as asked and never longer than 50 ms', async () => {
			const start = performance.now();
			expect(await poller.poll({ timeoutMs: 1_000, spinUs: 100 })).toBe(0);
			const sleptMs = performance.now() - start;
			expect(sleptMs).toBeGreaterThan(45);
			expect(sleptMs).toBeLessThan(500);
		});

		test('says that a port is taken', async () => {
			await expect(poller.listen('127.0.0.1', listener.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
		});

		test('closed, it refuses to go on', async () => {
			poller.closeAll();
			await expect((async () => poller.poll({ timeoutMs: 0 }))()).rejects.toThrow(/closed/);
		});
	});
});

test.skipIf(!hasAddon)('arguments that are none are refused, never believed', () => {
	const dir = mkdtempSync(join(tmpdir(), 'meridian-native-'));
	const file = join(dir, 'file');
	addon.allocateFile(file, { sizeBytes: 4_096, leaveFreeBytes: 0 });
	const mapped = addon.mapFile(file);
	const wrong = (value: unknown) => value as never;
	expect(() => mapped.write(wrong('0'), new Uint8Array(1))).toThrow(RangeError);
	expect(() => mapped.write(0.5, new Uint8Array(1))).toThrow(RangeError);
	expect(() => mapped.write(Number.NaN, new Uint8Array(1))).toThrow(RangeError);
	expect(() => mapped.write(0, wrong('text'))).toThrow(TypeError);
	expect(() => mapped.write(0, wrong(new Float64Array(1)))).toThrow(TypeError);
	expect(() => addon.mapFile(wrong(7))).toThrow(TypeError);
	expect(() => addon.mapFile(join(tmpdir(), 'meridian-not-there'))).toThrow(/could not open/);
	expect(() => addon.createPoller().read(1, new Uint8Array(4), 5)).toThrow(RangeError);
	mapped.close();
	rmSync(dir, { recursive: true });
});

test.skipIf(!hasAddon)('the addon is compiled once for the same sources', () => {
	const first = buildAddon();
	const { mtimeMs } = statSync(first);
	expect(buildAddon()).toBe(first);
	expect(statSync(first).mtimeMs).toBe(mtimeMs);
});
