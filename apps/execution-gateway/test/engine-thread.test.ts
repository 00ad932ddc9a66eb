import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newTerminalKey } from '@meridian/auth';
import { loadNative } from '@meridian/native';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Durability } from '../src/engine/messages.ts';
import { segments } from '../src/journal/files.ts';
import { EngineThread, life, place, threadName, wait } from './engine-thread.ts';
import { deal } from './fake-terminal.ts';

const ways: readonly { name: string; durability: Durability; env: Record<string, string> }[] = [
	{ name: 'a mapped journal', durability: 'process', env: {} },
	{ name: 'a journal on the disk', durability: 'disk', env: {} },
	{ name: 'a journal by Node alone', durability: 'process', env: { MERIDIAN_NATIVE: 'off' } },
];

describe.each(ways)('the engine thread with $name', ({ durability, env }) => {
	let stateDir: string;
	let engine: EngineThread;

	async function start(epoch: number, leaveFreeBytes = 0): Promise<void> {
		engine = await EngineThread.start({ stateDir, epoch, durability, leaveFreeBytes, env });
	}

	/** What the kind of journal does not change is tried with one of them. */
	const once = (name: string, work: () => Promise<void>): void => {
		if (durability === 'process' && env.MERIDIAN_NATIVE === undefined) test(name, work);
	};

	beforeEach(async () => {
		stateDir = mkdtempSync(join(tmpdir(), 'meridian-engine-'));
		await start(1);
	});
	afterEach(async () => {
		await engine.stop();
		rmSync(stateDir, { recursive: true, force: true });
	});

	once('keeps to its processor while it leads, and the threads that it started to none', async () => {
		await engine.stop();
		engine = await EngineThread.start({ stateDir, epoch: 2, cpu: 0 });
		const tasks = readdirSync('/proc/self/task').map((id) => ({
			name: readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim(),
			processors: /Cpus_allowed_list:\t(.*)/.exec(readFileSync(`/proc/self/task/${id}/status`, 'utf8'))?.[1],
		}));
		const kept = tasks.filter(({ name }) => name === threadName).map(({ processors }) => processors);
		expect(kept).toEqual(loadNative().kind === 'addon' ? ['0'] : [tasks[0]?.processors]);
		expect(tasks.filter(({ name, processors }) => name !== threadName && processors === '0')).toEqual([]);
	});

	test('sends an order to the terminal and books its deal', async () => {
		const terminal = await engine.readyTerminal();
		expect(life(await engine.order('a'))).toBe('SUBMITTED');
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(1), wait);
		const sent = terminal.all('OrderSend')[0]?.body;
		expect(sent).toMatchObject({ symbol: 'EURUSD', volume: 0.1, epoch: 1n, commandSeq: 1n });
		terminal.send('TradeAck', {
			epoch: 1n,
			commandSeq: 1n,
			orderId: sent?.orderId ?? 0n,
			sent: true,
			retcode: 10008,
			requestId: 1,
			lastError: 0,
			receivedUs: 0n,
			sentUs: 0n,
		});
		terminal.send('DealItem', deal({ ticket: 9n, order: 8n, positionId: 8n, volume: 0.1, price: 1.1001, magic: sent?.orderId ?? 0n }));
		await vi.waitFor(async () => expect(life(await engine.order('a'))).toBe('FILLED'), wait);
	});

	once('a key that a tenant made shuts out the installation’s; another one, or none, cuts the line that it opened', async () => {
		const [first, second] = [newTerminalKey(), newTerminalKey()];
		const byInstallation = await engine.readyTerminal();
		await engine.ownKeys(2, [first]);
		await vi.waitFor(() => expect(byInstallation.closed).toBe(true), wait);
		const refused = engine.newTerminal();
		await vi.waitFor(() => expect(refused.all('LoginRefused')).toHaveLength(1), wait);
		const own = engine.newTerminal(undefined, first.key);
		await vi.waitFor(() => expect(own.all('LoginOk')).toHaveLength(1), wait);
		await engine.ownKeys(3, [second]);
		await vi.waitFor(() => expect(own.closed).toBe(true), wait);
		const late = engine.newTerminal(undefined, first.key);
		await vi.waitFor(() => expect(late.all('LoginRefused')).toHaveLength(1), wait);
		const rotated = engine.newTerminal(undefined, second.key);
		await vi.waitFor(() => expect(rotated.all('LoginOk')).toHaveLength(1), wait);
		rotated.hello();
		const terminals = () => engine.told.findLast((message) => message.kind === 'fleet' && message.messages.length > 0);
		await vi.waitFor(
			() =>
				expect(terminals()).toMatchObject({
					messages: [{ tenantId: 1, terminals: [{ accountId: 1, state: 'READY', keyId: second.keyId, eaVersion: 'test', epoch: 1 }] }],
				}),
			wait,
		);
		await engine.ownKeys(4, []);
		await vi.waitFor(() => expect(rotated.closed).toBe(true), wait);
		await vi.waitFor(
			() => expect(terminals()).toMatchObject({ messages: [{ terminals: [{ state: 'DISCONNECTED', refusal: expect.any(String) }] }] }),
			wait,
		);
	});

	once('gives the same order for the same client order id and refuses other terms under it', async () => {
		const terminal = await engine.readyTerminal();
		const first = await engine.order('a');
		const again = await engine.order('a');
		expect(again?.name === 'OrderReply' && again.body).toMatchObject({
			duplicate: true,
			orderId: first?.name === 'OrderReply' ? first.body.orderId : 0,
		});
		const other = await engine.client.request('PlaceOrder', { ...place, qty: 20, clientOrderId: 'a' });
		expect(other.kind === 'reply' && life(other.message)).toBe('CLIENT_ORDER_ID_REUSED');
		expect(terminal.all('OrderSend')).toHaveLength(1);
	});

	once('denies an order while no terminal is there', async () => {
		const denied = await engine.order('a');
		expect(denied?.name === 'OrderReply' && denied.body).toMatchObject({ life: 'DENIED', denialCode: 'VENUE_LINK_DOWN' });
	});

	once('an order cut off is UNKNOWN, and NOT_SENT once the terminal says that it never came', async () => {
		const terminal = await engine.readyTerminal();
		await engine.order('a');
		terminal.cut();
		await vi.waitFor(async () => expect(life(await engine.order('a'))).toBe('UNKNOWN'), wait);
		const back = engine.newTerminal();
		await vi.waitFor(() => expect(back.all('LoginOk')).toHaveLength(1), wait);
		back.hello();
		await vi.waitFor(async () => expect(life(await engine.order('a'))).toBe('NOT_SENT'), wait);
		expect(back.all('OrderSend')).toHaveLength(0);
	});

	once('a terminal with a key of its own comes back after a restart although nobody has told the gateway anything', async () => {
		const own = newTerminalKey();
		await engine.ownKeys(2, [own]);
		const before = engine.newTerminal(undefined, own.key);
		await vi.waitFor(() => expect(before.all('LoginOk')).toHaveLength(1), wait);
		before.cut();
		await engine.stop();
		// What start() pushes is older than what the journal has, and is refused.
		await start(2);
		const stranger = engine.newTerminal();
		await vi.waitFor(() => expect(stranger.all('LoginRefused')).toHaveLength(1), wait);
		const back = engine.newTerminal(undefined, own.key);
		await vi.waitFor(() => expect(back.all('LoginOk')).toHaveLength(1), wait);
		back.hello();
		await vi.waitFor(async () => expect((await engine.status())?.reconciled).toBe(true), wait);
	});

	test('a restart brings back the same orders from the journal, and sends nothing again', async () => {
		const terminal = await engine.readyTerminal();
		await engine.order('a');
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(1), wait);
		const sent = terminal.all('OrderSend')[0]?.body;
		await engine.stop();
		await start(2);
		expect(life(await engine.order('a'))).toBe('UNKNOWN');
		const back = engine.newTerminal();
		await vi.waitFor(() => expect(back.all('LoginOk')).toHaveLength(1), wait);
		back.greet();
		await vi.waitFor(() => expect(back.all('SnapshotRequest')).toHaveLength(1), wait);
		back.snapshot([deal({ ticket: 9n, order: 8n, positionId: 8n, volume: 0.1, price: 1.1001, magic: sent?.orderId ?? 0n })], {
			epoch: 1n,
			seq: 1n,
		});
		await vi.waitFor(async () => expect(life(await engine.order('a'))).toBe('FILLED'), wait);
		expect(back.all('OrderSend')).toHaveLength(0);
	});

	once('without room for its journal it refuses orders that add risk, says why, and still cancels', async () => {
		const next = join(stateDir, 'journal/next.bin');
		await vi.waitFor(() => expect(existsSync(next)).toBe(true), wait);
		await engine.stop();
		rmSync(next);
		await start(2, 2 ** 50);
		await vi.waitFor(
			() => expect(engine.told).toContainEqual({ kind: 'trouble', trouble: expect.stringMatching(/the disk is full/) }),
			wait,
		);
		const refused = await engine.order('a');
		expect(refused?.name === 'Refused' && refused.body).toMatchObject({
			code: 'NOT_READY',
			message: expect.stringMatching(/no new orders are taken: the disk is full/),
		});
		const { correlationId, tenantId, accountId, principalId, sessionId, investmentDeciderId, executionDeciderId } = place;
		const envelope = { correlationId, tenantId, accountId, principalId, sessionId, investmentDeciderId, executionDeciderId };
		const cancelled = await engine.client.request('CancelOrder', { ...envelope, orderId: 1 });
		expect(cancelled.kind === 'reply' && life(cancelled.message)).toBe('UNKNOWN_ORDER');
	});

	test('when nothing fits any more it ends, and what it had answered is there after the next start', async () => {
		const next = join(stateDir, 'journal/next.bin');
		await vi.waitFor(() => expect(existsSync(next)).toBe(true), wait);
		const denied = await engine.order('answered-before');
		await engine.stop();
		rmSync(next);
		await start(2, 2 ** 50);
		const { correlationId, tenantId, accountId, principalId, sessionId, investmentDeciderId, executionDeciderId } = place;
		const cancel = { correlationId, tenantId, accountId, principalId, sessionId, investmentDeciderId, executionDeciderId, orderId: 1 };
		let answered = 0;
		while ((await engine.client.request('CancelOrder', cancel)).kind === 'reply') answered += 1;
		expect((await engine.failed).message).toMatch(/the disk is full/);
		expect(answered).toBeGreaterThan(100);
		engine.client.close();
		await start(3);
		const again = await engine.order('answered-before');
		expect(again?.name === 'OrderReply' && again.body).toMatchObject({
			duplicate: true,
			orderId: denied?.name === 'OrderReply' ? denied.body.orderId : 0,
		});
	});

	once('with a damaged journal it does not start, and says which record and what may be done', async () => {
		await engine.stop();
		const file = segments(join(stateDir, 'journal'))[0]?.file ?? '';
		const bytes = readFileSync(file);
		const damaged = Buffer.from(bytes);
		damaged.writeUInt8(damaged.readUInt8(115) ^ 1, 115);
		writeFileSync(file, damaged);
		await expect(start(2)).rejects.toThrow(/is damaged at byte 96 \(the record after sequence 0\).*Restore the file from a copy/s);
		writeFileSync(file, bytes);
		await start(3);
	});

	once('refuses a terminal with a wrong key and says why', async () => {
		const stranger = engine.newTerminal('ef'.repeat(32));
		await vi.waitFor(() => expect(stranger.all('LoginRefused')[0]?.body.reason).toMatch(/key/), wait);
	});
});
