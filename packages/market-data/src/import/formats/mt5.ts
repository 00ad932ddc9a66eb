import { tickFlags } from '../../tick/index.ts';
import { Fields, fixed, wholeAt } from '../fields.ts';
import { priceFault, readPrices, sizeFault } from '../read-values.ts';
import {
	type BadRowKind,
	Clock,
	type Draft,
	ImportError,
	type RawRow,
	type ReaderState,
	type RowContext,
	type RowReader,
} from '../rows.ts';
import { dateAt, type Moment, timeOfDay } from '../time.ts';

/** TICK_FLAG_* of MqlTick. */
const mt5Flags = { bid: 2, ask: 4, last: 8, volume: 16, buy: 32, sell: 64 } as const;

/**
 * What a terminal exports from Symbols > Ticks and Symbols > Bars: a header of `<DATE> <TIME> ...` in this or another order, tabs or
 * commas or semicolons, times of the broker's server.
 */
abstract class Mt5Reader implements RowReader {
	protected readonly fields = new Fields();
	protected readonly context: RowContext;
	protected readonly clock: Clock;
	protected columns = new Map<string, number>();
	readonly #moment: Moment = { ms: 0, ns: 0 };
	readonly #needs: readonly string[];
	#header = '';
	#delimiter = 0x09;

	constructor(context: RowContext, needs: readonly string[]) {
		this.context = context;
		this.clock = new Clock(context.zone);
		this.#needs = needs;
	}

	read(row: RawRow, out: Draft): BadRowKind | 'none' | undefined {
		if (this.#header === '') {
			this.#readHeader(String.fromCharCode(...row.bytes.subarray(row.start, row.end)));
			return 'none';
		}
		if (row.start === row.end) return 'none';
		this.fields.split(row.bytes, this.#delimiter, row);
		if (this.fields.count !== this.columns.size) return 'columns';
		return this.#readTime(out) ?? this.readValues(out);
	}

	state(): ReaderState {
		return { header: this.#header, lastMs: this.clock.lastMs, ...this.carried() };
	}

	restore(state: ReaderState): void {
		if (typeof state.header === 'string' && state.header !== '') this.#readHeader(state.header);
		this.clock.lastMs = Number(state.lastMs ?? 0);
	}

	protected abstract readValues(out: Draft): BadRowKind | undefined;

	protected carried(): ReaderState {
		return {};
	}

	/** The field's number; beyond every row where the file has no such column, which reads as blank. */
	protected column(name: string): number {
		return this.columns.get(name) ?? Number.MAX_SAFE_INTEGER;
	}

	#readHeader(text: string): void {
		const delimiter = ['\t', ',', ';'].find((candidate) => text.includes(candidate)) ?? '\t';
		const names = text.split(delimiter).map((name) => name.trim().replace(/^<|>$/g, '').toUpperCase());
		const missing = this.#needs.filter((name) => !names.includes(name));
		if (missing.length > 0 || new Set(names).size !== names.length) {
			const wanted = this.#needs.map((name) => `<${name}>`).join(' ');
			throw new ImportError(
				`the first line is no header of an MT5 export: it needs ${wanted}, and has ${JSON.stringify(text.slice(0, 120))}`,
			);
		}
		this.#header = text;
		this.#delimiter = delimiter.charCodeAt(0);
		this.columns = new Map(names.map((name, index) => [name, index]));
	}

	#readTime(out: Draft): BadRowKind | undefined {
		const { fields } = this;
		const date = this.column('DATE');
		const day = dateAt(fields.bytes, fields.start(date), fields.end(date) - fields.start(date));
		if (day === undefined) return 'time';
		const moment = this.#moment;
		moment.ms = 0;
		moment.ns = 0;
		const time = this.column('TIME');
		if (this.columns.has('TIME') && !timeOfDay(fields.bytes, { at: fields.start(time), end: fields.end(time) }, moment)) return 'time';
		return this.clock.set(out, day + moment.ms, moment.ns) ? undefined : 'zoneGap';
	}
}

