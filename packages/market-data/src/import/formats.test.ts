import { describe, expect, test } from 'vitest';
import { tickFlags } from '../tick/index.ts';
import { csvMapping } from './formats/csv.ts';
import { type FormatName, formats } from './formats/index.ts';
import { splitterFor } from './preview.ts';
import { type BadRowKind, type Draft, emptyDraft, type RowContext } from './rows.ts';
import { zoneOf } from './zone.ts';

type Read = Partial<Draft> | BadRowKind;

/** Every row that is one, or what is wrong with it. */
function read(format: FormatName, text: string | Uint8Array, context: Partial<RowContext> = {}, mapping?: unknown): Read[] {
	const reader = formats[format].open(
		{ instrument: 'EURUSD', priceDigits: 5, qtyDigits: 0, zone: zoneOf('UTC'), baseMs: 0, side: 'bid', ...context },
		mapping === undefined ? undefined : csvMapping.parse(mapping),
	);
	const rows: Read[] = [];
	const splitter = splitterFor(formats[format].recordBytes, (raw) => {
		const draft = emptyDraft();
		const fault = reader.read(raw, draft);
		if (fault !== 'none') rows.push(fault ?? draft);
	});
	splitter.push(typeof text === 'string' ? Buffer.from(text) : text);
	splitter.end();
	return rows;
}

const at = (iso: string): number => Date.parse(iso);

describe('ticks exported by MetaTrader 5', () => {
	const header = '<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>\r\n';

	test('a blank price carries the last one forward', () => {
		const rows = read(
			'mt5-ticks',
			`${header}2026.07.01\t11:00:00.051\t3975.95\t3976.00\t\t\t6\r\n2026.07.01\t11:00:00.060\t\t3976.10\t\t\t4\r\n`,
			{
				priceDigits: 2,
			},
		);
		expect(rows).toMatchObject([
			{ timeMs: at('2026-07-01T11:00:00.051Z'), bid: 397_595, ask: 397_600, flags: tickFlags.quote },
			{ timeMs: at('2026-07-01T11:00:00.060Z'), bid: 397_595, ask: 397_610, flags: tickFlags.quote },
		]);
	});

	test('times are of the zone that was given, through a change of the clocks', () => {
		const row = (day: string, time: string) => `${day}\t${time}\t1.1\t1.2\t\t\t6\n`;
		const rows = read(
			'mt5-ticks',
			`${header}${row('2024.03.29', '10:00:00.000')}${row('2024.04.01', '10:00:00.000')}${row('2024.03.31', '03:30:00.000')}`,
			{
				zone: zoneOf('Europe/Athens'),
			},
		);
		expect(rows).toMatchObject([{ timeMs: at('2024-03-29T08:00:00Z') }, { timeMs: at('2024-04-01T07:00:00Z') }, {}]);
		expect(rows[2]).toBe('zoneGap');
	});

	test('a trade has its price, size and side; 0.00 is as good as blank', () => {
		const rows = read(
			'mt5-ticks',
			`${header}2026.07.01\t11:00:00\t10.10\t10.20\t0.00\t0\t6\n2026.07.01\t11:00:01\t0.00\t0.00\t10.20\t7\t56\n`,
			{
				priceDigits: 2,
			},
		);
		expect(rows[1]).toMatchObject({
			bid: 1010,
			ask: 1020,
			last: 1020,
			lastSize: 7,
			flags: tickFlags.quote | tickFlags.trade | tickFlags.buy,
		});
		expect(rows[0]).toMatchObject({ last: 0, flags: tickFlags.quote });
	});

	test('a blank with nothing before it is incomplete, and commas and other columns are understood', () => {
		expect(read('mt5-ticks', '<DATE>,<TIME>,<ASK>,<BID>\n2026.07.01,11:00:00,1.2,\n2026.07.01,11:00:01,1.2,1.1\n')).toMatchObject([
			'incomplete',
			{ bid: 110_000, ask: 120_000 },
		]);
	});

	test('a file without the header is refused as a whole', () => {
		expect(() => read('mt5-ticks', '2026.07.01\t11:00:00\t1.1\t1.2\n')).toThrow(/no header of an MT5 export.*<DATE> <TIME> <BID> <ASK>/);
	});

	test.each([
		['2026.02.30\t11:00:00\t1.1\t1.2\t\t\t6', 'time'],
		['2026.07.01\t24:00:00\t1.1\t1.2\t\t\t6', 'time'],
		['2026.07.01\t11:00:00\t1.1x\t1.2\t\t\t6', 'price'],
		['2026.07.01\t11:00:00\t-1.1\t1.2\t\t\t6', 'price'],
		['2026.07.01\t11:00:00\t1.1\t1.200001\t\t\t6', 'precision'],
		['2026.07.01\t11:00:00\t1.1\t1.2\t\t\tsix', 'flags'],
		['2026.07.01\t11:00:00\t1.1\t1.2\t1.1\t-5\t8', 'size'],
		['2026.07.01\t11:00:00\t1.1\t1.2', 'columns'],
	])('%j is refused: %s', (row, fault) => {
		expect(read('mt5-ticks', `${header}${row}\n`)).toEqual([fault]);
	});
});

