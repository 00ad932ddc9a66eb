import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { newMemory } from '../src/engine/memory.ts';
import { segments } from '../src/journal/files.ts';
import { parse, stringify } from '../src/journal/json.ts';
import { readJournal } from '../src/journal/read.ts';
import { encodeRecord, type JournalRecord, parsePayload } from '../src/journal/record.ts';
import { headerBytes, readFrames, readLink } from '../src/journal/segment.ts';
import { openJournalledEngine } from '../src/testing/journalled-engine.ts';
import { openOrderFlow } from '../src/testing/order-flow.ts';
import { EngineThread, life, wait } from './engine-thread.ts';
import { deal } from './fake-terminal.ts';

const main = join(import.meta.dirname, '../src/cli/main.ts');

/** The command line tool as a person runs it, on what the engine thread wrote. */
describe('npm run journal', () => {
	/** Written once: two runs of the gateway, a filled order and a denied one. */
	let written: string;
	let stateDir: string;
	let orderId: number;

	beforeAll(async () => {
		written = mkdtempSync(join(tmpdir(), 'meridian-cli-'));
		const engine = await EngineThread.start({ stateDir: written, epoch: 1 });
		const terminal = await engine.readyTerminal();
		const placed = await engine.order('filled-one');
		orderId = placed?.name === 'OrderReply' ? placed.body.orderId : 0;
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(1), wait);
		const magic = BigInt(orderId);
		terminal.send('TradeAck', {
			epoch: 1n,
			commandSeq: 1n,
			orderId: magic,
			sent: true,
			retcode: 10008,
			requestId: 1,
			lastError: 0,
			receivedUs: 0n,
			sentUs: 0n,
		});
		terminal.send('DealItem', deal({ ticket: 9n, order: 8n, positionId: 8n, volume: 0.1, price: 1.1001, magic }));
		await vi.waitFor(async () => expect(life(await engine.order('filled-one'))).toBe('FILLED'), wait);
		expect(life(await engine.order('denied-one', { qty: 5_100 }))).toBe('DENIED');
		await engine.stop();
		await (await EngineThread.start({ stateDir: written, epoch: 2 })).stop();
	}, 60_000);
	afterAll(() => rmSync(written, { recursive: true, force: true }));
	beforeEach(() => {
		stateDir = mkdtempSync(join(tmpdir(), 'meridian-cli-'));
		cpSync(written, stateDir, { recursive: true });
		return () => rmSync(stateDir, { recursive: true, force: true });
	});

	function journal(...args: string[]): { status: number | null; said: string; failed: string } {
		const done = spawnSync(process.execPath, [main, ...args, '--state', stateDir], { encoding: 'utf8' });
		return { status: done.status, said: done.stdout, failed: done.stderr };
	}
	const segment = () => segments(join(stateDir, 'journal'))[0]?.file ?? '';
	/** Where each frame begins, and where the last one ends. */
	function frames(): { bytes: Buffer; starts: number[]; end: number } {
		const bytes = readFileSync(segment());
		const starts: number[] = [];
		const { at } = readFrames(bytes, { firstSeq: 1, visit: (frame) => starts.push(frame.at) });
		return { bytes, starts, end: at };
	}

	test('verify finds a sound journal sound', () => {
		const { status, said } = journal('verify');
		expect(said).toMatch(/sequences 1 to \d+, \d+ of 262144 bytes, sha256 [0-9a-f]{16}…/);
		expect(said).toMatch(/\n\d+ records in 1 segments, all whole\n$/);
		expect(status).toBe(0);
	});

	test('verify names file, byte and sequence of a damaged record', () => {
		const { bytes, starts } = frames();
		const at = starts[4] ?? 0;
		bytes.writeUInt8(bytes.readUInt8(at + 40) ^ 1, at + 40);
		writeFileSync(segment(), bytes);
		const { status, said } = journal('verify');
		expect(said).toMatch(
			new RegExp(`FAULT ${segment()} is damaged at byte ${at} \\(the record after sequence 4\\): its checksum does not match`),
		);
		expect(said).toMatch(/1 fault\n$/);
		expect(status).toBe(1);
	});

	test('verify tells a last write that was cut short from damage', () => {
		const { bytes, starts } = frames();
		bytes.fill(0, (starts.at(-1) ?? 0) + 30);
		writeFileSync(segment(), bytes);
		const { status, said } = journal('verify');
		expect(said).toMatch(new RegExp(`the last write is cut short at byte ${starts.at(-1)}`));
		expect(status).toBe(0);
	});

	test('verify finds a segment that was changed with checksums and all, by the hash that the next one holds', async () => {
		const dir = join(stateDir, 'journal');
		rmSync(dir, { recursive: true });
		const memory = newMemory();
		const end = readJournal({ dir, afterSeq: 0, visit: () => undefined });
		const { feed, journal: open } = openJournalledEngine({ memory, end }, { dir, segmentBytes: 8 * 1024 });
		const flow = openOrderFlow(feed, { accounts: 1 });
		while (segments(dir).length < 3) flow.next();
		const isTied = (file: string) => readLink(readFileSync(file), file) !== undefined;
		await vi.waitFor(
			() =>
				expect(
					segments(dir)
						.slice(1)
						.every(({ file }) => isTied(file)),
				).toBe(true),
			wait,
		);
		await open.close();
		expect(journal('verify').said).toMatch(/(tied to the segment before it[\s\S]*){2}all whole/);
		const { bytes, starts } = frames();
		const start = starts[3] ?? 0;
		const record = parsePayload(bytes.subarray(start + 12, starts[4]));
		encodeRecord({ ...record, atMs: record.atMs + 1 }).copy(bytes, start);
		writeFileSync(segment(), bytes);
		const { status, said } = journal('verify');
		expect(said).toMatch(/FAULT .* holds another hash of the segment before it than that one has/);
		expect(status).toBe(1);
	});

	test('show prints a line for each record, with what it caused, in the figures of its instrument', () => {
		const { status, said } = journal('show');
		expect(status).toBe(0);
		expect(said).toMatch(/ 1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {2}epoch 1: a gateway took over\n/);
		expect(said).toMatch(/account 1\/1 place filled-one: BUY 0\.10 EURUSD MARKET IOC by user 1\n/);
		expect(said).toMatch(new RegExp(`→ send DEAL 1/1 for order ${orderId}\\n`));
		expect(said).toMatch(/venue deal 9: order \d+, BUY 0\.10 at 1\.10010, IN\n/);
		expect(said).toMatch(/→ order \d+ DENIED, request NONE: MAX_ORDER_QTY \(5100, limit 5000 of the account, headroom -100\)/);
		expect(said).toMatch(/epoch 2: a gateway took over\n/);
	});

	test('show prints only the sequences asked for, and whole records with --full', () => {
		const lines = journal('show', '--from', '2', '--to', '3', '--full').said.trim().split('\n');
		expect(lines.map((line) => JSON.parse(line).seq)).toEqual([2, 3]);
	});

	test('replay comes to the same outputs and tells their hash and the state’s', () => {
		const { status, said } = journal('replay');
		const hash = (name: string) => new RegExp(`${name} hash +([0-9a-f]+)\n`).exec(said)?.[1];
		expect(hash('output')).toMatch(/^[0-9a-f]{64}$/);
		expect(hash('output')).toBe(hash('recorded'));
		expect(hash('state')).toMatch(/^[0-9a-f]{16}$/);
		expect(said).toMatch(/every decision came out as it was recorded\n$/);
		expect(status).toBe(0);
		expect(journal('replay').said).toBe(said);
	});

	test('replay reports a decision that this build makes otherwise, field by field', () => {
		const { bytes, starts, end } = frames();
		const at = starts.findIndex((start, i) => bytes.toString('latin1', start, starts[i + 1] ?? end).includes('denied-one'));
		const start = starts[at] ?? 0;
		const record = parsePayload(bytes.subarray(start + 12, starts[at + 1] ?? end));
		const otherwise = parse(stringify(record).replaceAll('MAX_ORDER_QTY', 'ORDER_RATE')) as JournalRecord;
		const rest = bytes.subarray(starts[at + 1] ?? end, end);
		const changed = Buffer.concat([bytes.subarray(0, start), encodeRecord(otherwise), rest]);
		writeFileSync(segment(), Buffer.concat([changed, Buffer.alloc(bytes.length - changed.length)]));
		const { status, said } = journal('replay');
		expect(said).toMatch(new RegExp(`CHANGED ${at + 1} .*place denied-one`));
		expect(said).toMatch(/outputs\[1\]\.order\.denial\.code: recorded "ORDER_RATE", now "MAX_ORDER_QTY"/);
		expect(said).toMatch(/1 decision came out differently\n$/);
		expect(status).toBe(1);
	});

	test('explain tells a filled order’s whole story', () => {
		const { status, said } = journal('explain', 'filled-one');
		expect(status).toBe(0);
		expect(said).toMatch(new RegExp(`order +${orderId}, client order id filled-one\n`));
		expect(said).toMatch(/what +BUY 0\.10 EURUSD MARKET IOC\n/);
		expect(said).toMatch(/where +tenant 1 \(a\), account 1 \(H, HEDGING\)\n/);
		expect(said).toMatch(/who +user 1, session 1; investment decided by 1, execution by 1\n/);
		expect(said).toMatch(/quote +bid 1\.10000, ask 1\.10010, \d+ ms old\n/);
		expect(said).toMatch(/notional +[\d.]+ USD; margin [\d.]+ USD\n/);
		expect(said).toMatch(/limits +maxOrderQtyLots 50, /);
		expect(said).toMatch(/risk checks of an increase\n/);
		expect(said).toMatch(/ 10 {2}passed +maximal order quantity: value \d+, limit 5000 of the account, headroom \d+\n/);
		expect(said).toMatch(/venue ack: order \d+, command 1, sent to the server, retcode 10008\n/);
		expect(said).toMatch(/→ booked deal 9 of order \d+: BUY 0\.10 at 1\.10010\n/);
		expect(said).toMatch(/stages\n.*SUBMITTED\n.*acknowledged by the terminal\n[\s\S]*FILLED/);
		expect(journal('explain', String(orderId)).said).toBe(said);
	});

	test('explain tells which check denied an order, with value and limit, and what was not reached', () => {
		const { said } = journal('explain', 'denied-one');
		expect(said).toMatch(/ 10 {2}denied +maximal order quantity: MAX_ORDER_QTY, value 5100, limit 5000 of the account, headroom -100\n/);
		expect(said).toMatch(/ 24 {2}not reached +orders per second/);
		expect(said).toMatch(/stages\n.*DENIED\n/);
	});

	test.each([
		[['explain', 'nobody'], /the journal knows no order nobody/],
		[['explain'], /explain needs an order/],
		[['shred'], /COMMAND is verify, show, replay, record or explain/],
		[['show', '--from', 'zero'], /from/],
	])('%j is refused by a sentence', (args, sentence) => {
		const { status, failed } = journal(...args);
		expect(failed).toMatch(sentence);
		expect(failed).not.toMatch(/ {4}at /);
		expect(status).toBe(1);
	});

	test('without a journal it says where it looked', () => {
		rmSync(join(stateDir, 'journal'), { recursive: true });
		expect(journal('verify').failed).toMatch(new RegExp(`there is no journal in ${stateDir}/journal; --state names`));
	});

	test('every command leaves the journal as it is', () => {
		const before = readFileSync(segment());
		for (const args of [['verify'], ['show'], ['replay'], ['explain', 'filled-one']]) journal(...args);
		expect(readFileSync(segment()).equals(before)).toBe(true);
		expect(before.length).toBeGreaterThan(headerBytes);
	});
});
