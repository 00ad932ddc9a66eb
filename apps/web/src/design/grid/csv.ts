import type { Column } from '../table';

/**
 * RFC 4180, with a head. What a spreadsheet would run as a formula is kept from it by an apostrophe; numbers stay numbers.
 */
export function csvOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
	const lines = [columns.map(({ title }) => quote(title)), ...rows.map((row) => columns.map(({ value }) => quote(value(row))))];
	return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

function quote(value: string | number | null): string {
	const text = String(value ?? '');
	const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Gives the browser a file. */
export function download(name: string, text: string): void {
	const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