describe('bars exported by MetaTrader 5', () => {
	test('minutes with their volumes and spread, and days without a time', () => {
		const header = '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n';
		expect(read('mt5-bars', `${header}2024.01.02\t08:00:00\t1.1\t1.3\t1.0\t1.2\t1234\t0\t1\n`)).toMatchObject([
			{
				timeMs: at('2024-01-02T08:00:00Z'),
				open: 110_000,
				high: 130_000,
				low: 100_000,
				close: 120_000,
				tickVolume: 1234,
				volume: 0,
				spread: 1,
			},
		]);
		expect(read('mt5-bars', '<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>\n2024.01.02,1.1,1.3,1.0,1.2\n')).toMatchObject([
			{ timeMs: at('2024-01-02') },
		]);
	});

	test('a high below the low is refused', () => {
		expect(read('mt5-bars', '<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>\n2024.01.02,1.1,1.0,1.3,1.2\n')).toEqual(['range']);
	});
});

describe('files of vendors', () => {
	const newYorkWinter = zoneOf('-05:00');

	test('HistData: ticks and both kinds of minutes, five hours behind UTC all year', () => {
		expect(read('histdata-ticks', '20120701 000003660,1.306600,1.306770,0\n', { zone: newYorkWinter })).toMatchObject([
			{ timeMs: at('2012-07-01T05:00:03.660Z'), bid: 130_660, ask: 130_677 },
		]);
		const minute = { timeMs: at('2012-02-01T05:00:00Z'), open: 130_660, high: 130_670, low: 130_650, close: 130_655 };
		expect(read('histdata-bars', '20120201 000000;1.306600;1.306700;1.306500;1.306550;0\n', { zone: newYorkWinter })).toMatchObject([
			minute,
		]);
		expect(read('histdata-bars', '2012.02.01,00:00,1.306600,1.306700,1.306500,1.306550,0\n', { zone: newYorkWinter })).toMatchObject([
			minute,
		]);
	});

	test('TrueFX: rows of the pair, and no other', () => {
		expect(read('truefx', 'EUR/USD,20160502 00:00:00.959,1.14601,1.14605\nUSD/JPY,20160502 00:00:00.959,107.1,107.2\n')).toMatchObject([
			{ timeMs: at('2016-05-02T00:00:00.959Z'), bid: 114_601, ask: 114_605 },
			'symbol',
		]);
	});

	test('Dukascopy: big-endian records of ask, then bid, volumes in millions', () => {
		const record = Buffer.alloc(40);
		record.writeUInt32BE(1_500, 0);
		record.writeUInt32BE(138_755, 4);
		record.writeUInt32BE(138_742, 8);
		record.writeFloatBE(1.5, 12);
		record.writeFloatBE(0.75, 16);
		record.writeUInt32BE(3_600_000, 20);
		const baseMs = at('2014-05-06T13:00:00Z');
		expect(read('dukascopy', Buffer.concat([record, record.subarray(0, 7)]), { baseMs })).toMatchObject([
			{ timeMs: baseMs + 1_500, bid: 138_742, ask: 138_755, bidSize: 750_000, askSize: 1_500_000 },
			'time',
			'columns',
		]);
	});

	test('LEAN: quotes with fractions of a millisecond, bars of both sides and of shares', () => {
		const baseMs = at('2014-05-06T00:00:00Z');
		expect(read('lean-ticks', '158.25,1.38742,1.38755\n86400000,1.1,1.2\n', { baseMs })).toMatchObject([
			{ timeMs: baseMs + 158, timeNs: 250_000, bid: 138_742, ask: 138_755 },
			'time',
		]);
		const bar = '60000,1.1,1.3,1.0,1.2,0,1.2,1.4,1.1,1.3,0\n';
		expect(read('lean-bars', bar, { baseMs })).toMatchObject([{ timeMs: baseMs + 60_000, open: 110_000 }]);
		expect(read('lean-bars', bar, { baseMs, side: 'ask' })).toMatchObject([{ open: 120_000 }]);
		expect(read('lean-bars', '20070401 21:00,1.1,1.3,1.0,1.2,0,,,,,0\n', { side: 'ask' })).toEqual(['incomplete']);
		expect(read('lean-bars', '20130102 00:00,5538500,5553000,5478700,5484500,20066302\n', { priceDigits: 4 })).toMatchObject([
			{ open: 5_538_500, volume: 20_066_302 },
		]);
	});

	test('a CSV with a mapping: columns by name or number, times by date or count', () => {
		expect(
			read(
				'csv',
				'ts;sym;b;a;bs\n1399334400158000123;EURUSD;1.38742;1.38755;3\n1399334400158000123;USDJPY;1;2;3\n',
				{},
				{
					delimiter: ';',
					timeFormat: 'ns',
					columns: { time: 'ts', bid: 'b', ask: 'a', bidSize: 'bs', symbol: 'sym' },
				},
			),
		).toMatchObject([{ timeMs: 1_399_334_400_158, timeNs: 123, bid: 138_742, ask: 138_755, bidSize: 3 }, 'symbol']);
		expect(
			read('csv', '2014-05-06T00:00:00.158,1.38742,10\n', {}, { header: false, columns: { time: 0, last: 1, lastSize: 2 } }),
		).toMatchObject([{ timeMs: at('2014-05-06T00:00:00.158Z'), last: 138_742, lastSize: 10, flags: tickFlags.trade }]);
	});
});
