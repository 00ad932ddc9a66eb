import { Calendar } from '../calendar/index.ts';
import { qualityMask, type Registry, type TickBatch, tickFlags } from '../tick/index.ts';
import { type QualityConfig, type QualitySettings, qualityConfig, qualityRules, ruleBit } from './config.ts';
import { QualityCounters } from './counters.ts';
import { Streams } from './streams.ts';

const { quote, trade, crossed, nonPositive, stale, spike, duplicate, outOfOrder, gap, session } = tickFlags;

/** Silence of a stream while its venue was open. */
export type Gap = { readonly instrumentId: number; readonly venueId: number; readonly fromMs: number; readonly toMs: number };

type Judge = {
	readonly settings: QualitySettings;
	readonly dropped: number;
	readonly flagged: number;
	readonly calendar: Calendar | undefined;
};

function judgeOf(config: QualityConfig): Judge {
	const settings = qualityConfig.parse(config);
	const bits = (action: string) => qualityRules.reduce((sum, rule) => (settings[rule] === action ? sum | ruleBit(rule) : sum), 0);
	const calendar = settings.calendar === undefined ? undefined : new Calendar(settings.calendar);
	return { settings, dropped: bits('drop'), flagged: bits('flag'), calendar };
}

/** What the rules remember of a stream. */
type Memory = {
	/** Newest stamp. -1: none yet. */
	timeMs: number;
	timeNs: number;
	/** Twice the last accepted middle; 0: none. */
	level: number;
	/** Twice the middle that waits for confirmation, and how many have confirmed it. */
	nextLevel: number;
	confirmed: number;
	readonly judge: Judge;
};

/**
 * Judges ticks by the rules of their venue, in the order in which they come: the outcome depends on the ticks alone, not on how they were
 * cut into batches. A rule that is set to drop removes the tick here.
 */
export class Normaliser {
	readonly streams = new Streams();
	readonly counters = new QualityCounters();
	/** The stream of each row that the last `run` left. */
	rowStreams = new Uint32Array(0);
	/** Called for each gap, whatever its action is. */
	onGap: (gap: Gap) => void = () => undefined;
	readonly #memories: Memory[] = [];
	readonly #judges = new Map<string, Judge>();
	readonly #registry: Registry;
	readonly #otherwise: Judge;

	/** @throws ZodError on unfit configuration */
	constructor(
		registry: Registry,
		config: { readonly venues?: Readonly<Record<string, QualityConfig>>; readonly otherwise?: QualityConfig } = {},
	) {
		this.#registry = registry;
		this.#otherwise = judgeOf(config.otherwise ?? {});
		for (const [venue, quality] of Object.entries(config.venues ?? {})) this.#judges.set(venue, judgeOf(quality));
	}

