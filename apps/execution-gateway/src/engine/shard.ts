import {
	createEngine,
	type EngineInput,
	type EngineOutput,
	type PlaceOrder,
	type Reply,
	type TenantConfig,
	type VenueSend,
} from '@meridian/core';
import { passFailpoint } from '../failpoint.ts';
import { openJournal } from '../journal/journal.ts';
import { stringify } from '../journal/json.ts';

/** Replaying the journal gave another answer than was recorded: this build decides differently, and must not go on silently. */
export class ReplayDiffers extends Error {
	override readonly name = 'ReplayDiffers';
}

export type ShardOptions = {
	readonly journalDir: string;
	readonly epoch: number;
	readonly nowMs: () => number;
	/** Hands a journalled order to its terminal. Called after the append, never during recovery. */
	readonly send: (tenantId: number, accountId: number, send: VenueSend) => void;
	/** Each record in order: those that recovery replays, and each new one once it is in the journal. */
	readonly onRecord?: (seq: number, outputs: readonly EngineOutput[]) => void;
	/** After each append, with its sequence. */
	readonly onAppend: (seq: number) => void;
};

export type Answer = { readonly reply: Reply | undefined; readonly journalSeq: number };

/** The engine with its journal: an input is decided, appended with all it caused, and only then acted on. */
export type Shard = {
	readonly configs: ReadonlyMap<number, TenantConfig>;
	readonly journalSeq: number;
	readonly recovered: { readonly records: number; readonly tornBytes: number };
	submit(input: EngineInput): Answer;
	/**
	 * Lets time pass in the engine, so that an answer that never comes is told as unknown, and hands over what waits in place of the
	 * venue's figures. Quiet while nothing was sent of late and no figures changed.
	 */
	tick(): void;
	/** The newest quote; it reaches the engine, and the journal, before the next input that may need it. */
	mark(mark: Extract<EngineInput, { kind: 'mark' }>): void;
	/** The newest figures of an account, which change with every tick: as a mark, and at the next tick() at the latest. */
	figures(account: Extract<EngineInput, { kind: 'venue' }>): void;
	preview(order: Omit<PlaceOrder, 'clientOrderId'>): ReturnType<ReturnType<typeof createEngine>['preview']>;
	close(): void;
};

/** Longer than the engine waits for an answer. */
const watchAfterSendMs = 30_000;

export function openShard(options: ShardOptions): Shard {
	const engine = createEngine();
	const configs = new Map<number, TenantConfig>();
	const waiting = new Map<string, { readonly input: EngineInput; readonly atMs: number }>();
	let lastMs = 0;
	let records = 0;
	let watchUntilMs = 0;
	let figuresWait = false;

	const remember = (input: EngineInput, outputs: readonly EngineOutput[]): void => {
		if (input.kind !== 'configure') return;
		if (outputs.some((output) => output.kind === 'reply' && output.reply.outcome === 'refused')) return;
		configs.set(input.config.tenantId, input.config);
	};

	const journal = openJournal(options.journalDir, (record) => {
		const outputs = engine.apply(record.input, record.atMs);
		if (stringify(outputs) !== stringify(record.outputs)) {
			throw new ReplayDiffers(
				`record ${record.seq} (${record.input.kind}) replays differently: this build decides otherwise than the one that wrote it. Start the old build, or begin a new journal.`,
			);
		}
		remember(record.input, outputs);
		options.onRecord?.(record.seq, outputs);
		lastMs = record.atMs;
		records += 1;
	});

	function step(input: EngineInput, atMs: number): Answer {
		lastMs = Math.max(lastMs, atMs);
		const outputs = engine.apply(input, lastMs);
		const isOrder = input.kind === 'place' || input.kind === 'close';
		if (isOrder) passFailpoint('beforeAppend');
		const journalSeq = journal.append(input, outputs, lastMs);
		if (isOrder) passFailpoint('afterAppend');
		if (input.kind === 'venue' && input.event === 'deal') passFailpoint('afterDeal');
		remember(input, outputs);
		let reply: Reply | undefined;
		for (const output of outputs) {
			if (output.kind === 'send') {
				watchUntilMs = lastMs + watchAfterSendMs;
				options.send(output.tenantId, output.accountId, output.send);
			} else if (output.kind === 'reply') reply = output.reply;
		}
		if (isOrder) passFailpoint('afterSend');
		options.onRecord?.(journalSeq, outputs);
		options.onAppend(journalSeq);
		return { reply, journalSeq };
	}

	/** All tenants' marks, with the times they came: engine time never runs back, so a mark kept for later would look younger than it is. */
	function flushWaiting(): void {
		for (const { input, atMs } of waiting.values()) step(input, atMs);
		waiting.clear();
		figuresWait = false;
	}

	/** To the end of the line: what waits is handed over in the order in which it came. */
	function replaceWaiting(key: string, input: EngineInput): void {
		waiting.delete(key);
		waiting.set(key, { input, atMs: options.nowMs() });
	}

	step({ kind: 'epoch', epoch: options.epoch }, options.nowMs());
	return {
		configs,
		get journalSeq() {
			return journal.lastSeq;
		},
		recovered: { records, tornBytes: journal.tornBytes },
		submit(input) {
			flushWaiting();
			return step(input, options.nowMs());
		},
		tick() {
			if (figuresWait) flushWaiting();
			if (options.nowMs() <= watchUntilMs) step({ kind: 'timer' }, options.nowMs());
		},
		mark(mark) {
			replaceWaiting(`${mark.tenantId}:${mark.accountId}:${mark.instrumentId}`, mark);
		},
		figures(account) {
			figuresWait = true;
			replaceWaiting(`${account.tenantId}:${account.accountId}`, account);
		},
		preview(order) {
			flushWaiting();
			return engine.preview(order, Math.max(lastMs, options.nowMs()));
		},
		close: () => journal.close(),
	};
}
