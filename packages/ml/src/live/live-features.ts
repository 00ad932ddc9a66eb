import type { RecordHeader, TickBatch } from '@meridian/market-data';
import type { FeatureSetDefinition } from '../features/definition.ts';
import { type FeatureStream, featureRowKey, type OnlineFeatures } from '../store/online.ts';
import { type LiveCounts, LiveStream } from './live-stream.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts';

/** A stream that is to be kept warm; the set's name and version are those of the definition. */
export type FollowedStream = Omit<FeatureStream, 'set'> & { readonly definition: FeatureSetDefinition };
export type LiveEntry = { readonly sequence: number; readonly header: RecordHeader; readonly batch: TickBatch };
/** What Redis does here beside the rows; ioredis has it. */
export type SnapshotStore = {
	getBuffer(key: string): Promise<Buffer | null>;
	set(key: string, value: Buffer): Promise<unknown>;
	del(...keys: string[]): Promise<unknown>;
};

export const streamOf = ({ definition, ...of }: FollowedStream): FeatureStream => ({
	...of,
	set: { name: definition.name, version: definition.version },
});
/** Where a stream's engine is kept over a restart. */
export const featureStateKey = (stream: FeatureStream): string => featureRowKey(stream).replace(':features:', ':feature-state:');

type Followed = { readonly of: FollowedStream; readonly stream: FeatureStream; readonly live: LiveStream };

/**
 * Keeps feature sets of instruments warm, for all tenants, from the live ticks: the engine is the one of training. Each newest row goes to the online store, each engine's numbers to Redis now
 * and then; with the entries that came since, a process that begins again goes on bit by bit. Every key of both, and every tick, names its tenant.
 */
export class LiveFeatures {
	readonly #online: OnlineFeatures;
	readonly #snapshots: SnapshotStore;
	readonly #followed = new Map<string, Followed>();
	/** Who wants the ticks of a tenant's instrument at a venue. */
	#wanting = new Map<string, Followed[]>();
	readonly counts: LiveCounts = { quotes: 0, late: 0, rows: 0 };

	constructor({ online, snapshots }: { readonly online: OnlineFeatures; readonly snapshots: SnapshotStore }) {
		this.#online = online;
		this.#snapshots = snapshots;
	}

	get size(): number {
		return this.#followed.size;
	}

	/**
	 * Follows these streams and no others. Those that are new go on from their snapshot; where there is none, with the first entry that they are given. Rows of those that are no longer wanted
	 * are taken away: a prediction shall not be made of what nobody keeps fresh.
	 *
	 * @returns the lowest sequence that a new one has taken: entries after it are wanted; undefined where none is new.
	 */
	async follow(streams: readonly FollowedStream[]): Promise<number | undefined> {
		const wanted = new Map(streams.map((of) => [featureRowKey(streamOf(of)), of]));
		for (const [key, { stream }] of [...this.#followed]) {
			if (wanted.has(key)) continue;
			this.#followed.delete(key);
			await this.drop(stream);
		}
		let lowest: number | undefined;
		for (const [key, of] of wanted) {
			if (this.#followed.has(key)) continue;
			const begun = await this.#begin(of);
			this.#followed.set(key, begun);
			lowest = Math.min(lowest ?? Number.POSITIVE_INFINITY, begun.live.sequence);
		}
		this.#wanting = new Map();
		for (const followed of this.#followed.values())
			for (const instrument of followed.live.instruments) {
				const key = ticksKey({ ...followed.of, instrument });
				this.#wanting.set(key, [...(this.#wanting.get(key) ?? []), followed]);
			}
		return lowest;
	}

	/** Ticks of one tenant's instrument, in the order in which they came. Each stream takes an entry once, however often it is given. */
	async take({ sequence, header, batch }: LiveEntry): Promise<void> {
		for (const { live, stream } of this.#wanting.get(ticksKey(header)) ?? []) {
			const row = live.take({ sequence, header, batch, counts: this.counts });
			if (row !== undefined) await this.#online.put(stream, row);
		}
	}

	/** Keeps how each stream stands. */
	async keep(): Promise<void> {
		for (const { of, stream, live } of this.#followed.values())
			await this.#snapshots.set(featureStateKey(stream), encodeSnapshot(of.definition, live.snapshot()));
	}

	/** Takes away what is known of a stream that nobody follows. */
	async drop(stream: FeatureStream): Promise<void> {
		this.#online.forget(stream);
		await this.#snapshots.del(featureRowKey(stream), featureStateKey(stream));
	}

	async #begin(of: FollowedStream): Promise<Followed> {
		const { definition, instrument } = of;
		const stream = streamOf(of);
		const live = new LiveStream({ instrument, definition, sequence: 0 });
		const bytes = await this.#snapshots.getBuffer(featureStateKey(stream));
		const snapshot = bytes === null ? undefined : decodeSnapshot(definition, bytes);
		if (snapshot !== undefined) live.restore(snapshot, definition);
		// What was given out is known here again, so that ticks that are gone through a second time take nothing back.
		await this.#online.get(stream, { fresh: true });
		return { of, stream, live };
	}
}

const ticksKey = ({
	tenantId,
	venue,
	instrument,
}: {
	readonly tenantId: number;
	readonly venue: string;
	readonly instrument: string;
}): string => `${tenantId}\0${venue}\0${instrument}`;
