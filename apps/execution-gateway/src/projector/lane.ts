import { setImmediate as breathe } from 'node:timers/promises';
import type { Logger } from '@meridian/telemetry';
import type { JournalRecord } from '../journal/record.ts';
import type { JournalTail } from '../journal/tail.ts';
import { concerns } from './rows.ts';
import type { Turns } from './turns.ts';

export type LaneOptions = {
	readonly tenantId: number;
	readonly log: Logger;
	/** Tenants in trouble share a few turns of their own, so that they can never hold every connection. */
	readonly turns: { readonly well: Turns; readonly troubled: Turns };
	/** How far the tenant's schema is. @throws where it can't be known. */
	readonly readCursor: (newestSeq: number) => Promise<number>;
	/** Writes the tenant's share of these records and moves its cursor, all or nothing. */
	readonly write: (records: readonly JournalRecord[]) => Promise<void>;
	readonly openTail: () => JournalTail;
	/** The last record that was offered to any lane. */
	readonly offeredSeq: () => number;
	/** Records left the queue, or the trouble changed. */
	readonly onChange: () => void;
};

const batchRecords = 500;
const firstRetryMs = 200;
const lastRetryMs = 5_000;

/** One tenant's way from the journal into its schema. It fails, waits and tries again alone. */
export class Lane {
	readonly #options: LaneOptions;
	readonly #running: Promise<void>;
	#queue: JournalRecord[] = [];
	/** Being written, or to be tried again. */
	#batch: readonly JournalRecord[] = [];
	#cursor: number | undefined;
	/** Up to here the tenant's records were taken. */
	#takenSeq = 0;
	/** Follows the journal by itself, having dropped its queue. */
	#own: JournalTail | undefined;
	#trouble = '';
	#retryMs = firstRetryMs;
	#stopping = false;
	#rouse: () => void = () => undefined;

	constructor(options: LaneOptions) {
		this.#options = options;
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
	/** The first record that is not written yet; undefined where nothing waits. */
	get waitingFrom(): number | undefined {
		return this.#batch[0]?.seq ?? (this.#own === undefined ? this.#queue[0]?.seq : this.#takenSeq + 1);
	}

	offer(record: JournalRecord): void {
		if (this.#own !== undefined || record.seq <= this.#takenSeq) return;
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
		this.#own = this.#options.openTail();
	}

	async stop(): Promise<void> {
		this.#stopping = true;
		this.#rouse();
		await this.#running;
	}

	async #run(): Promise<void> {
		const { turns } = this.#options;
		while (!this.#stopping) {
			if (this.#batch.length === 0) this.#batch = this.#take();
			if (this.#batch.length === 0) {
				if (this.#own === undefined) await this.#sleep();
				else await breathe();
				continue;
			}
			await (this.#trouble === '' ? turns.well : turns.troubled).take(() => this.#try());
			if (this.#trouble === '') continue;
			await this.#sleep(this.#retryMs);
			this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
		}
	}

	#take(): readonly JournalRecord[] {
		if (this.#own === undefined) {
			const batch = this.#queue.splice(0, batchRecords);
			this.#takenSeq = Math.max(this.#takenSeq, batch.at(-1)?.seq ?? 0);
			this.#options.onChange();
			return batch;
		}
		const from = this.#takenSeq;
		const records = this.#own.read(batchRecords);
		this.#takenSeq = Math.max(from, records.at(-1)?.seq ?? 0);
		// Level with the others: from the next record on it is queued for like them.
		if (this.#takenSeq >= this.#options.offeredSeq()) this.#own = undefined;
		return records.filter((record) => record.seq > from && concerns(record, this.tenantId));
	}

	async #try(): Promise<void> {
		const { log, readCursor, write, tenantId, onChange } = this.#options;
		try {
			const lastSeq = this.#batch.at(-1)?.seq ?? 0;
			const cursor = this.#cursor ?? (await readCursor(lastSeq));
			const fresh = this.#batch.filter(({ seq }) => seq > cursor);
			if (fresh.length > 0) await write(fresh);
			this.#cursor = Math.max(cursor, lastSeq);
			this.#batch = [];
			if (this.#trouble !== '') log.info({ tenantId, projectedSeq: this.#cursor }, 'a tenant is projected again');
			this.#trouble = '';
			this.#retryMs = firstRetryMs;
		} catch (error) {
			this.#cursor = undefined; // a commit whose answer was lost may have counted
			this.#trouble = error instanceof Error ? error.message : String(error);
			log.error(
				{ err: error, tenantId, fromSeq: this.#batch[0]?.seq, retryMs: this.#retryMs },
				'a tenant could not be projected, trying again; the others go on',
			);
		}
		onChange();
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
