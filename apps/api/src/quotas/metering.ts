import { randomUUID } from 'node:crypto';
import type { Db, Meter } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';

const flushMs = 60_000;

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
	#waiting: { id: string; tenantId: number; meter: string; quantity: bigint; fromAt: Date; toAt: Date }[] = [];

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

	async flush(): Promise<void> {
		const [fromAt, toAt] = [new Date(this.#fromMs), new Date()];
		for (const [key, quantity] of this.#counts) {
			const [tenantId = '', meter = ''] = key.split(' ');
			this.#waiting.push({ id: randomUUID(), tenantId: Number(tenantId), meter, quantity: BigInt(quantity), fromAt, toAt });
		}
		this.#counts = new Map();
		this.#fromMs = toAt.getTime();
		const writing = this.#waiting;
		if (writing.length === 0) return;
		try {
			await this.#db.platform.usageEvent.createMany({ data: writing, skipDuplicates: true });
			this.#waiting = this.#waiting.slice(writing.length);
		} catch (error) {
			this.#log.warn({ err: error, events: writing.length }, 'usage could not be written; it is tried again');
		}
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		await this.flush();
	}
}
