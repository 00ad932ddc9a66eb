import { setImmediate as breathe, setTimeout as delay } from 'node:timers/promises';
import type { Db } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import type { JournalRecord } from '../journal/record.ts';
import { type JournalTail, openTail } from '../journal/tail.ts';
import { Lane } from './lane.ts';
import { collectRows, type TenantRows, tenantsOf } from './rows.ts';
import { Turns } from './turns.ts';
import { isOfOrdersAlone, orderWrites, writeRows } from './write.ts';

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
	/** Likewise, where the kill switch was pressed in any place of the tenant, or its configuration came into force. */
	readonly switched: (tenantId: number, message: { journalSeq: number }) => void;
	/** Records kept in memory for tenants that are behind, all together (default 50,000). */
	readonly queuedMax?: number;
};

export type Projector = {
	/** Records up to `seq` are kept: what is not may be gone after a power cut, and must not be in the rows. */
	poke(seq: number): void;
	/** Empty where all is well, else who is behind and why. */
	readonly trouble: string;
	/** Tenants that could not be written at the last try. */
	readonly tenantsInTrouble: number;
	/** Up to here every tenant's rows are written. */
	readonly projectedSeq: number;
	stop(): Promise<void>;
};

const batchRecords = 500;
const lookAgainMs = 1_000;
/** So long the common reader waits for tenants to say where they are; who comes later reads for itself. */
const findWaitMs = 5_000;
const toldMax = 5;

/**
 * Follows the journal and writes each tenant's rows exactly once: the cursor moves in the transaction that writes. Each tenant has a
 * lane of its own, so that one that can't be written holds back nobody. When Postgres is away all of them wait and try again; the
 * journal keeps everything meanwhile.
 */
