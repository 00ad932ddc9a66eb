import type { Engine, EngineInput, EngineOutput, PlaceOrder, Reply, TenantConfig, VenueSend } from '@meridian/core';
import { isArmed, passFailpoint } from '../failpoint.ts';
import type { Journal } from '../journal/journal.ts';
import { remember, type ShardMemory } from './memory.ts';
import type { OrderStats } from './order-stats.ts';

export type OrderLine = { order(send: VenueSend): void };

export type ShardOptions = {
	/** What recovery found, and the journal opened behind it. */
	readonly memory: ShardMemory;
	readonly journal: Journal;
	readonly epoch: number;
	readonly nowMs: () => number;
	/** Microseconds of a clock that never runs back. */
	readonly nowUs: () => number;
	readonly stats: OrderStats;
	/** The account's line as it is now; undefined where there is none. Orders are handed to it once their record is kept, never during recovery. */
	readonly lineTo: (tenantId: number, accountId: number) => OrderLine | undefined;
	/** Each new record in order, once it is kept and its orders are sent. */
	readonly onOutputs?: (seq: number, outputs: readonly EngineOutput[]) => void;
	/** The journal took a record no more. What the engine has decided since is not true, and nothing may follow: the thread must end. */
	readonly onFailed: (error: Error) => void;
	/** Hands what was sent to the system now, rather than at the end of the turn. */
	readonly flush: () => void;
	/** Once a record is kept and acted upon, with its sequence. */
	readonly onKept: (seq: number) => void;
	/** Besides the journal's own trouble: why orders that add risk are refused; empty: they are taken. */
	readonly trouble?: () => string;
	/** An order to this account was decided and must not be sent: its line is cut, and the terminal then proves that it never came. */
	readonly withhold?: (tenantId: number, accountId: number) => void;
	/** An operator wants the account's terminal asked for its whole picture. */
	readonly refresh?: (tenantId: number, accountId: number) => void;
};

export type Answer = { readonly reply: Reply | undefined; readonly journalSeq: number };

/** The engine with its journal: an input is decided, appended with all it caused, and only once that is kept is anything done. */
export type Shard = {
	readonly configs: ReadonlyMap<number, TenantConfig>;
	readonly journalSeq: number;
	/** @param answered with what the engine said, when its record is kept: at once, or after the disk has it. Answers come in order. */
	submit(input: EngineInput, answered?: (answer: Answer) => void): void;
	/**
	 * Lets time pass in the engine, so that an answer that never comes is told as unknown, and hands over what waits in place of the
	 * venue's figures. Quiet while nothing was sent of late, no figures changed and no order that the engine holds is due.
	 */
	tick(): void;
	/** The newest quote; it reaches the engine, and the journal, before the next input that may need it: at once where an order of the engine's waits for it. */
	mark(mark: Extract<EngineInput, { kind: 'mark' }>): void;
	/** Whether a quote of this instrument may set something off: then the engine hears each of them. */
	watches(at: Parameters<Engine['watches']>[0]): boolean;
	/** The newest figures of an account, which change with every tick: as a mark, and at the next tick() at the latest. */
	figures(account: Extract<EngineInput, { kind: 'venue' }>): void;
	preview(order: Omit<PlaceOrder, 'clientOrderId'>): ReturnType<Engine['preview']>;
	/** What the journal tells us is kept: whatever waited for it is done now. */
	kept(): void;
	/** The same, where the standby that it waited for is gone: what adds risk is neither sent nor answered. */
	keptAlone(): void;
	close(): Promise<void>;
};

/** Longer than the engine waits for an answer. */
const watchAfterSendMs = 30_000;

