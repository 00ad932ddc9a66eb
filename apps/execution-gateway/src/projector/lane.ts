import { setImmediate as breathe } from 'node:timers/promises';
import type { Logger } from '@meridian/telemetry';
import type { JournalRecord } from '../journal/record.ts';
import type { JournalTail } from '../journal/tail.ts';
import { concerns } from './rows.ts';
import type { Turns } from './turns.ts';

export type LaneOptions = {
	readonly tenantId: number;
	readonly log: Logger;
	/** The journal speaks of this tenant from before we came: where its schema is must be found first. */
	readonly isKnown: boolean;
	/** Tenants in trouble share a few turns of their own, so that they can never hold every connection. */
	readonly turns: { readonly well: Turns; readonly troubled: Turns };
	/** How far the tenant's schema is. @throws where it can't be known. */
	readonly readCursor: (newestSeq: number) => Promise<number>;
	/** Writes the tenant's share of these records and moves its cursor, all or nothing. */
	readonly write: (records: readonly JournalRecord[]) => Promise<void>;
	readonly openTail: (afterSeq: number) => JournalTail;
	/** Given where its schema is: up to where nothing of the tenant is missing in it. */
	readonly settledSeq: (cursor: number) => number;
	/** Every record after this one was offered to all lanes; undefined until the common reader has begun. */
	readonly beganSeq: () => number | undefined;
	/** The last record that was offered to any lane; undefined until then too. */
	readonly offeredSeq: () => number | undefined;
	/** Records left the queue, or the trouble changed. */
	readonly onChange: () => void;
};

const batchRecords = 500;
const firstRetryMs = 200;
const lastRetryMs = 5_000;

/** One tenant's way from the journal into its schema. It fails, waits and tries again alone. */
export class Lane {
	/** The first try to find out where the schema is has ended, well or not. */
	readonly found: Promise<void>;
	readonly #options: LaneOptions;
	readonly #running: Promise<void>;
	#queue: JournalRecord[] = [];
	/** Being written, or to be tried again. */
	#batch: readonly JournalRecord[] = [];
	#cursor: number | undefined;
	/** Where its schema is must be found first. What is offered meanwhile is queued. */
	#isLost: boolean;
	/** What was offered was not all queued. */
	#hasMissed = false;
	/** Up to here the tenant's records were taken. */
	#takenSeq = 0;
	/** Follows the journal by itself, having dropped its queue or come late. */
	#own: JournalTail | undefined;
	#trouble = '';
	#retryMs = firstRetryMs;
	#stopping = false;
	#rouse: () => void = () => undefined;
	#tellFound: () => void = () => undefined;

	constructor(options: LaneOptions) {
		this.#options = options;
		this.#isLost = options.isKnown;
		this.found = new Promise((resolve) => {
			this.#tellFound = resolve;
		});
		this.#running = this.#run();
	}