export function startProjector(options: ProjectorOptions): Projector {
	const { db, log, shard, journalDir } = options;
	const queuedMax = options.queuedMax ?? 50_000;
	const turns = { well: new Turns(4), troubled: new Turns(1) };
	const lanes = new Map<number, Lane>();
	let tail: JournalTail | undefined;
	let keptSeq = options.journalSeq;
	let offeredSeq: number | undefined;
	let beganSeq: number | undefined;
	let readTrouble = '';
	let stopping = false;
	let poked = true;
	let rouse: () => void = () => undefined;
	let roomMade: () => void = () => undefined;

	const laneOf = (tenantId: number, isKnown = false): Lane => {
		const known = lanes.get(tenantId);
		if (known !== undefined) return known;
		const lane = new Lane({
			tenantId,
			log,
			isKnown,
			turns,
			readCursor: (newestSeq) => readCursor(tenantId, newestSeq),
			write: (records) => write(tenantId, records),
			openTail: (afterSeq) => openTail(journalDir, afterSeq),
			settledSeq: (cursor) => (cursor < (options.touched.get(tenantId) ?? 0) ? cursor : Math.max(cursor, options.journalSeq)),
			beganSeq: () => beganSeq,
			offeredSeq: () => offeredSeq,
			onChange: () => roomMade(),
		});
		lanes.set(tenantId, lane);
		return lane;
	};
	const queued = (): number => [...lanes.values()].reduce((sum, lane) => sum + lane.queued, 0);
	const inTrouble = (): Lane[] => [...lanes.values()].filter((lane) => lane.trouble !== '');

	async function readCursor(tenantId: number, newestSeq: number): Promise<number> {
		const rows = await db.forTenant(tenantId).journalCursor.findMany();
		const other = rows.find((row) => row.shard !== shard);
		if (other !== undefined)
			throw new Error(
				`the rows of tenant ${tenantId} are of shard ${other.shard}'s journal, and shard ${shard} has the tenant too: it must be in one only`,
			);
		const seq = Number(rows[0]?.seq ?? 0n);
		if (seq > Math.max(options.journalSeq, newestSeq))
			throw new Error(
				`tenant ${tenantId} holds sequence ${seq} of a journal, and the journal in ${journalDir} ended at ${options.journalSeq}: they do not belong together. Restore the journal that wrote this database, or begin anew with both.`,
			);
		return seq;
	}

	async function write(tenantId: number, records: readonly JournalRecord[]): Promise<void> {
		const rows = collectRows(tenantId, records);
		// Before the cursor moves: said twice does no harm, and after it a failure here would never be made good.
		if (rows.halted !== undefined) await db.platform.tenant.update({ where: { id: tenantId }, data: { halted: rows.halted } });
		await (isOfOrdersAlone(rows) ? writeUnit : writeTransaction)(rows, records);
		for (const [accountId, accountSeq] of rows.wake) options.wake(tenantId, { accountId, accountSeq, journalSeq: rows.lastSeq });
		if (rows.halted !== undefined || rows.partsHalted.size > 0) options.switched(tenantId, { journalSeq: rows.lastSeq });
	}

	// Only forward, both: a leader that was stopped here and wakes up after another took over must not write its past over that one's rows.
	async function writeUnit(rows: TenantRows, records: readonly JournalRecord[]): Promise<void> {
		const before = BigInt(records[0]?.seq ?? 0);
		await db.forTenant(rows.tenantId).orderWrites({ shard, before, seq: BigInt(rows.lastSeq), ...orderWrites(rows) });
	}

	async function writeTransaction(rows: TenantRows, records: readonly JournalRecord[]): Promise<void> {
		await db.forTenant(rows.tenantId).$transaction(
			async (tx) => {
				const seq = BigInt(rows.lastSeq);
				const before = BigInt(records[0]?.seq ?? 0);
				const moved = await tx.journalCursor.updateMany({ where: { shard, seq: { lt: before } }, data: { seq } });
				if (moved.count === 0) await tx.journalCursor.create({ data: { shard, seq } });
				await writeRows(tx, rows);
			},
			{ timeout: 30_000 },
		);
	}

	/** Memory is bounded: first the tenants in trouble give up their queues; where none is, the reader waits for the writers. */
	async function makeRoom(): Promise<void> {
		while (!stopping && queued() > queuedMax) {
			const longest = inTrouble().toSorted((a, b) => b.queued - a.queued)[0];
			if (longest !== undefined && longest.queued > 0) longest.dropQueue();
			else
				await new Promise<void>((resolve) => {
					roomMade = resolve;
				});
		}
	}

	/** Where every tenant has what concerns it: earlier records need not be read again. */
	async function firstUnwritten(): Promise<number> {
		for (const tenantId of options.touched.keys()) laneOf(tenantId, true);
		const found = Promise.all([...lanes.values()].map((lane) => lane.found));
		await Promise.race([found, delay(findWaitMs, undefined, { ref: false })]);
		const behind = [...options.touched].map(([tenantId, touchedSeq]) => {
			const cursor = lanes.get(tenantId)?.cursor;
			return cursor === undefined || cursor >= touchedSeq ? options.journalSeq : cursor;
		});
		// In the same breath: who is found later knows whether that was too late.
		beganSeq = Math.min(options.journalSeq, ...behind);
		return beganSeq;
	}

	async function readOn(from: JournalTail): Promise<void> {
		const next = (): JournalRecord[] => from.read({ max: batchRecords, untilSeq: keptSeq });
		for (let records = next(); records.length > 0 && !stopping; records = next()) {
			for (const record of records) {
				for (const tenantId of tenantsOf(record)) laneOf(tenantId).offer(record);
				offeredSeq = record.seq;
			}
			await makeRoom();
			await breathe();
		}
	}

	const running = (async () => {
		while (!stopping) {
			try {
				poked = false;
				if (tail === undefined) {
					const afterSeq = await firstUnwritten();
					tail = openTail(journalDir, afterSeq);
					offeredSeq = afterSeq;
				}
				await readOn(tail);
				readTrouble = '';
			} catch (error) {
				readTrouble = error instanceof Error ? error.message : String(error);
				log.error({ err: error, offeredSeq }, 'the journal could not be read for the projection, trying again');
			}
			if (!poked || readTrouble !== '') await sleep(lookAgainMs);
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
			if (readTrouble === '') rouse();
		},
		get trouble() {
			const behind = inTrouble().map(
				(lane) => `tenant ${lane.tenantId} is not projected from sequence ${lane.waitingFrom}: ${lane.trouble}`,
			);
			const more = behind.length > toldMax ? [`${behind.length - toldMax} more tenants`] : [];
			return [...(readTrouble === '' ? [] : [readTrouble]), ...behind.slice(0, toldMax), ...more].join('; ');
		},
		get tenantsInTrouble() {
			return inTrouble().length;
		},
		get projectedSeq() {
			return [...lanes.values()].reduce((seq, lane) => Math.min(seq, (lane.waitingFrom ?? Number.POSITIVE_INFINITY) - 1), offeredSeq ?? 0);
		},
		async stop() {
			stopping = true;
			rouse();
			roomMade();
			await running;
			await Promise.all([...lanes.values()].map((lane) => lane.stop()));
			tail?.close();
		},
	};
}
