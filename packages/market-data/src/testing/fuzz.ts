import { csvMapping } from '../import/formats/csv.ts';
import { type FormatName, formatNames, formats } from '../import/formats/index.ts';
import { splitterFor } from '../import/preview.ts';
import { badRowKinds, type Draft, emptyDraft, ImportError } from '../import/rows.ts';
import { zoneOf } from '../import/zone.ts';

/** Good beginnings for each format: what is mutated should mostly get past the first checks. */
const seeds: Readonly<Record<FormatName, readonly string[]>> = {
	'mt5-ticks': [
		'<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>',
		'2026.07.01\t11:00:00.051\t3975.95\t3976.00\t\t\t6',
		'2024.03.31\t03:30:00\t\t1.2\t1.1\t5\t56',
	],
	'mt5-bars': [
		'<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>',
		'2024.01.02\t08:00:00\t1.1\t1.3\t1.0\t1.2\t1234\t0\t1',
	],
	'histdata-ticks': ['20120201 000003660,1.306600,1.306770,0'],
	'histdata-bars': ['20120201 000000;1.3066;1.3067;1.3065;1.3066;0', '2012.02.01,00:00,1.3066,1.3067,1.3065,1.3066,0'],
	truefx: ['EUR/USD,20160502 00:00:00.959,1.14601,1.14605'],
	dukascopy: ['\x00\x00\x05\xdc\x00\x02\x1e\x03\x00\x02\x1d\xf6\x3f\xc0\x00\x00\x3f\x40\x00\x00'],
	'lean-ticks': ['158.25,1.38742,1.38755'],
	'lean-bars': ['60000,1.1,1.3,1.0,1.2,0,1.2,1.4,1.1,1.3,0', '20130102 00:00,5538500,5553000,5478700,5484500,20066302'],
	csv: ['ts;b;a;l;bs', '1399334400158.5;1.38742;1.38755;;3', '1399334400159;;;1.3;'],
};
const mapping = csvMapping.parse({
	delimiter: ';',
	timeFormat: 'ms',
	columns: { time: 'ts', bid: 'b', ask: 'a', last: 'l', bidSize: 'bs' },
});
const zones = ['UTC', '-05:00', 'Europe/Athens', 'America/New_York'];

/** A small fast generator: a million files must take seconds, not hours. */
export class Fuzz {
	#state: number;

	constructor(seed: number) {
		this.#state = seed | 0;
	}

	below(n: number): number {
		this.#state = (this.#state + 0x9e3779b9) | 0;
		let x = this.#state;
		x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
		x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
		return ((x ^ (x >>> 16)) >>> 0) % n;
	}

	/** A format and a file of it that has been tampered with. */
	file(): { readonly format: FormatName; readonly bytes: Uint8Array } {
		const format = formatNames[this.below(formatNames.length)] ?? 'csv';
		const lines = seeds[format];
		const isText = formats[format].recordBytes === undefined;
		const header = isText && /ts;|DATE/.test(lines[0] ?? '') ? 1 : 0;
		const body = Array.from({ length: 1 + this.below(4) }, () => lines[header + this.below(lines.length - header)] ?? '');
		const text = [...(header === 1 ? lines.slice(0, 1) : []), ...body].join(isText ? (this.below(2) === 0 ? '\n' : '\r\n') : '');
		let bytes = Uint8Array.from(Buffer.from(text, 'latin1'));
		const from = header === 1 && this.below(10) > 0 ? (lines[0]?.length ?? 0) + 1 : 0;
		for (let edits = this.below(5); edits > 0 && bytes.length > from; edits--)
			bytes = this.#edit(bytes, from + this.below(bytes.length - from));
		return { format, bytes };
	}