	/** Flags rows in place and removes those to drop; the others move up. @returns how many were removed */
	run(batch: TickBatch): number {
		const { columns, length } = batch;
		if (this.rowStreams.length < length) this.rowStreams = new Uint32Array(Math.max(length, this.rowStreams.length * 2));
		const { venueId, instrumentId, timeMs, timeNs, receivedMs, bid, ask, last, flags } = columns;
		const { rowStreams, streams, counters } = this;
		let kept = 0;
		for (let row = 0; row < length; row++) {
			const stream = streams.of(venueId[row] ?? 0, instrumentId[row] ?? 0);
			const memory = this.#memories[stream] ?? this.#begin(stream);
			const kind = flags[row] ?? 0;
			const atMs = timeMs[row] ?? 0;
			const atNs = timeNs[row] ?? 0;
			const gotMs = receivedMs[row] ?? 0;
			const { judge } = memory;
			let found = 0;
			let level = 0;
			if ((kind & quote) !== 0) {
				const bidPrice = bid[row] ?? 0;
				const askPrice = ask[row] ?? 0;
				if (bidPrice > askPrice) found |= crossed;
				if (bidPrice <= 0 || askPrice <= 0) found |= nonPositive;
				else level = bidPrice + askPrice;
			}
			if ((kind & trade) !== 0) {
				const lastPrice = last[row] ?? 0;
				if (lastPrice <= 0) found |= nonPositive;
				else if (level === 0) level = lastPrice * 2;
			}
			if (gotMs !== 0 && Math.abs(gotMs - atMs) > judge.settings.staleMs) found |= stale;
			if (memory.timeMs >= 0) {
				if (atMs < memory.timeMs || (atMs === memory.timeMs && atNs < memory.timeNs)) found |= outOfOrder;
				else if (atMs === memory.timeMs && atNs === memory.timeNs) found |= duplicate;
				else if (atMs - memory.timeMs > judge.settings.gapMs && this.#isGap(stream, memory, atMs)) found |= gap;
			}
			// A stamp that can't be right must not make every later one look old.
			if ((found & (stale | outOfOrder)) === 0) {
				memory.timeMs = atMs;
				memory.timeNs = atNs;
			}
			if (level !== 0 && isSpike(memory, level, (found & gap) !== 0)) found |= spike;
			if (judge.calendar !== undefined && !judge.calendar.isOpen(atMs)) found |= session;

			const dropped = (found & judge.dropped) !== 0;
			counters.count(stream, found, dropped);
			if (dropped) continue;
			if (kept !== row) move(batch, row, kept);
			flags[kept] = (kind & ~qualityMask) | (found & judge.flagged);
			rowStreams[kept] = stream;
			kept += 1;
		}
		batch.length = kept;
		return length - kept;
	}

	#begin(stream: number): Memory {
		const { venue } = this.#registry.venueInfo(this.streams.venueId(stream));
		const judge = this.#judges.get(venue) ?? this.#otherwise;
		const memory = { timeMs: -1, timeNs: 0, level: 0, nextLevel: 0, confirmed: 0, judge };
		this.counters.reserve(this.streams.count);
		this.#memories[stream] = memory;
		return memory;
	}

	#isGap(stream: number, memory: Memory, atMs: number): boolean {
		const { calendar, settings } = memory.judge;
		if (calendar !== undefined && calendar.openMs(memory.timeMs, atMs) <= settings.gapMs) return false;
		this.onGap({
			instrumentId: this.streams.instrumentId(stream),
			venueId: this.streams.venueId(stream),
			fromMs: memory.timeMs,
			toMs: atMs,
		});
		return true;
	}
}

/** After a gap the market may be anywhere: the level is taken as it comes. */
function isSpike(memory: Memory, level: number, afterGap: boolean): boolean {
	const { spikePpm, spikeTicks } = memory.judge.settings;
	if (memory.level === 0 || afterGap || isNear(level, memory.level, spikePpm)) {
		memory.level = level;
		memory.confirmed = 0;
		return false;
	}
	memory.confirmed = memory.confirmed > 0 && isNear(level, memory.nextLevel, spikePpm) ? memory.confirmed + 1 : 1;
	memory.nextLevel = level;
	if (memory.confirmed <= spikeTicks) return true;
	memory.level = level;
	memory.confirmed = 0;
	return false;
}

const isNear = (level: number, of: number, ppm: number): boolean => Math.abs(level - of) * 1e6 <= of * ppm;

function move({ columns }: TickBatch, from: number, to: number): void {
	columns.timeMs[to] = columns.timeMs[from] ?? 0;
	columns.timeNs[to] = columns.timeNs[from] ?? 0;
	columns.receivedMs[to] = columns.receivedMs[from] ?? 0;
	columns.receivedNs[to] = columns.receivedNs[from] ?? 0;
	columns.bid[to] = columns.bid[from] ?? 0;
	columns.ask[to] = columns.ask[from] ?? 0;
	columns.last[to] = columns.last[from] ?? 0;
	columns.bidSize[to] = columns.bidSize[from] ?? 0;
	columns.askSize[to] = columns.askSize[from] ?? 0;
	columns.lastSize[to] = columns.lastSize[from] ?? 0;
	columns.instrumentId[to] = columns.instrumentId[from] ?? 0;
	columns.venueId[to] = columns.venueId[from] ?? 0;
	columns.flags[to] = columns.flags[from] ?? 0;
}
