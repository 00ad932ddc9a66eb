import { resolve } from 'node:path';
import { z } from 'zod';
import { factsOfPath } from './facts.ts';
import { csvMapping } from './formats/csv.ts';
import { type FormatName, formatName, formats } from './formats/index.ts';
import { ImportError, type RowContext } from './rows.ts';
import { UnknownZone, zoneOf } from './zone.ts';

/** What whoever imports a file may say about it; what is left out is taken from its name, where that has it. */
export const importSettings = z.strictObject({
	format: formatName.optional(),
	venue: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'is no name of a venue'),
	instrument: z
		.string()
		.regex(/^[A-Za-z0-9][A-Za-z0-9._#-]{0,63}$/, 'is no name of an instrument')
		.optional(),
	/** IANA zone or offset of the times in the file. */
	zone: z.string().min(1).max(64).optional(),
	priceDigits: z.int().min(0).max(8).optional(),
	qtyDigits: z.int().min(0).max(8).optional(),
	/** Of formats that count from a day or hour: `2024-01-31` or `2024-01-31T13`. */
	base: z
		.string()
		.regex(/^\d{4}-\d{2}-\d{2}(?:T\d{2})?$/, 'is written 2024-01-31 or 2024-01-31T13')
		.optional(),
	/** Seconds of a bar. */
	periodS: z.int().min(1).max(31_622_400).optional(),
	/** Which prices bars are of. Formats that have both take this one. */
	side: z.enum(['bid', 'ask', 'mid', 'last']).default('bid'),
	mapping: csvMapping.optional(),
	/** What to do where the store has ticks of these days from elsewhere. */
	overlap: z.enum(['refuse', 'replace', 'add']).default('refuse'),
});
export type ImportSettings = z.infer<typeof importSettings>;

/** Settings with nothing left open. */
export type ImportPlan = {
	readonly format: FormatName;
	readonly venue: string;
	readonly instrument: string;
	readonly zone: string;
	readonly priceDigits: number | undefined;
	readonly qtyDigits: number | undefined;
	readonly baseMs: number;
	readonly periodS: number;
	readonly side: 'bid' | 'ask' | 'mid' | 'last';
	readonly mapping: z.infer<typeof csvMapping> | undefined;
	readonly overlap: 'refuse' | 'replace' | 'add';
};

/** @param name the file's name and folders as its owner has them. @throws ImportError that says what is missing, and how to say it */
export function planOf(name: string, settings: ImportSettings): ImportPlan {
	const facts = factsOfPath(resolve('/', name));
	const format = settings.format ?? facts.format;
	if (format === undefined) throw new ImportError(`${name}: its name does not say which format it is; say --format`);
	const spec = formats[format];
	const own = facts.format === format ? facts : {};
	const instrument = settings.instrument ?? own.instrument;
	if (instrument === undefined) throw new ImportError(`${name}: which instrument is it? Say --instrument`);
	const zone =
		settings.zone ??
		spec.zone ??
		own.zone ??
		(settings.mapping !== undefined && settings.mapping.timeFormat !== 'date' ? 'UTC' : undefined);
	if (zone === undefined)
		throw new ImportError(
			`${name}: ${spec.title} have local times and do not say of which zone; say --zone, for example Europe/Athens or +02:00`,
		);
	checkZone(zone);
	const baseMs = settings.base === undefined ? own.baseMs : baseOf(settings.base);
	if (spec.needsBase === true && baseMs === undefined)
		throw new ImportError(`${name}: its times count from a day or an hour that its name does not have; say --base 2024-01-31T13`);
	if (spec.recordBytes !== undefined && settings.priceDigits === undefined)
		throw new ImportError(`${name}: ${spec.title} has prices in points; say --digits, for example 5 for EURUSD, 3 for USDJPY`);
	const periodS = settings.periodS ?? own.periodS ?? 0;
	if (spec.rows === 'bars' && periodS === 0) throw new ImportError(`${name}: how long is one bar? Say --period in seconds`);
	const { venue, priceDigits, qtyDigits, side, mapping, overlap } = settings;
	return { format, venue, instrument, zone, priceDigits, qtyDigits, baseMs: baseMs ?? 0, periodS, side, mapping, overlap };
}

function checkZone(zone: string): void {
	try {
		zoneOf(zone);
	} catch (error) {
		throw error instanceof UnknownZone ? new ImportError(error.message) : error;
	}
}

function baseOf(text: string): number {
	const ms = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}:00:00Z`);
	if (Number.isNaN(ms)) throw new ImportError(`${text} is no day or hour`);
	return ms;
}

/** @param digits of the instrument, once they are known */
export const contextOf = (plan: ImportPlan, digits: { readonly priceDigits: number; readonly qtyDigits: number }): RowContext => ({
	...digits,
	instrument: plan.instrument,
	zone: zoneOf(plan.zone),
	baseMs: plan.baseMs,
	side: plan.side === 'ask' ? 'ask' : 'bid',
});