	#edit(bytes: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> {
		const common = '0123456789.,;:\t\n\r -+eE<>x"\0/';
		const byte = this.below(4) === 0 ? this.below(256) : common.charCodeAt(this.below(common.length));
		switch (this.below(4)) {
			case 0:
				return bytes.with(at, byte);
			case 1:
				return Uint8Array.from([...bytes.subarray(0, at), byte, ...bytes.subarray(at)]);
			case 2:
				return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + this.below(8))]);
			default:
				return Uint8Array.from([...bytes, ...bytes.subarray(at)]);
		}
	}
}

/**
 * Reads one tampered file in chunks of a drawn size. Every row is a row, a named fault or none; what is taken makes sense.
 * @returns rows taken. @throws Error where one is neither, or was lost
 */
export function fuzzOnce(fuzz: Fuzz): number {
	const { format, bytes } = fuzz.file();
	const spec = formats[format];
	const context = {
		instrument: 'EURUSD',
		priceDigits: 5,
		qtyDigits: 2,
		zone: zoneOf(zones[fuzz.below(2)] ?? 'UTC'),
		baseMs: Date.UTC(2024, 0, 2),
		side: 'bid',
	} as const;
	const reader = spec.open(context, mapping);
	const draft = emptyDraft();
	const counts = { rows: 0, taken: 0, bad: 0, none: 0 };
	const fail = (what: string): never => {
		throw new Error(`${format} ${JSON.stringify(Buffer.from(bytes).toString('latin1'))}: ${what}`);
	};
	const splitter = splitterFor(spec.recordBytes, (raw, tooLong) => {
		counts.rows++;
		const fault = tooLong ? 'tooLong' : reader.read(raw, draft);
		if (fault === undefined) {
			counts.taken++;
			const wrong = faultOf(draft, spec.rows === 'ticks');
			if (wrong !== undefined) fail(`row ${counts.rows} was taken with ${wrong}`);
		} else if (fault === 'none') counts.none++;
		else if (badRowKinds.includes(fault)) counts.bad++;
		else fail(`row ${counts.rows} has the unknown fault ${fault}`);
	});
	try {
		const size = 1 + fuzz.below(40);
		for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
		splitter.end();
	} catch (error) {
		// The file as a whole is no such file: that is told, and nothing of it is taken.
		if (error instanceof ImportError && counts.taken === 0) return 0;
		throw error instanceof ImportError ? error : fail(String(error));
	}
	const expected = spec.recordBytes === undefined ? linesOf(bytes) : Math.ceil(bytes.length / spec.recordBytes);
	if (counts.rows !== expected || counts.rows !== counts.taken + counts.bad + counts.none)
		fail(`${JSON.stringify(counts)} of ${expected} rows`);
	if (splitter.offset !== bytes.length) fail(`it ends at ${splitter.offset} of ${bytes.length}`);
	return counts.taken;
}

function linesOf(bytes: Uint8Array): number {
	let lines = 0;
	for (const byte of bytes) if (byte === 0x0a) lines++;
	return bytes.length === 0 || bytes.at(-1) === 0x0a ? lines : lines + 1;
}

function faultOf(draft: Draft, isTicks: boolean): string | undefined {
	const { timeMs, timeNs, flags, bid, ask, last } = draft;
	if (!Number.isInteger(timeMs) || timeMs < 0 || timeMs > Date.UTC(2201, 0, 2)) return `time ${timeMs}`;
	if (!Number.isInteger(timeNs) || timeNs < 0 || timeNs > 999_999) return `nanoseconds ${timeNs}`;
	const prices = isTicks
		? [...((flags & 1) === 0 ? [] : [bid, ask]), ...((flags & 2) === 0 ? [] : [last])]
		: [draft.open, draft.high, draft.low, draft.close];
	if (prices.length === 0 || prices.some((price) => !Number.isSafeInteger(price) || price <= 0)) return `prices ${prices.join()}`;
	const sizes = isTicks ? [draft.bidSize, draft.askSize, draft.lastSize] : [draft.tickVolume, draft.volume, draft.spread];
	return sizes.some((size) => !Number.isSafeInteger(size) || size < 0) ? `sizes ${sizes.join()}` : undefined;
}
