import { randomUUID } from 'node:crypto';
import type { Db, Meter } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';

const flushMs = 60_000;
/** Of one statement: those of a thousand tenants in one would keep all requests waiting. */
const eventsAtOnce = 500;

type UsageRow = {
	readonly id: string;
	readonly tenantId: number;
	readonly meter: string;
	readonly quantity: bigint;
	readonly fromAt: Date;
	readonly toAt: Date;
};

/**
 * Counts what tenants use in this process and writes it down once a minute: sums of requests and orders, the most sockets at a time. What can't be
 * written waits for the next time. A process that is killed loses its last minute; orders themselves are in the books.
 */
export class Metering {
	readonly #db: Db;
	readonly #log: Logger;
	readonly #timer: NodeJS.Timeout;
	#fromMs = Date.now();
	#counts = new Map<string, number>();
	/** Written with the same ids until it is there: told twice, it is there once. */
	#waiting: UsageRow[] = [];
	#flushing: Promise<void> = Promise.resolve();

	constructor(db: Db, log: Logger) {
		this.#db = db;
		this.#log = log;
		this.#timer = setInterval(() => void this.flush(), flushMs);
		this.#timer.unref();
	}

	add(tenantId: number, meter: Meter, quantity = 1): void {
		const key = `${tenantId} ${meter}`;
		this.#counts.set(key, (this.#counts.get(key) ?? 0) + quantity);
	}

	max(tenantId: number, meter: Meter, quantity: number): void {
		const key = `${tenantId} ${meter}`;
		this.#counts.set(key, Math.max(this.#counts.get(key) ?? 0, quantity));
	}

	/** One after another: what is being written is not written by two. */
	flush(): Promise<void> {
		this.#flushing = this.#flushing.then(() => this.#write());
		return this.#flushing;
	}

	async #write(): Promise<void> {
		const [fromAt, toAt] = [new Date(this.#fromMs), new Date()];
		for (const [key, quantity] of this.#counts) {
			const [tenantId = '', meter = ''] = key.split(' ');
			this.#waiting.push({ id: randomUUID(), tenantId: Number(tenantId), meter, quantity: BigInt(quantity), fromAt, toAt });
		}
		this.#counts = new Map();
		this.#fromMs = toAt.getTime();
		try {
			while (this.#waiting.length > 0) {
				const some = this.#waiting.slice(0, eventsAtOnce);
				await this.#insert(some);
				this.#waiting = this.#waiting.slice(some.length);
			}
		} catch (error) {
			this.#log.warn({ err: error, events: this.#waiting.length }, 'usage could not be written; it is tried again');
		}
	}

	/** By one statement: as rows of Prisma's those of a thousand tenants stopped the process for a second. */
	#insert(rows: readonly UsageRow[]): Promise<number> {
		return this.#db.platform.$executeRaw`
			INSERT INTO platform.usage_events (id, tenant_id, meter, quantity, from_at, to_at)
			SELECT * FROM unnest(
				${rows.map(({ id }) => id)}::text[], ${rows.map(({ tenantId }) => tenantId)}::int[], ${rows.map(({ meter }) => meter)}::text[],
				${rows.map(({ quantity }) => quantity.toString())}::bigint[],
				${rows.map(({ fromAt }) => fromAt.toISOString())}::timestamptz[], ${rows.map(({ toAt }) => toAt.toISOString())}::timestamptz[])
			ON CONFLICT (id) DO NOTHING`;
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		await this.flush();
	}
}
