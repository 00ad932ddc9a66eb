import type { Translate } from '../../i18n/said';

/** As the API answers, for the data room. */
export type ImportRow = {
	readonly importId: string;
	readonly fileName: string;
	readonly fileBytes: string;
	readonly status: 'UPLOADED' | 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED' | 'DISCARDED';
	readonly phase: string | null;
	readonly bytesRead: string;
	readonly rows: string;
	readonly taken: string;
	readonly bad: string;
	readonly error: string | null;
	readonly venue: string | null;
	readonly instrument: string | null;
	readonly format: string | null;
	readonly crossed: string;
	readonly outOfOrder: string;
	readonly alreadyStored: boolean;
	readonly createdAt: string;
};
export type ImportFormat = { readonly name: string; readonly title: string; readonly bars: boolean; readonly zone: string | null };
export type Series = {
	readonly owner: 'OWN' | 'SHARED';
	readonly venue: string;
	readonly instrument: string;
	readonly table: string;
	readonly rows: string;
	readonly bytes: string;
	readonly firstAt: string | null;
	readonly lastAt: string | null;
};
export type Problem = { readonly code: string; readonly message: string };
export type PreviewRow = {
	readonly row: number;
	readonly text: string;
	readonly fault: string | null;
	readonly at: string | null;
	readonly first: string | null;
	readonly second: string | null;
};
export type Preview = {
	readonly format: string;
	readonly instrument: string;
	readonly zone: string;
	readonly priceDigits: number;
	readonly qtyDigits: number;
	readonly rows: readonly PreviewRow[];
};
export type BadRow = { readonly row: number; readonly kind: string; readonly text: string };

/** What the form holds: text, as it was typed. */
export type Settings = {
	readonly venue: string;
	readonly format: string;
	readonly instrument: string;
	readonly zone: string;
	readonly priceDigits: string;
	readonly base: string;
	readonly periodS: string;
	readonly side: string;
	readonly overlap: string;
	readonly mapping: string;
};
export const emptySettings: Settings = {
	...{ venue: '', format: '', instrument: '', zone: '', priceDigits: '', base: '', periodS: '', side: 'bid', overlap: 'refuse' },
	mapping: '{"time": "time", "bid": "bid", "ask": "ask"}',
};

/** What is blank is left to the API, which takes it from the file's name. @throws Error where a number or the mapping is none */
export function settingsInput(settings: Settings, t: Translate): Record<string, unknown> {
	const { priceDigits, periodS, mapping, format, ...texts } = settings;
	const given = Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])));
	return {
		...given,
		...(format === '' ? {} : { format }),
		...(priceDigits.trim() === '' ? {} : { priceDigits: whole(priceDigits, { name: t('data.digits'), t }) }),
		...(periodS.trim() === '' ? {} : { periodS: whole(periodS, { name: t('data.period'), t }) }),
		...(format === 'csv' ? { mapping: columns(mapping, t) } : {}),
	};
}

function whole(text: string, { name, t }: { readonly name: string; readonly t: Translate }): number {
	if (!/^\d{1,8}$/.test(text.trim())) throw new Error(t('data.noWhole', { name, text }));
	return Number(text);
}

function columns(text: string, t: Translate): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new Error(t('data.noJson', { example: '{"time": "ts", "bid": "b", "ask": "a", "timeFormat": "ms"}' }));
	}
}

/** How far an import is, from 0 to 1. */
export function shareDone({ status, bytesRead, fileBytes }: Pick<ImportRow, 'status' | 'bytesRead' | 'fileBytes'>): number {
	if (status === 'DONE') return 1;
	const all = Number(fileBytes);
	return all === 0 ? 0 : Math.min(1, Number(bytesRead) / all);
}

export const isOver = ({ status }: Pick<ImportRow, 'status'>): boolean =>
	status === 'DONE' || status === 'FAILED' || status === 'DISCARDED';
