import type { FormatName } from './formats/index.ts';
import { civilDay } from './time.ts';

/** What a file's path says by the habits of whoever makes such files. All of it may be said otherwise by who imports it. */
export type FileFacts = {
	readonly format?: FormatName;
	readonly instrument?: string;
	readonly zone?: string;
	readonly baseMs?: number;
	readonly periodS?: number;
};

const periods: Readonly<Record<string, number>> = {
	M1: 60,
	M5: 300,
	M15: 900,
	M30: 1800,
	H1: 3600,
	H4: 14_400,
	Daily: 86_400,
	D1: 86_400,
	second: 1,
	minute: 60,
	hour: 3600,
	daily: 86_400,
};
/** LEAN's market hours: files of FXCM are in fixed New York winter time, those of OANDA in UTC. */
const leanZones: Readonly<Record<string, string>> = { oanda: 'UTC', fxcm: '-05:00', usa: 'America/New_York' };

const withDefined = (facts: Record<string, unknown>): FileFacts =>
	Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));

type Habit = { readonly path: RegExp; facts(match: readonly string[]): FileFacts };

const habits: readonly Habit[] = [
	// .../EURUSD/2024/00/02/13h_ticks.bi5: the month counts from 0
	{
		path: /(?:([A-Z0-9]{3,20})\/)?(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})h_ticks\.bi5$/i,
		facts: ([, instrument, year, month, day, hour]) => {
			const midnight = civilDay(Number(year), Number(month) + 1, Number(day));
			const baseMs = midnight === undefined || Number(hour) > 23 ? undefined : midnight + Number(hour) * 3_600_000;
			return withDefined({ format: 'dukascopy', instrument: instrument?.toUpperCase(), baseMs });
		},
	},
	{ path: /\.bi5$/i, facts: () => ({ format: 'dukascopy' }) },
	// .../forex/oanda/tick/eurusd/20140506_quote.zip
	{
		path: /(?:([a-z]+)\/)?(tick|second|minute)\/([a-z0-9.]+)\/(\d{4})(\d{2})(\d{2})_(?:quote|trade)\.zip$/i,
		facts: ([, market = '', resolution = '', instrument = '', year, month, day]) =>
			withDefined({
				format: resolution.toLowerCase() === 'tick' ? 'lean-ticks' : 'lean-bars',
				instrument: instrument.toUpperCase(),
				zone: leanZones[market.toLowerCase()],
				baseMs: civilDay(Number(year), Number(month), Number(day)),
				periodS: periods[resolution.toLowerCase()],
			}),
	},
	{
		path: /(?:([a-z]+)\/)?(hour|daily)\/([a-z0-9.]+)\.zip$/i,
		facts: ([, market = '', resolution = '', instrument = '']) =>
			withDefined({
				format: 'lean-bars',
				instrument: instrument.toUpperCase(),
				zone: leanZones[market.toLowerCase()],
				periodS: periods[resolution.toLowerCase()],
			}),
	},
	{
		path: /(?:^|\/)(\d{4})(\d{2})(\d{2})_quote\.zip$/i,
		facts: ([, year, month, day]) => withDefined({ format: 'lean-ticks', baseMs: civilDay(Number(year), Number(month), Number(day)) }),
	},
	{
		path: /DAT_(?:ASCII|MT|NT|XLSX)_([A-Z0-9]+)_(T|M1)_?\d*\.(?:csv|zip)$/i,
		facts: ([, instrument = '', kind = '']) =>
			kind.toUpperCase() === 'T'
				? { format: 'histdata-ticks', instrument: instrument.toUpperCase() }
				: { format: 'histdata-bars', instrument: instrument.toUpperCase(), periodS: 60 },
	},
	{
		path: /(?:^|\/)([A-Z]{6})-\d{4}-\d{2}\.(?:csv|zip)$/i,
		facts: ([, instrument = '']) => ({ format: 'truefx', instrument: instrument.toUpperCase() }),
	},
	// EURUSD_M1_202401020000_202402010000.csv, XAUUSD_202607011100_202609011203.csv
	{
		path: /(?:^|\/)([A-Za-z0-9.#-]+)_(M1|M5|M15|M30|H1|H4|Daily|D1)_\d{8,14}_\d{8,14}\.(?:csv|txt)(?:\.gz)?$/,
		facts: ([, instrument, period = '']) => withDefined({ format: 'mt5-bars', instrument, periodS: periods[period] }),
	},
	{
		path: /(?:^|\/)([A-Za-z0-9.#-]+)_\d{8,14}_\d{8,14}\.(?:csv|txt)(?:\.gz)?$/,
		facts: ([, instrument]) => withDefined({ format: 'mt5-ticks', instrument }),
	},
];

export function factsOfPath(path: string): FileFacts {
	const unified = path.replaceAll('\\', '/');
	for (const habit of habits) {
		const match = habit.path.exec(unified);
		if (match !== null) return habit.facts(match);
	}
	return {};
}
