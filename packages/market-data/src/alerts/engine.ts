import type { Streams } from '../quality/index.ts';
import { type Registry, type TickBatch, tickFlags } from '../tick/index.ts';
import { Correlation, Window, type WindowTick } from '../windows/index.ts';
import type { AlertMetric, AlertRule } from './rule.ts';
import { Trigger, type TriggerState } from './trigger.ts';

export type AlertEvent = {
	readonly rule: AlertRule;
	readonly atMs: number;
	/** The metric's value; for an absence, how long there has been no tick, in ms. */
	readonly value: number;
};

/** A correlation is of so many steps over its window. */
const correlationSteps = 60;

type Watch = {
	readonly rule: AlertRule;
	readonly trigger: Trigger;
	readonly window: Window | undefined;
	readonly correlation: Correlation | undefined;
};
type Watched = {
	readonly windows: Map<number, Window>;
	watches: Watch[] /** Correlations of other streams' rules. */;
	others: Correlation[];
	lastMs: number;
};

/**
 * Alerts on the windows of streams. Rules that look at the same length of the same stream share a window. A tick costs the rules of its own
 * stream alone.
 */
export class AlertEngine {
	readonly #registry: Registry;
	readonly #streams: Streams;
	readonly #onAlert: (event: AlertEvent) => void;
	readonly #watched: (Watched | undefined)[] = [];
	readonly #byId = new Map<string, { readonly stream: number; readonly watch: Watch }>();

	constructor(input: { readonly registry: Registry; readonly streams: Streams; readonly onAlert: (event: AlertEvent) => void }) {
		this.#registry = input.registry;
		this.#streams = input.streams;
		this.#onAlert = input.onAlert;
	}

	/** Adds a rule or puts it in the place of the one with its id. @param state of before a restart. @returns false where this process does not know its instrument or venue yet */
	set(rule: AlertRule, state?: TriggerState): boolean {
		this.remove(rule.id);
		const stream = this.#streamOf(rule);
		const other = rule.other === undefined ? undefined : this.#streamOf(rule.other);
		if (stream === undefined || (rule.other !== undefined && other === undefined)) return false;
		const watched = this.#of(stream);
		const correlation =
			rule.windowMs === undefined || other === undefined
				? undefined
				: new Correlation({ stepMs: Math.max(1, Math.round(rule.windowMs / correlationSteps)), samples: correlationSteps });
		const window =
			rule.windowMs === undefined || correlation !== undefined
				? undefined
				: (watched.windows.get(rule.windowMs) ?? new Window(rule.windowMs));
		if (window !== undefined) watched.windows.set(window.lengthMs, window);
		if (correlation !== undefined && other !== undefined) this.#of(other).others.push(correlation);
		const watch = { rule, trigger: new Trigger(rule.condition, state), window, correlation };
		watched.watches.push(watch);
		this.#byId.set(rule.id, { stream, watch });
		return true;
	}

	remove(id: string): void {
		const found = this.#byId.get(id);
		if (found === undefined) return;
		this.#byId.delete(id);
		const { stream, watch } = found;
		const watched = this.#of(stream);
		watched.watches = watched.watches.filter((other) => other !== watch);
		if (watch.window !== undefined && !watched.watches.some(({ window }) => window === watch.window))
			watched.windows.delete(watch.window.lengthMs);
		for (const other of this.#watched) if (other !== undefined) other.others = other.others.filter((one) => one !== watch.correlation);
	}

	ids(): string[] {
		return [...this.#byId.keys()];
	}

	/** To be kept, and given back to `set` after a restart. */
	state(id: string): TriggerState | undefined {
		return this.#byId.get(id)?.watch.trigger.state;
	}

	/** @param streams the stream of each row */
	update({ columns, length }: TickBatch, streams: Uint32Array): void {
		for (let row = 0; row < length; row++) {
			const watched = this.#watched[streams[row] ?? 0];
			if (watched === undefined) continue;
			const flags = columns.flags[row] ?? 0;
			this.#see(watched, {
				timeMs: columns.timeMs[row] ?? 0,
				bid: columns.bid[row] ?? 0,
				ask: columns.ask[row] ?? 0,
				bidSize: columns.bidSize[row] ?? 0,
				askSize: columns.askSize[row] ?? 0,
				last: columns.last[row] ?? 0,
				lastSize: columns.lastSize[row] ?? 0,
				isQuote: (flags & tickFlags.quote) !== 0,
				isTrade: (flags & tickFlags.trade) !== 0,
			});
		}
	}

	/** What only the clock can tell: silence, and windows that empty. */
	advance(nowMs: number): void {
		for (const watched of this.#watched) {
			if (watched === undefined) continue;
			for (const window of watched.windows.values()) window.advance(nowMs);
			for (const { rule, trigger, window } of watched.watches) {
				// A stream that never ticked is silent since its rule was set.
				if (watched.lastMs === Number.NEGATIVE_INFINITY) watched.lastMs = nowMs;
				if (trigger.silence(nowMs - watched.lastMs)) this.#onAlert({ rule, atMs: nowMs, value: nowMs - watched.lastMs });
				if (rule.metric === 'tickRate' && window !== undefined && trigger.see(window.tickRate))
					this.#onAlert({ rule, atMs: nowMs, value: window.tickRate });
			}
		}
	}

	#see(watched: Watched, tick: WindowTick): void {
		watched.lastMs = Math.max(watched.lastMs, tick.timeMs);
		for (const window of watched.windows.values()) window.add(tick);
		const price = tick.bid + tick.ask;
		if (tick.isQuote) for (const correlation of watched.others) correlation.add(1, { timeMs: tick.timeMs, price });
		for (const { rule, trigger, window, correlation } of watched.watches) {
			if (tick.isQuote) correlation?.add(0, { timeMs: tick.timeMs, price });
			const value = metricValue(rule.metric, { tick, window, correlation });
			if (trigger.see(value)) this.#onAlert({ rule, atMs: tick.timeMs, value });
		}
	}

	#streamOf(of: { readonly venue: string; readonly symbol: string }): number | undefined {
		const [venueId, instrumentId] = [this.#registry.venueId(of.venue), this.#registry.instrumentId(of.symbol)];
		return venueId === undefined || instrumentId === undefined ? undefined : this.#streams.of(venueId, instrumentId);
	}

	#of(stream: number): Watched {
		const known = this.#watched[stream];
		if (known !== undefined) return known;
		const watched: Watched = { windows: new Map(), watches: [], others: [], lastMs: Number.NEGATIVE_INFINITY };
		this.#watched[stream] = watched;
		return watched;
	}
}

function metricValue(
	metric: AlertMetric,
	from: { tick: WindowTick; window: Window | undefined; correlation: Correlation | undefined },
): number {
	const { tick, window, correlation } = from;
	switch (metric) {
		case 'bid':
			return tick.isQuote ? tick.bid : Number.NaN;
		case 'ask':
			return tick.isQuote ? tick.ask : Number.NaN;
		case 'mid':
			return tick.isQuote ? tick.bid + tick.ask : Number.NaN;
		case 'spread':
			return tick.isQuote ? tick.ask - tick.bid : Number.NaN;
		case 'last':
			return tick.isTrade ? tick.last : Number.NaN;
		case 'correlation':
			// Of few steps it is close to 1 or -1 by chance.
			return correlation === undefined || correlation.samples < correlationSteps / 2 ? Number.NaN : correlation.value;
		default:
			return window?.[metric] ?? Number.NaN;
	}
}
