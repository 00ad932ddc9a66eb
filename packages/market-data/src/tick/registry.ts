import { z } from 'zod';

/** Letters, digits and what brokers put between them; the name is part of paths and keys. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._#-]{0,63}$/);

/** What market data needs to know of an instrument; shared by all tenants. */
export const instrumentInfo = z.strictObject({
	symbol: name,
	/** Decimals of its prices, the most that any venue quotes. */
	priceDigits: z.int().min(0).max(8),
	/** Decimals of its sizes. */
	qtyDigits: z.int().min(0).max(8).default(0),
});
export type InstrumentInfo = z.output<typeof instrumentInfo>;

export const venueInfo = z.strictObject({
	venue: name,
	/** IANA name, for the venue's calendar days: its bars of a day begin at its midnight. */
	zone: z
		.string()
		.refine((zone) => {
			try {
				return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
			} catch {
				return false;
			}
		}, 'is no IANA time zone')
		.default('UTC'),
	/** Its trading day begins so many hours after local midnight; -7: Monday's begins on Sunday at 17:00, as in currencies in New York. */
	dayStartHours: z.int().min(-12).max(12).default(0),
});
export type VenueInfo = z.output<typeof venueInfo>;

/**
 * The instruments and venues of this process, by small dense numbers, so that an array may be indexed by them. The numbers mean nothing
 * elsewhere: what leaves the process (store, Redis, API) says the names.
 */
export class Registry {
	readonly #instruments: InstrumentInfo[] = [];
	readonly #venues: VenueInfo[] = [];
	readonly #idOfSymbol = new Map<string, number>();
	readonly #idOfVenue = new Map<string, number>();

	/** @returns the id; the same for the same symbol. @throws Error where the symbol is known with other digits, or the input is unfit */
	instrument(input: z.input<typeof instrumentInfo>): number {
		const info = instrumentInfo.parse(input);
		const known = this.#idOfSymbol.get(info.symbol);
		if (known === undefined) {
			this.#idOfSymbol.set(info.symbol, this.#instruments.length);
			return this.#instruments.push(info) - 1;
		}
		const old = this.instrumentInfo(known);
		if (old.priceDigits !== info.priceDigits || old.qtyDigits !== info.qtyDigits)
			throw new Error(
				`${info.symbol} is known with ${old.priceDigits} price and ${old.qtyDigits} quantity digits, not ${info.priceDigits} and ${info.qtyDigits}`,
			);
		return known;
	}

	/** @returns the id; the same for the same name. @throws Error where it is known with another zone or day, or the input is unfit */
	venue(input: z.input<typeof venueInfo>): number {
		const info = venueInfo.parse(input);
		const known = this.#idOfVenue.get(info.venue);
		if (known === undefined) {
			this.#idOfVenue.set(info.venue, this.#venues.length);
			return this.#venues.push(info) - 1;
		}
		const old = this.venueInfo(known);
		if (old.zone !== info.zone || old.dayStartHours !== info.dayStartHours)
			throw new Error(
				`${info.venue} is known in zone ${old.zone} with days from ${old.dayStartHours} h, not ${info.zone} and ${info.dayStartHours} h`,
			);
		return known;
	}

	get instrumentCount(): number {
		return this.#instruments.length;
	}

	get venueCount(): number {
		return this.#venues.length;
	}

	instrumentId(symbol: string): number | undefined {
		return this.#idOfSymbol.get(symbol);
	}

	venueId(venue: string): number | undefined {
		return this.#idOfVenue.get(venue);
	}

	/** @throws RangeError for an id that was never given */
	instrumentInfo(id: number): InstrumentInfo {
		const info = this.#instruments[id];
		if (info === undefined) throw new RangeError(`no instrument has the id ${id}`);
		return info;
	}

	/** @throws RangeError for an id that was never given */
	venueInfo(id: number): VenueInfo {
		const info = this.#venues[id];
		if (info === undefined) throw new RangeError(`no venue has the id ${id}`);
		return info;
	}
}
