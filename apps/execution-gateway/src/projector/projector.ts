import type { Db } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import { tenantOf } from '../engine/memory.ts';
import type { JournalRecord } from '../journal/record.ts';
import { type JournalTail, openTail } from '../journal/tail.ts';
import { collectRows, type TenantRows } from './rows.ts';
import { writeRows } from './write.ts';

export type ProjectorOptions = {
	readonly db: Db;
	readonly journalDir: string;
	readonly shard: number;
	/** Where the journal ended when the engine had recovered: a cursor beyond it is of another journal. */
	readonly journalSeq: number;
	/** The last record up to there that concerns each tenant. */
	readonly touched: ReadonlyMap<number, number>;
	readonly log: Logger;
	/** After the commit of a tenant's rows. */
	readonly wake: (tenantId: number, message: { accountId: number; accountSeq: number; journalSeq: number }) => void;
};

export type Projector = {
	/** Records up to `seq` are kept: what is not may be gone after a power cut, and must not be in the rows. */
	poke(seq: number): void;
	/** Empty where all is well, else why it is behind. */
	readonly trouble: string;
	readonly projectedSeq: number;
	stop(): Promise<void>;
};

const batchRecords = 500;
const firstRetryMs = 200;
const lastRetryMs = 5_000;

/**
 * Follows the journal and writes each tenant's rows exactly once: the cursor moves in the transaction that writes. When Postgres is
 * away it waits and tries again; the journal keeps everything meanwhile.
 */
export function startProjector(options: ProjectorOptions): Projector {
	const { db, log, shard } = options;
	let tail: JournalTail | undefined;
	let keptSeq = options.journalSeq;
	const cursors = new Map<number, number>();
	let batch: JournalRecord[] = [];
	let trouble = '';
	let projectedSeq = 0;
	let stopping = false;
	let poked = true;
	let rouse: () => void = () => undefined;

	async function cursorOf(tenantId: number): Promise<number> {
		const known = cursors.get(tenantId);
		if (known !== undefined) return known;
		const row = await db.forTenant(tenantId).journalCursor.findFirst({ where: { shard } });
		const seq = Number(row?.seq ?? 0n);
		if (seq > Math.max(options.journalSeq, batch.at(-1)?.seq ?? 0))
			throw new Error(
				`tenant ${tenantId} holds sequence ${seq} of a journal, and the journal in ${options.journalDir} ended at ${options.journalSeq}: they do not belong together. Restore the journal that wrote this database, or begin anew with both.`,
			);
		cursors.set(tenantId, seq);
		return seq;
	}

	/** Where every tenant has what concerns it: earlier records need not be read again. */
	async function firstUnwritten(): Promise<number> {
		let afterSeq = options.journalSeq;
		for (const [tenantId, touchedSeq] of options.touched) {
			const seq = await cursorOf(tenantId);
			if (seq < touchedSeq) afterSeq = Math.min(afterSeq, seq);
		}
		return afterSeq;
	}

	async function write(rows: TenantRows): Promise<void> {
		await db.forTenant(rows.tenantId).$transaction(
			async (tx) => {
				const seq = BigInt(rows.lastSeq);
				await tx.journalCursor.upsert({ where: { shard }, create: { shard, seq }, update: { seq } });
				await writeRows(tx, rows);
			},
			{ timeout: 30_000 },
		);
		cursors.set(rows.tenantId, rows.lastSeq);
		if (rows.halted !== undefined) await db.platform.tenant.update({ where: { id: rows.tenantId }, data: { halted: rows.halted } });
		for (const [accountId, accountSeq] of rows.wake) options.wake(rows.tenantId, { accountId, accountSeq, journalSeq: rows.lastSeq });
	}

	async function project(): Promise<boolean> {
		if (tail === undefined) {
			projectedSeq = await firstUnwritten();
			tail = openTail(options.journalDir, projectedSeq);
		}
		if (batch.length === 0) batch = tail.read({ max: batchRecords, untilSeq: keptSeq });
		const last = batch.at(-1);
		if (last === undefined) return false;
		for (const tenantId of new Set(batch.flatMap((record) => record.outputs.map(tenantOf))))
			if (tenantId !== undefined) await cursorOf(tenantId);
		// One tenant in trouble must not keep this batch from the others: they are written, and skipped when the batch is tried again.
		let failure: unknown;
		for (const rows of collectRows(batch, (tenantId) => cursors.get(tenantId) ?? 0).values()) {
			try {
				await write(rows);
			} catch (error) {
				log.error({ err: error, tenantId: rows.tenantId }, 'a tenant could not be projected');
				failure = error;
			}
		}
		if (failure !== undefined) throw failure;
		batch = [];
		projectedSeq = last.seq;
		return true;
	}

	const running = (async () => {
		let retryMs = firstRetryMs;
		while (!stopping) {
			try {
				poked = false;
				while (!stopping && (await project())) retryMs = firstRetryMs;
				trouble = '';
				if (!poked) await sleep(1_000);
			} catch (error) {
				trouble = error instanceof Error ? error.message : String(error);
				cursors.clear(); // a commit whose answer was lost may have counted
				log.error({ err: error, retryMs, projectedSeq }, 'projection failed, trying again');
				await sleep(retryMs);
				retryMs = Math.min(retryMs * 2, lastRetryMs);
			}
		}
	})();

	function sleep(ms: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, ms);
			rouse = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}

	return {
		poke(seq) {
			keptSeq = Math.max(keptSeq, seq);
			poked = true;
			if (trouble === '') rouse();
		},
		get trouble() {
			return trouble;
		},
		get projectedSeq() {
			return projectedSeq;
		},
		async stop() {
			stopping = true;
			rouse();
			await running;
			tail?.close();
		},
	};
}
