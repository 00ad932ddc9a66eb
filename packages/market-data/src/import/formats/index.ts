import { z } from 'zod';
import { ImportError, type RowContext, type RowReader } from '../rows.ts';
import { type CsvMapping, csvTicks } from './csv.ts';
import { dukascopyRecordBytes, dukascopyTicks } from './dukascopy.ts';
import { histdataBars, histdataTicks } from './histdata.ts';
import { leanBars, leanTicks } from './lean.ts';
import { mt5Bars, mt5Ticks } from './mt5.ts';
import { trueFx } from './truefx.ts';

export type FormatSpec = {
	readonly title: string;
	readonly rows: 'ticks' | 'bars';
	/** The zone of its times; undefined where the file can't say and whoever imports it must. */
	readonly zone: string | undefined;
	/** Of a binary format; undefined for lines of text. */
	readonly recordBytes?: number;
	readonly packing?: 'lzma';
	/** The times count from a day or an hour that the file's name has. */
	readonly needsBase?: boolean;
	open(context: RowContext, mapping: CsvMapping | undefined): RowReader;
};

export const formatNames = [
	'mt5-ticks',
	'mt5-bars',
	'histdata-ticks',
	'histdata-bars',
	'truefx',
	'dukascopy',
	'lean-ticks',
	'lean-bars',
	'csv',
] as const;
export const formatName = z.enum(formatNames);
export type FormatName = (typeof formatNames)[number];

export const formats: Readonly<Record<FormatName, FormatSpec>> = {
	'mt5-ticks': { title: 'MetaTrader 5, exported ticks', rows: 'ticks', zone: undefined, open: mt5Ticks },
	'mt5-bars': { title: 'MetaTrader 5, exported bars', rows: 'bars', zone: undefined, open: mt5Bars },
	'histdata-ticks': { title: 'HistData, ticks', rows: 'ticks', zone: '-05:00', open: histdataTicks },
	'histdata-bars': { title: 'HistData, minutes', rows: 'bars', zone: '-05:00', open: histdataBars },
	truefx: { title: 'TrueFX, ticks', rows: 'ticks', zone: 'UTC', open: trueFx },
	dukascopy: {
		title: 'Dukascopy .bi5, an hour of ticks',
		rows: 'ticks',
		zone: 'UTC',
		recordBytes: dukascopyRecordBytes,
		packing: 'lzma',
		needsBase: true,
		open: dukascopyTicks,
	},
	'lean-ticks': { title: 'LEAN zip, quotes of a day', rows: 'ticks', zone: undefined, needsBase: true, open: leanTicks },
	'lean-bars': { title: 'LEAN zip, bars', rows: 'bars', zone: undefined, open: leanBars },
	csv: {
		title: 'CSV with a mapping, ticks',
		rows: 'ticks',
		zone: undefined,
		open(context, mapping) {
			if (mapping === undefined) throw new ImportError('a CSV needs a mapping that says which column is what');
			return csvTicks(context, mapping);
		},
	},
};