	get tenantId(): number {
		return this.#options.tenantId;
	}
	/** Empty where all is well, else why it is behind. */
	get trouble(): string {
		return this.#trouble;
	}
	get queued(): number {
		return this.#queue.length;
	}
	/** Where its schema is, once that is known. */
	get cursor(): number | undefined {
		return this.#cursor;
	}
	/** The first record that may not be written yet; undefined where nothing waits. */
	get waitingFrom(): number | undefined {
		if (this.#isLost) return 1;
		return this.#batch[0]?.seq ?? (this.#own === undefined ? this.#queue[0]?.seq : this.#takenSeq + 1);
	}

	offer(record: JournalRecord): void {
		if (this.#hasMissed || this.#own !== undefined || record.seq <= this.#takenSeq) return;
		this.#queue.push(record);
		if (this.#trouble === '') this.#rouse();
	}

	/** Gives the queue's memory back: what was in it is read from the journal again when its time comes. */
	dropQueue(): void {
		if (this.#queue.length === 0) return;
		this.#takenSeq = (this.#queue[0]?.seq ?? 1) - 1;
		this.#options.log.warn(
			{ tenantId: this.tenantId, queued: this.#queue.length, fromSeq: this.#takenSeq + 1 },
			'a tenant is far behind: it will be read from the journal again',
		);
		this.#queue = [];
		if (this.#isLost) this.#hasMissed = true;
		else this.#own = this.#options.openTail(this.#takenSeq);
	}

	async stop(): Promise<void> {
		this.#stopping = true;
		this.#rouse();
		await this.#running;
		this.#own?.close();
	}

	async #run(): Promise<void> {
		const { turns } = this.#options;
		while (!this.#stopping) {
			if (!this.#isLost && this.#batch.length === 0 && this.#own === undefined && this.#queue.length === 0) {
				await this.#sleep();
				continue;
			}
			await (this.#trouble === '' ? turns.well : turns.troubled).take(() => this.#try());
			this.#tellFound();
			if (this.#trouble === '') continue;
			await this.#sleep(this.#retryMs);
			this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
		}
	}

	async #try(): Promise<void> {
		const { log, tenantId, onChange } = this.#options;
		try {
			if (this.#isLost) await this.#find();
			else await this.#step();
			if (this.#trouble !== '') log.info({ tenantId, projectedSeq: this.#cursor }, 'a tenant is projected again');
			this.#trouble = '';
			this.#retryMs = firstRetryMs;
		} catch (error) {
			this.#cursor = undefined; // a commit whose answer was lost may have counted
			this.#trouble = error instanceof Error ? error.message : String(error);
			log.error(
				{ err: error, tenantId, fromSeq: this.waitingFrom, retryMs: this.#retryMs },
				'a tenant could not be projected, trying again; the others go on',
			);
		}
		onChange();
	}

	async #find(): Promise<void> {
		const { readCursor, settledSeq, beganSeq, offeredSeq, openTail } = this.#options;
		const cursor = await readCursor(offeredSeq() ?? 0);
		this.#cursor = cursor;
		const settled = settledSeq(cursor);
		this.#takenSeq = settled;
		// A thousand tenants that are where they should be read nothing by themselves: each would read all of the others' records.
		const hasAll = !this.#hasMissed && (beganSeq() ?? settled) <= settled;
		this.#queue = hasAll ? this.#queue.filter(({ seq }) => seq > settled) : [];
		if (!hasAll) this.#own = openTail(settled);
		this.#hasMissed = false;
		this.#isLost = false;
	}

	async #step(): Promise<void> {
		const { readCursor, write } = this.#options;
		if (this.#batch.length === 0) this.#batch = this.#own === undefined ? this.#takeQueued() : await this.#readAgain(this.#own);
		const lastSeq = this.#batch.at(-1)?.seq;
		if (lastSeq === undefined) return;
		const cursor = this.#cursor ?? (await readCursor(lastSeq));
		const fresh = this.#batch.filter(({ seq }) => seq > cursor);
		if (fresh.length > 0) await write(fresh);
		this.#cursor = Math.max(cursor, lastSeq);
		this.#batch = [];
	}

	#takeQueued(): readonly JournalRecord[] {
		const batch = this.#queue.splice(0, batchRecords);
		this.#takenSeq = Math.max(this.#takenSeq, batch.at(-1)?.seq ?? 0);
		return batch;
	}

	async #readAgain(own: JournalTail): Promise<readonly JournalRecord[]> {
		await breathe();
		const untilSeq = this.#options.offeredSeq() ?? 0;
		const records = own.read({ max: batchRecords, untilSeq });
		if (records.length === 0 && this.#takenSeq < untilSeq)
			throw new Error(`the journal does not hold sequence ${this.#takenSeq + 1} any more. Restore its segment from a copy.`);
		this.#takenSeq = Math.max(this.#takenSeq, records.at(-1)?.seq ?? 0);
		// Level with the others: from the next record on it is queued for like them.
		if (this.#takenSeq >= untilSeq) {
			own.close();
			this.#own = undefined;
		}
		return records.filter((record) => concerns(record, this.tenantId));
	}

	/** Until there is work or `ms` are over. */
	async #sleep(ms?: number): Promise<void> {
		if (this.#stopping) return;
		await new Promise<void>((resolve) => {
			const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
			this.#rouse = () => {
				clearTimeout(timer);
				resolve();
			};
		});
		this.#rouse = () => undefined;
	}
}
