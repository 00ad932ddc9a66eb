import pg from 'pg';
import { LaneClient } from './lane-client.ts';

/** One connection at a time, and whether somebody has it. */
type Lane = { readonly pool: pg.Pool; isTaken: boolean };
type Waiting = { readonly resolve: (lane: Lane) => void };

/** Owners whose connection is remembered; beyond them it is dealt anew. */
const ownersMax = 20_000;
const forwarded = ['error', 'connect', 'acquire', 'release', 'remove'] as const;

/**
 * Connections, each with owners of its own: who comes again gets the connection that knows its tables already, where that is free, and else any that
 * is. A backend of PostgreSQL reads the catalogue of a schema when it first meets it, which takes longer than most statements; and what it has read it
 * keeps, so that a thousand schemas on every connection would be a lot of memory.
 */
export class Lanes {
	readonly #lanes: readonly Lane[];
	readonly #homes = new Map<string, number>();
	readonly #waiting = new Set<Waiting>();
	readonly #waitMs: number;

	/** @param input.tell every event of a pool of pg */
	constructor(config: pg.PoolConfig, { tell }: { readonly tell: (name: string, args: readonly unknown[]) => void }) {
		this.#waitMs = config.connectionTimeoutMillis ?? 0;
		this.#lanes = Array.from({ length: config.max ?? 10 }, () => ({
			pool: new pg.Pool({ ...config, max: 1, Client: LaneClient }),
			isTaken: false,
		}));
		for (const lane of this.#lanes) {
			for (const name of forwarded) lane.pool.on(name as 'release', (...args: unknown[]) => tell(name, args));
			lane.pool.on('release', () => this.#free(lane));
		}
	}

	/** @param owner whose connection it is best to get @throws where none becomes free in time, or none can be made */
	async connect(owner: string): Promise<pg.PoolClient> {
		const lane = await this.#take(owner);
		try {
			return await lane.pool.connect();
		} catch (error) {
			this.#free(lane);
			throw error;
		}
	}

	async end(): Promise<void> {
		await Promise.all(this.#lanes.map(({ pool }) => pool.end()));
	}

	#take(owner: string): Promise<Lane> | Lane {
		const own = this.#lanes[this.#homeOf(owner)];
		const free = own?.isTaken === false ? own : this.#lanes.find(({ isTaken }) => !isTaken);
		if (free !== undefined) {
			free.isTaken = true;
			return free;
		}
		return new Promise((resolve, reject) => {
			const late = this.#waitMs === 0 ? undefined : setTimeout(() => giveUp(), this.#waitMs);
			late?.unref();
			const waiting = {
				resolve: (lane: Lane) => {
					clearTimeout(late);
					resolve(lane);
				},
			};
			const giveUp = () => {
				this.#waiting.delete(waiting);
				reject(new Error('timeout exceeded when trying to connect'));
			};
			this.#waiting.add(waiting);
		});
	}

	/** Whoever has waited longest is next, wherever it belongs. */
	#free(lane: Lane): void {
		const [next] = this.#waiting;
		lane.isTaken = next !== undefined;
		if (next === undefined) return;
		this.#waiting.delete(next);
		next.resolve(lane);
	}

	#homeOf(owner: string): number {
		const known = this.#homes.get(owner);
		if (known !== undefined) return known;
		if (this.#homes.size >= ownersMax) this.#homes.clear();
		const home = this.#homes.size % this.#lanes.length;
		this.#homes.set(owner, home);
		return home;
	}
}
