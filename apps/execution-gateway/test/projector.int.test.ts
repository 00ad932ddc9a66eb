import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineOutput } from '@meridian/core';
import { createDb, type Db } from '@meridian/db';
import { connectAdmin, createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { createLogger, type Logger } from '@meridian/telemetry';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newMemory, tenantOf } from '../src/engine/memory.ts';
import type { Journal } from '../src/journal/journal.ts';
import { readJournal } from '../src/journal/read.ts';
import { type Projector, startProjector } from '../src/projector/projector.ts';
import { openJournalledEngine } from '../src/testing/journalled-engine.ts';
import { executionOutput, orderOutput } from './outputs.ts';

const wait = { timeout: 30_000, interval: 20 };
const accountId = 1;

/** Two tenants of one journal and one database, with the same account and order ids. */
describe('the projector', () => {
	let database: TestDatabase;
	let db: Db;
	let dir: string;
	let journal: Journal;
	let projector: Projector;
	let admin: Awaited<ReturnType<typeof connectAdmin>>;
	let ill = 0;
	let well = 0;
	let seqs: Map<number, number>;
	let touched: Map<number, number>;
	/** Whose subscribers were told of the kill switch, in that order. */
	let switched: { readonly tenantId: number; readonly journalSeq: number }[];
	let log: Logger;

	const start = (queuedMax?: number): void => {
		projector = startProjector({
			db,
			journalDir: dir,
			shard: 0,
			journalSeq: journal.lastSeq,
			touched: new Map(touched),
			log,
			wake: () => undefined,
			switched: (tenantId, { journalSeq }) => switched.push({ tenantId, journalSeq }),
			...(queuedMax === undefined ? {} : { queuedMax }),
		});
	};
	const append = (...outputs: EngineOutput[]): void => {
		journal.append({ kind: 'timer' }, outputs, 1_700_000_000_000);
		for (const output of outputs) {
			const tenantId = tenantOf(output);
			if (tenantId !== undefined) touched.set(tenantId, journal.lastSeq);
		}
		projector.poke(journal.keptSeq);
	};
	/** An order and its fill, in a record of its own. */
	const trade = (tenantId: number, orderId: number): void => {
		const next = () => {
			seqs.set(tenantId, (seqs.get(tenantId) ?? 0) + 1);
			return { tenantId, accountId, orderId, accountSeq: seqs.get(tenantId) ?? 0 };
		};
		append(orderOutput(next()), executionOutput(next()), orderOutput(next(), { life: 'FILLED', filledQty: 10, reservedQty: 0 }));
	};
	const filled = async (tenantId: number): Promise<number[]> => {
		const rows = await db.forTenant(tenantId).order.findMany({ where: { life: 'FILLED' }, orderBy: { id: 'asc' } });
		return rows.map(({ id }) => Number(id));
	};
	const schemaOf = async (tenantId: number): Promise<string> =>
		(await db.platform.tenant.findUniqueOrThrow({ where: { id: tenantId } })).schemaName;
	const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);

	beforeEach(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		log = createLogger('test');
		database = await createTestDatabase();
		[ill = 0, well = 0] = database.tenants;
		db = createDb({ url: database.url });
		admin = await connectAdmin(database.adminUrl);
		dir = mkdtempSync(join(tmpdir(), 'meridian-projector-'));
		const end = readJournal({ dir, afterSeq: 0, visit: () => undefined });
		({ journal } = openJournalledEngine({ memory: newMemory(), end }, { dir, segmentBytes: 16 * 1024 * 1024 }));
		touched = new Map();
		switched = [];
		seqs = new Map();
	});
	afterEach(async () => {
		await projector?.stop();
		await journal.close();
		await admin.end();
		await db.close();
		await database.close();
		rmSync(dir, { recursive: true, force: true });
	});

	/** From now on the tenant's orders can't be written; the answer mends it. */
	const poison = async (tenantId: number): Promise<() => Promise<unknown>> => {
		const orders = `"${await schemaOf(tenantId)}"."orders"`;
		await admin.query(`ALTER TABLE ${orders} ADD CONSTRAINT poison CHECK (client_order_id = '') NOT VALID`);
		return () => admin.query(`ALTER TABLE ${orders} DROP CONSTRAINT poison`);
	};

	test('a tenant that can’t be written holds back nobody, is told by name, and is made good once it can be', async () => {
		const mend = await poison(ill);
		start();
		trade(ill, 1);
		trade(well, 1);
		await vi.waitFor(
			() => expect(projector.trouble).toMatch(new RegExp(`^tenant ${ill} is not projected from sequence 1: .*poison`, 's')),
			wait,
		);
		for (const orderId of range(2, 20)) {
			trade(ill, orderId);
			trade(well, orderId);
		}
		await vi.waitFor(async () => expect(await filled(well)).toEqual(range(1, 20)), wait);
		expect(await filled(ill)).toEqual([]);
		expect(projector.tenantsInTrouble).toBe(1);
		expect(projector.projectedSeq).toBe(0);
		await mend();
		await vi.waitFor(async () => expect(await filled(ill)).toEqual(range(1, 20)), wait);
		await vi.waitFor(() => expect(projector.trouble).toBe(''), wait);
		expect(await db.forTenant(ill).execution.count()).toBe(20);
		expect(projector.projectedSeq).toBe(journal.lastSeq);
	});

	test('a tenant that is far behind is read from the journal again, each row once, and follows like the others afterwards', async () => {
		const mend = await poison(ill);
		const warned = vi.spyOn(log, 'warn');
		start(25);
		for (const orderId of range(1, 560)) trade(ill, orderId);
		for (const orderId of range(1, 5)) trade(well, orderId);
		await vi.waitFor(async () => expect(await filled(well)).toEqual(range(1, 5)), wait);
		expect(warned).toHaveBeenCalledWith(expect.objectContaining({ tenantId: ill }), expect.stringMatching(/far behind/));
		await mend();
		await vi.waitFor(async () => expect(await filled(ill)).toEqual(range(1, 560)), wait);
		trade(ill, 561);
		await vi.waitFor(async () => expect(await filled(ill)).toEqual(range(1, 561)), wait);
		expect(await db.forTenant(ill).execution.count()).toBe(561);
		expect(projector.projectedSeq).toBe(journal.lastSeq);
	});

	test('every state that an order went through is a row of its own, also where one batch holds them all', async () => {
		start();
		for (const orderId of range(1, 3)) for (const tenantId of [ill, well]) trade(tenantId, orderId);
		await vi.waitFor(() => expect(projector.projectedSeq).toBe(journal.lastSeq), wait);
		for (const tenantId of [ill, well]) {
			const events = await db.forTenant(tenantId).orderEvent.findMany({ orderBy: { accountSeq: 'asc' } });
			expect(events.map(({ orderId, accountSeq, life, filledQty }) => [orderId, accountSeq, life, filledQty])).toEqual(
				[1n, 2n, 3n].flatMap((id) => [
					[id, id * 3n - 2n, 'SUBMITTED', 0n],
					[id, id * 3n, 'FILLED', 10n],
				]),
			);
		}
	});

	test('a tenant whose tables are locked holds back nobody either', async () => {
		const schema = await schemaOf(ill);
		await admin.query(`BEGIN; LOCK TABLE "${schema}"."orders" IN ACCESS EXCLUSIVE MODE`);
		start();
		for (const orderId of range(1, 3)) {
			trade(ill, orderId);
			trade(well, orderId);
		}
		await vi.waitFor(async () => expect(await filled(well)).toEqual(range(1, 3)), wait);
		expect(projector.projectedSeq).toBe(0);
		await admin.query('COMMIT');
		await vi.waitFor(async () => expect(await filled(ill)).toEqual(range(1, 3)), wait);
	});

	test('after a restart, one of which nobody knows where it is holds back nobody, and goes on from where it was', async () => {
		start();
		for (const tenantId of [ill, well]) trade(tenantId, 1);
		await vi.waitFor(() => expect(projector.projectedSeq).toBe(journal.lastSeq), wait);
		await projector.stop();
		for (const tenantId of [ill, well]) trade(tenantId, 2);
		const schema = await schemaOf(ill);
		await admin.query(`ALTER TABLE "${schema}"."journal_cursor" RENAME TO "hidden"`);
		start();
		await vi.waitFor(async () => expect(await filled(well)).toEqual([1, 2]), wait);
		for (const tenantId of [ill, well]) trade(tenantId, 3);
		await vi.waitFor(async () => expect(await filled(well)).toEqual([1, 2, 3]), wait);
		expect(await filled(ill)).toEqual([1]);
		expect([projector.projectedSeq, projector.tenantsInTrouble]).toEqual([0, 1]);
		await admin.query(`ALTER TABLE "${schema}"."hidden" RENAME TO "journal_cursor"`);
		await vi.waitFor(async () => expect(await filled(ill)).toEqual([1, 2, 3]), wait);
		trade(ill, 4);
		await vi.waitFor(async () => expect(await filled(ill)).toEqual([1, 2, 3, 4]), wait);
		expect(await db.forTenant(ill).execution.count()).toBe(4);
		expect(projector.projectedSeq).toBe(journal.lastSeq);
	});

	test('writes a break, and what became of it, in the same batch or a later one', async () => {
		start();
		const place = { tenantId: ill, accountId, orderId: 0, ticket: 5n };
		append({ kind: 'break', ...place, accountSeq: 1, code: 'POSITION_MISMATCH' });
		append({ kind: 'break', ...place, accountSeq: 2, code: 'FOREIGN_DEAL' });
		append({ kind: 'breakResolved', tenantId: ill, accountId, accountSeq: 3, breakSeq: 2, choice: null, principalId: 0 });
		const rows = () => db.forTenant(ill).break.findMany({ orderBy: { accountSeq: 'asc' } });
		await vi.waitFor(
			async () => expect(await rows()).toMatchObject([{ resolvedAt: null }, { resolvedAt: expect.any(Date), choice: null }]),
			wait,
		);
		append({ kind: 'breakResolved', tenantId: ill, accountId, accountSeq: 4, breakSeq: 1, choice: 'ACCEPT_VENUE', principalId: 1 });
		await vi.waitFor(async () => expect((await rows())[0]).toMatchObject({ choice: 'ACCEPT_VENUE', resolvedBy: 1 }), wait);
		expect(await db.forTenant(well).break.count()).toBe(0);
	});

	test('writes an order that is not ours, and what it became, for its tenant alone', async () => {
		start();
		const view = {
			ticket: 2n ** 63n,
			origin: 'PROGRAM',
			reason: 'WEB',
			type: 'STOP_LIMIT',
			instrumentId: 1,
			side: 'SELL',
			qty: 30,
			leavesQty: 30,
		} as const;
		const order = { ...view, price: 108_000, limitPrice: 107_990, sl: 0, tp: 0, venueAtMs: 5, updatedAtMs: 6 };
		append({ kind: 'foreignOrder', tenantId: ill, accountId, order: { ...order, state: 'PLACED' } });
		const rows = () => db.forTenant(ill).foreignOrder.findMany();
		await vi.waitFor(
			async () => expect(await rows()).toMatchObject([{ origin: 'PROGRAM', reason: 'WEB', state: 'PLACED', leavesQty: 30n }]),
			wait,
		);
		append({ kind: 'foreignOrder', tenantId: ill, accountId, order: { ...order, state: 'FILLED', leavesQty: 0 } });
		await vi.waitFor(async () => expect(await rows()).toMatchObject([{ state: 'FILLED', leavesQty: 0n, type: 'STOP_LIMIT' }]), wait);
		expect((await rows())[0]?.ticket.toFixed(0)).toBe(String(2n ** 63n));
		expect(await db.forTenant(well).foreignOrder.count()).toBe(0);
	});

	test('a halted part is a row of its own tenant, and the last word on it stands', async () => {
		start();
		const part = { kind: 'partHalted', level: 'ACCOUNT', subjectId: accountId, principalId: 3 } as const;
		append({ ...part, tenantId: ill, halted: true }, { ...part, tenantId: well, halted: true });
		append({ ...part, tenantId: well, halted: false, principalId: 4 });
		const rows = (tenantId: number) => db.forTenant(tenantId).halt.findMany();
		await vi.waitFor(async () => expect(await rows(well)).toMatchObject([{ subjectId: accountId, halted: false, changedBy: 4 }]), wait);
		await vi.waitFor(async () => expect(await rows(ill)).toMatchObject([{ level: 'ACCOUNT', halted: true, changedBy: 3 }]), wait);
	});

	test('a switch that was pressed is told to its own tenant once its row is there, and an order is not told as one', async () => {
		start();
		const part = { kind: 'partHalted', level: 'STRATEGY', subjectId: 5, principalId: 3 } as const;
		trade(ill, 1);
		append({ ...part, tenantId: well, halted: true });
		const partSeq = journal.lastSeq;
		await vi.waitFor(() => expect(switched).toEqual([{ tenantId: well, journalSeq: partSeq }]), wait);
		expect(await db.forTenant(well).halt.findMany()).toMatchObject([{ level: 'STRATEGY', halted: true }]);
		append({ kind: 'tenant', tenantId: ill, halted: true, configVersion: 1 });
		await vi.waitFor(() => expect(switched.slice(1)).toEqual([{ tenantId: ill, journalSeq: journal.lastSeq }]), wait);
		expect(await db.platform.tenant.findUniqueOrThrow({ where: { id: ill } })).toMatchObject({ halted: true });
		expect(await filled(ill)).toEqual([1]);
	});

	test('a halt that could not be shown at first is shown later', async () => {
		start();
		await admin.query('ALTER TABLE platform.tenants ADD CONSTRAINT poison CHECK (NOT halted) NOT VALID');
		append({ kind: 'tenant', tenantId: ill, halted: true, configVersion: 1 });
		await vi.waitFor(() => expect(projector.trouble).toMatch(/poison/), wait);
		expect(switched, 'nobody is told of what is not written').toEqual([]);
		await admin.query('ALTER TABLE platform.tenants DROP CONSTRAINT poison');
		await vi.waitFor(
			async () => expect(await db.platform.tenant.findUniqueOrThrow({ where: { id: ill } })).toMatchObject({ halted: true }),
			wait,
		);
	});
}, 60_000);
