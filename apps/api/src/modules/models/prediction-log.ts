import type { Db, PredictionRow } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';

export type Logged = PredictionRow;

const flushMs = 500;
const waitingMax = 20_000;

/** Writes predictions behind those who ask: a slow database delays no answer. What it can't keep up with is counted, and told. */
export class PredictionLog {
	readonly #db: Db;
	readonly #log: Logger;
	readonly #waiting = new Map<number, Logged[]>();
	#flushing: Promise<void> = Promise.resolve();
	#timer: NodeJS.Timeout | undefined;
	#count = 0;
	lost = 0;

	constructor({ db, log }: { readonly db: Db; readonly log: Logger }) {
		this.#db = db;
		this.#log = log;
	}

	add(tenantId: number, rows: readonly Logged[]): void {
		if (this.#count + rows.length > waitingMax) {
			this.lost += rows.length;
			return;
		}
		this.#count += rows.length;
		const own = this.#waiting.get(tenantId);
		if (own === undefined) this.#waiting.set(tenantId, [...rows]);
		else own.push(...rows);
		this.#timer ??= setTimeout(() => void this.flush(), flushMs);
	}

	/** Resolves once all that was added before is written, or told to be lost. */
	flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#flushing = this.#flushing.then(async () => {
			const batches = [...this.#waiting];
			this.#waiting.clear();
			this.#count = 0;
			for (const [tenantId, rows] of batches)
				await this.#db
					.forTenant(tenantId)
					.writePredictions(rows)
					.catch((error: unknown) => {
						this.lost += rows.length;
						this.#log.error({ err: error, tenantId, rows: rows.length }, 'predictions could not be logged');
					});
		});
		return this.#flushing;
	}
}