export function openShard(options: ShardOptions): Shard {
	const { memory, journal } = options;
	const { engine } = memory;
	const waiting = new Map<string, { readonly input: EngineInput; readonly atMs: number }>();
	/** What is to be done once a record is kept, oldest first. */
	const unkept: { readonly seq: number; readonly addsRisk: boolean; readonly act: (isWithheld: boolean) => void }[] = [];
	let failure: Error | undefined;
	let watchUntilMs = 0;
	let figuresWait = false;

	function append(input: EngineInput, outputs: readonly EngineOutput[]): number {
		try {
			return journal.append(input, outputs, memory.lastMs);
		} catch (error) {
			failure = error instanceof Error ? error : new Error(String(error));
			options.onFailed(failure);
			throw failure;
		}
	}

	function step(input: EngineInput, atMs: number, answered?: (answer: Answer) => void): void {
		if (failure !== undefined) throw failure;
		const beganUs = options.nowUs();
		memory.lastMs = Math.max(memory.lastMs, atMs);
		const outputs = engine.apply(input, memory.lastMs);
		const isOrder = input.kind === 'place' || input.kind === 'close' || input.kind === 'closeBy';
		if (isOrder) passFailpoint('beforeAppend');
		const journalSeq = append(input, outputs);
		if (isOrder) passFailpoint('afterAppend');
		if (input.kind === 'venue' && input.event === 'deal') passFailpoint('afterDeal');
		remember(memory, { input, outputs, seq: journalSeq });
		// Resolved now, not once the record is kept: a later line may have told its picture already, in which this order never arrived.
		const lines = outputs.some(isSend)
			? outputs.map((output) => (isSend(output) ? options.lineTo(output.tenantId, output.accountId) : undefined))
			: [];
		const act = (isWithheld: boolean): void => {
			let reply: Reply | undefined;
			for (let i = 0; i < outputs.length; i++) {
				const output = outputs[i];
				if (output?.kind === 'reply') reply = output.reply;
				if (output?.kind === 'refresh') options.refresh?.(output.tenantId, output.accountId);
				if (output?.kind !== 'send') continue;
				if (isWithheld) options.withhold?.(output.tenantId, output.accountId);
				else {
					watchUntilMs = options.nowMs() + watchAfterSendMs;
					lines[i]?.order(output.send);
				}
			}
			if (isOrder && isArmed('afterSend')) options.flush();
			if (isOrder) passFailpoint('afterSend');
			options.onOutputs?.(journalSeq, outputs);
			options.onKept(journalSeq);
			if (!isWithheld) answered?.({ reply, journalSeq });
			options.stats.note({ input, outputs, tookUs: options.nowUs() - beganUs });
		};
		if (unkept.length === 0 && journalSeq <= journal.keptSeq) act(false);
		else {
			unkept.push({ seq: journalSeq, addsRisk: mayAddRisk(input) || outputs.some(opensMore), act });
			kept();
		}
	}

	function kept(): void {
		while (unkept[0] !== undefined && unkept[0].seq <= journal.keptSeq) unkept.shift()?.act(false);
	}

	function keptAlone(): void {
		while (unkept[0] !== undefined && unkept[0].seq <= journal.keptSeq) {
			const next = unkept.shift();
			next?.act(next.addsRisk);
		}
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
		configs: memory.configs,
		get journalSeq() {
			return journal.keptSeq;
		},
		submit(input, answered) {
			const trouble = mayAddRisk(input) ? journal.trouble || (options.trouble?.() ?? '') : '';
			if (trouble !== '') {
				const message = `no new orders are taken: ${trouble}`;
				answered?.({ reply: { outcome: 'refused', code: 'NOT_READY', message }, journalSeq: journal.keptSeq });
				return;
			}
			flushWaiting();
			step(input, options.nowMs(), answered);
		},
		tick() {
			if (figuresWait) flushWaiting();
			const wakeAtMs = engine.wakeAtMs();
			const isDue = wakeAtMs !== null && wakeAtMs <= options.nowMs();
			if (options.nowMs() <= watchUntilMs || isDue) step({ kind: 'timer' }, options.nowMs());
		},
		mark(mark) {
			replaceWaiting(`${mark.tenantId}:${mark.accountId}:${mark.instrumentId}`, mark);
			if (engine.watches(mark)) flushWaiting();
		},
		watches: (at) => engine.watches(at),
		figures(account) {
			figuresWait = true;
			replaceWaiting(`${account.tenantId}:${account.accountId}`, account);
		},
		preview(order) {
			flushWaiting();
			return engine.preview(order, Math.max(memory.lastMs, options.nowMs()));
		},
		kept,
		keptAlone,
		close: () => journal.close(),
	};
}

const isSend = (output: EngineOutput): output is Extract<EngineOutput, { kind: 'send' }> => output.kind === 'send';

/** What the engine passes on by itself, once what it waited for has happened, may add risk too. */
const opensMore = (output: EngineOutput): boolean =>
	output.kind === 'order' && output.order.pending === 'NEW_SENT' && !output.order.reduceOnly && output.order.positionTicket === 0n;

/** What is left of the journal's room is for what ends risk, and for what venues say. */
const mayAddRisk = (input: EngineInput): boolean =>
	input.kind === 'amend' ||
	input.kind === 'placeGroup' ||
	(input.kind === 'decide' && input.approved) ||
	(input.kind === 'place' && !input.reduceOnly && input.positionTicket === 0n);
