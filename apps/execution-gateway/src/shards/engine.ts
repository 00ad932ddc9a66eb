import { join } from 'node:path';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { Db } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import { engineResourceLimits, type FromWorker, type ToWorker, type WorkerSettings } from '../engine/messages.ts';
import { snapshotSeqs } from '../engine/snapshot.ts';
import { pruneSegments } from '../journal/retention.ts';
import type { TickMessage } from '../market/outbox.ts';
import { type Projector, startProjector } from '../projector/projector.ts';
import type { QuoteMessage } from '../quotes.ts';

type Told<Kind extends FromWorker['kind']> = Extract<FromWorker, { kind: Kind }>;
type Wakes = Pick<Parameters<typeof startProjector>[0], 'wake' | 'switched'>;

export type EngineOptions = Wakes & {
	readonly shard: number;
	readonly settings: Omit<WorkerSettings, 'shard' | 'peers' | 'stateDir'>;
	readonly stateDir: string;
	readonly peers: readonly MessagePort[];
	readonly db: Db;
	readonly log: Logger;
	/** How many full segments stay behind the snapshots; undefined: all. */
	readonly keepFull: number | undefined;
	readonly on: {
		kept(news: Told<'kept'>): void;
		replica(news: Told<'replica'>): void;
		/** Its journal, which the thread still has open, and what the leader says of it. */
		diverged(journalDir: string, reason: string): void;
		stats(stats: Told<'beat'>['stats']): void;
		direct(counts: Told<'direct'>['counts']): void;
		ticks(message: TickMessage): void;
		quotes(messages: readonly QuoteMessage[]): void;
		depths(news: Told<'depths'>['news']): void;
		fleet(news: Told<'fleet'>): void;
		/** The thread has ended, and was not asked to. */
		failed(error: Error): void;
	};
};

/** It speaks every second. */
const silentMaxSec = 5;

/** One shard as the main thread has it: the engine thread, and the projector of its journal. */
export class ShardEngine {
	readonly shard: number;
	readonly #options: EngineOptions;
	readonly #worker: Worker;
	readonly #journalDir: string;
	readonly #ready: Promise<Told<'ready'>>;
	#prepared: (news: Told<'prepared'>) => void = () => undefined;
	#beatAtMs = performance.now();
	#isStopping = false;
	projector: Projector | undefined;
	journalSeq = 0;
	behindRecords = 0;
	/** Empty, or why new orders are refused. */
	journalTrouble = '';
	/** Of a standby: empty, or why it does not follow. */
	followTrouble: string;

	constructor(options: EngineOptions) {
		this.#options = options;
		this.shard = options.shard;
		this.#journalDir = join(options.stateDir, 'journal');
		this.followTrouble = options.settings.follow === undefined ? '' : 'it has not found its leader yet';
		const { shard, stateDir, settings } = options;
		const peers = [...options.peers];
		this.#worker = new Worker(new URL('../engine/worker.ts', import.meta.url), {
			workerData: { ...settings, shard, stateDir, peers } satisfies WorkerSettings,
			transferList: peers,
			resourceLimits: engineResourceLimits,
		});
		let ready: (news: Told<'ready'>) => void = () => undefined;
		this.#ready = new Promise((resolve) => {
			ready = resolve;
		});
		this.#worker.on('message', (message: FromWorker) => this.#told(message, ready));
		// An engine thread that fails must not leave a gateway that looks alive: the launcher starts a new one, which recovers from the journal.
		this.#worker.on('error', options.on.failed);
		this.#worker.on('exit', (code) => {
			if (!this.#isStopping) options.on.failed(new Error(`the engine thread of shard ${shard} ended with ${code}`));
		});
	}

	/** Has it follow nobody any more. @returns the tenants of its journal, once it has recovered. */
	prepare(): Promise<readonly number[]> {
		const prepared = new Promise<Told<'prepared'>>((resolve) => {
			this.#prepared = resolve;
		});
		this.#order({ kind: 'prepare' });
		return prepared.then(({ tenants }) => tenants);
	}

	/** @returns its ports, once it leads. */
	lead(epoch: number, heldBy: ReadonlyMap<number, number>): Promise<Told<'ready'>> {
		this.#order({ kind: 'lead', epoch, heldBy });
		return this.#ready;
	}

	alone(): void {
		this.#order({ kind: 'alone' });
	}

	/** Empty where the thread speaks. @param leads whether it should have recovered, and be projected. */
	engineTrouble(leads: boolean): string {
		if (this.projector === undefined && leads) return 'the engine is replaying its journal';
		const silentSec = Math.round((performance.now() - this.#beatAtMs) / 1_000);
		return silentSec <= silentMaxSec ? '' : `the engine thread has been silent for ${silentSec} s`;
	}

	/** The engine first: what it has kept by then is still projected. */
	async stop(): Promise<void> {
		this.#isStopping = true;
		const gone = new Promise((resolve) => this.#worker.once('exit', resolve));
		this.#order({ kind: 'stop' });
		await gone;
	}

	#order(message: ToWorker): void {
		this.#worker.postMessage(message);
	}

	#told(message: FromWorker, ready: (news: Told<'ready'>) => void): void {
		const { on } = this.#options;
		switch (message.kind) {
			case 'prepared':
				return this.#prepared(message);
			case 'ready':
				this.#project(message);
				return ready(message);
			case 'kept':
				this.journalSeq = message.seq;
				return on.kept(message);
			case 'replica':
				return on.replica(message);
			case 'following':
				this.followTrouble = message.trouble;
				return;
			case 'diverged':
				return on.diverged(this.#journalDir, message.reason);
			case 'behind':
				this.behindRecords = message.records;
				return;
			case 'snapshot':
				return this.#prune();
			case 'trouble':
				this.journalTrouble = message.trouble;
				return;
			case 'beat':
				this.#beatAtMs = performance.now();
				return on.stats(message.stats);
			case 'direct':
				return on.direct(message.counts);
			case 'ticks':
				return on.ticks(message.message);
			case 'quotes':
				return on.quotes(message.messages);
			case 'depths':
				return on.depths(message.news);
			case 'fleet':
				return on.fleet(message);
			default:
		}
	}

	/** Not before the engine has recovered: till then it may still cut the journal's torn end. */
	#project({ journalSeq, touched }: Told<'ready'>): void {
		const { db, shard, log, wake, switched } = this.#options;
		this.projector = startProjector({ db, shard, log, wake, switched, journalDir: this.#journalDir, journalSeq, touched });
	}

	/** What both kept snapshots and every tenant's rows are past, if the operator wants it gone. */
	#prune(): void {
		const { keepFull, log, shard } = this.#options;
		// A standby keeps everything: it is only the rows' word that says what may go.
		if (keepFull === undefined || this.projector === undefined) return;
		const untilSeq = Math.min(this.projector.projectedSeq, snapshotSeqs(this.#journalDir).at(-1) ?? 0);
		const files = pruneSegments(this.#journalDir, { keepFull, untilSeq });
		if (files.length > 0) log.info({ shard, files }, 'old segments deleted');
	}
}