/** A blank bid or ask has not changed. A blank last, or 0, is no trade. */
class Mt5Ticks extends Mt5Reader {
	#bid = 0;
	#ask = 0;

	protected override readValues(out: Draft): BadRowKind | undefined {
		const { fields, context } = this;
		const bid = this.#price('BID', this.#bid);
		const ask = this.#price('ASK', this.#ask);
		const last = this.#price('LAST', 0);
		const volume = fields.isEmpty(this.column('VOLUME')) ? 0 : fixed(fields, this.column('VOLUME'), context.qtyDigits);
		const mask = this.#mask();
		const fault =
			(bid === 0 ? undefined : priceFault(bid)) ?? (ask === 0 ? undefined : priceFault(ask)) ?? (last === 0 ? undefined : priceFault(last));
		if (fault !== undefined) return fault;
		if (volume < 0) return sizeFault(volume);
		if (mask < 0) return 'flags';
		this.#bid = bid;
		this.#ask = ask;
		const isQuote = bid > 0 && ask > 0;
		const isTrade = last > 0 && (mask & (mt5Flags.last | mt5Flags.volume)) !== 0;
		if (!isQuote && !isTrade) return 'incomplete';
		out.bid = isQuote ? bid : 0;
		out.ask = isQuote ? ask : 0;
		out.bidSize = 0;
		out.askSize = 0;
		out.last = isTrade ? last : 0;
		out.lastSize = isTrade ? volume : 0;
		out.flags = (isQuote ? tickFlags.quote : 0) | (isTrade ? tickFlags.trade : 0);
		if (isTrade && (mask & mt5Flags.buy) !== 0) out.flags |= tickFlags.buy;
		if (isTrade && (mask & mt5Flags.sell) !== 0) out.flags |= tickFlags.sell;
		return undefined;
	}

	protected override carried(): ReaderState {
		return { bid: this.#bid, ask: this.#ask };
	}

	override restore(state: ReaderState): void {
		super.restore(state);
		this.#bid = Number(state.bid ?? 0);
		this.#ask = Number(state.ask ?? 0);
	}

	/** Some exports write 0.00 for what did not change. */
	#price(name: string, carried: number): number {
		const column = this.column(name);
		if (this.fields.isEmpty(column)) return carried;
		const value = fixed(this.fields, column, this.context.priceDigits);
		return value === 0 ? carried : value;
	}

	/** All bits where the file has no such column. */
	#mask(): number {
		const column = this.column('FLAGS');
		if (this.fields.isEmpty(column)) return mt5Flags.bid | mt5Flags.ask | mt5Flags.last;
		const start = this.fields.start(column);
		return wholeAt(this.fields.bytes, start, Math.min(10, this.fields.end(column) - start));
	}
}

class Mt5Bars extends Mt5Reader {
	protected override readValues(out: Draft): BadRowKind | undefined {
		const { fields, context } = this;
		const [open, high, low, close] = [this.column('OPEN'), this.column('HIGH'), this.column('LOW'), this.column('CLOSE')];
		const fault = readPrices(fields, out, { open, high, low, close, digits: context.priceDigits });
		if (fault !== undefined) return fault;
		out.tickVolume = this.#count('TICKVOL', 0);
		out.volume = this.#count('VOL', context.qtyDigits);
		out.spread = this.#count('SPREAD', 0);
		return sizeFault(out.tickVolume) ?? sizeFault(out.volume) ?? sizeFault(out.spread);
	}

	#count(name: string, digits: number): number {
		const column = this.column(name);
		return this.fields.isEmpty(column) ? 0 : fixed(this.fields, column, digits);
	}
}

export const mt5Ticks = (context: RowContext): RowReader => new Mt5Ticks(context, ['DATE', 'TIME', 'BID', 'ASK']);
export const mt5Bars = (context: RowContext): RowReader => new Mt5Bars(context, ['DATE', 'OPEN', 'HIGH', 'LOW', 'CLOSE']);
