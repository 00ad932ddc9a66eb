import { fromNs, nsPerMs, type Registry, type TickBatch, tickFlags, unitsOfDouble, unitsOfText } from '../tick/index.ts';
import type { VendorSettings } from './vendor-config.ts';

export type VendorCounts = {
	messages: number;
	ticks: number;
	/** Messages of another kind: greetings, heartbeats, confirmations. */
	others: number;
	unknownSymbols: number;
	/** No JSON, no time, a price that is no whole number of the instrument's units. */
	bad: number;
};

/** Reads a vendor's messages by its configuration. Nothing in them is trusted: what does not fit is counted, and the first is kept to be shown. */
export class VendorQuotes {
	readonly counts: VendorCounts = { messages: 0, ticks: 0, others: 0, unknownSymbols: 0, bad: 0 };
	firstBad: { readonly reason: string; readonly text: string } | undefined;
	readonly #settings: VendorSettings;
	readonly #venueId: number;
	readonly #instruments = new Map<string, { readonly id: number; readonly priceDigits: number; readonly qtyDigits: number }>();
	readonly #paths = new Map<string, readonly string[]>();

	/** @throws Error where one of our symbols is not in the registry */
	constructor(settings: VendorSettings, registry: Registry) {
		this.#settings = settings;
		const venueId = registry.venueId(settings.venue);
		if (venueId === undefined) throw new Error(`venue ${settings.venue} is not in the registry`);
		this.#venueId = venueId;
		for (const [theirs, ours] of Object.entries(settings.symbols)) {
			const id = registry.instrumentId(ours);
			if (id === undefined) throw new Error(`${settings.venue}: ${theirs} is to be ${ours}, which is not in the registry`);
			this.#instruments.set(theirs, { id, ...registry.instrumentInfo(id) });
		}
	}

	/** Appends the quotes of one message. */
	read(text: string, batch: TickBatch, receivedMs: number): void {
		this.counts.messages += 1;
		let message: unknown;
		try {
			message = JSON.parse(text);
		} catch {
			return this.#refuse('no JSON', text);
		}
		const { only, quotes } = this.#settings;
		if (only !== undefined && this.#at(message, only.path) !== only.equals) return this.#skip();
		const found = quotes === undefined ? message : this.#at(message, quotes);
		if (found === undefined || found === null) return this.#skip();
		for (const quote of Array.isArray(found) ? found : [found]) this.#take(quote, { batch, receivedMs, text });
	}

	#take(quote: unknown, input: { readonly batch: TickBatch; readonly receivedMs: number; readonly text: string }): void {
		const { fields } = this.#settings;
		const symbol = this.#at(quote, fields.symbol);
		if (typeof symbol !== 'string') return this.#skip();
		const instrument = this.#instruments.get(symbol);
		if (instrument === undefined) {
			this.counts.unknownSymbols += 1;
			return;
		}
		const price = (name: 'bid' | 'ask' | 'last') => this.#number(quote, fields[name], instrument.priceDigits);
		const size = (name: 'bidSize' | 'askSize' | 'lastSize') => this.#number(quote, fields[name], instrument.qtyDigits);
		const [bid, ask, last] = [price('bid'), price('ask'), price('last')];
		const [bidSize, askSize, lastSize] = [size('bidSize'), size('askSize'), size('lastSize')];
		if ([bid, ask, last, bidSize, askSize, lastSize].includes(undefined))
			return this.#refuse(`a number that ${symbol} can't have`, input.text);
		const isQuote = bid !== null && ask !== null;
		if (!isQuote && last === null) return this.#skip();
		const time = fields.time === undefined ? { ms: input.receivedMs, ns: 0 } : this.#time(this.#at(quote, fields.time));
		if (time === undefined) return this.#refuse('no time', input.text);
		const { batch } = input;
		batch.append({
			instrumentId: instrument.id,
			venueId: this.#venueId,
			timeMs: time.ms,
			timeNs: time.ns,
			receivedMs: input.receivedMs,
			receivedNs: 0,
			bid: isQuote ? (bid ?? 0) : 0,
			ask: isQuote ? (ask ?? 0) : 0,
			last: last ?? 0,
			bidSize: bidSize ?? 0,
			askSize: askSize ?? 0,
			lastSize: lastSize ?? 0,
			flags: (isQuote ? tickFlags.quote : 0) | (last === null ? 0 : tickFlags.trade),
		});
		this.counts.ticks += 1;
	}

	/** Own fields alone, so that no message reaches into a prototype. */
	#at(value: unknown, path: string): unknown {
		let names = this.#paths.get(path);
		if (names === undefined) {
			names = path.split('.');
			this.#paths.set(path, names);
		}
		let at = value;
		for (const name of names) {
			if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
			at = Reflect.get(at, name);
		}
		return at;
	}

	/** @returns null where there is none, undefined where it does not fit */
	#number(quote: unknown, path: string | undefined, digits: number): number | null | undefined {
		const value = path === undefined ? null : this.#at(quote, path);
		if (value === null || value === undefined) return null;
		if (typeof value === 'number') return unitsOfDouble(value, digits);
		return typeof value === 'string' ? unitsOfText(value, digits) : undefined;
	}

	#time(value: unknown): { readonly ms: number; readonly ns: number } | undefined {
		if (this.#settings.timeUnit === 'iso') {
			// Without an offset it would be read in the zone of this machine.
			if (typeof value !== 'string' || !/(Z|[+-]\d\d:?\d\d)$/.test(value)) return undefined;
			const ms = Date.parse(value);
			return Number.isNaN(ms) || ms < 0 ? undefined : { ms, ns: Number((/\.\d{3}(\d{1,6})/.exec(value)?.[1] ?? '').padEnd(6, '0')) };
		}
		if (typeof value !== 'number' && typeof value !== 'string') return undefined;
		if (!/^\d{1,19}(\.\d+)?$/.test(String(value))) return undefined;
		switch (this.#settings.timeUnit) {
			case 's': {
				const ms = Number(value) * 1_000;
				return { ms: Math.floor(ms + 1e-6), ns: 0 };
			}
			case 'ms':
				return { ms: Math.floor(Number(value)), ns: Math.round((Number(value) % 1) * nsPerMs) % nsPerMs };
			case 'us':
				return fromNs(BigInt(String(value).split('.')[0] ?? '0') * 1_000n);
			case 'ns':
				return fromNs(BigInt(String(value).split('.')[0] ?? '0'));
		}
	}

	#skip(): void {
		this.counts.others += 1;
	}

	#refuse(reason: string, text: string): void {
		this.counts.bad += 1;
		this.firstBad ??= { reason, text: text.slice(0, 200) };
	}
}
