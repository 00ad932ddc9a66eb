import { badRowKinds, badRows, badRowTexts, type ImportProgress, type ImportReport, importFile, planOf, preview } from '../import/index.ts';
import type { TickStore } from '../store/index.ts';
import { textOfUnits } from '../tick/index.ts';
import { type Arguments, settingsOf } from './arguments.ts';

type Print = (text: string) => void;

/** Goes on with the next file where one can't be read. @returns whether all were */
export async function importFiles(
	store: TickStore,
	input: { readonly args: Arguments; readonly print: Print; readonly signal: AbortSignal },
): Promise<boolean> {
	const { args, print, signal } = input;
	if (args.files.length === 0) throw new Error('import needs at least one FILE');
	const settings = settingsOf(args);
	let failed = 0;
	for (const file of args.files) {
		const bar = new ProgressBar(file);
		const startedAt = performance.now();
		try {
			const report = await importFile(store, { file, owner: args.owner, settings, signal, onProgress: (progress) => bar.show(progress) });
			bar.clear();
			for (const line of describe(report, (performance.now() - startedAt) / 1000)) print(line);
		} catch (error) {
			bar.clear();
			if (signal.aborted) {
				print(`${file}: stopped; the same command goes on where it stood`);
				return false;
			}
			failed++;
			print(`${file}: not imported: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
	return failed === 0;
}

/** For people: what was taken, what was not, and where to read about it. */
export function describe(report: ImportReport, seconds: number): readonly string[] {
	const { tally, series, fileBytes } = report;
	const name = `${series.venue} ${series.instrument} ${series.table}`;
	if (report.status === 'already') return [`${report.file}: the store has it already (${name}, ${tally.taken} rows); nothing changed`];
	const pace = `${(fileBytes / 1e6 / seconds).toFixed(1)} MB/s, ${Math.round((tally.rows - report.resumedAtRow) / seconds)} rows/s`;
	const lines = [`${report.file}: ${tally.taken} rows of ${name}, times of ${report.zone} (${pace})`];
	if (report.resumedAtRow > 0) lines.push(`  went on at row ${report.resumedAtRow}`);
	if (tally.crossed > 0) lines.push(`  ${tally.crossed} crossed quotes (bid above ask), stored and marked`);
	if (tally.outOfOrder > 0) lines.push(`  ${tally.outOfOrder} out of order, stored in the order of their time and marked`);
	if (badRows(tally) > 0) {
		lines.push(`  ${badRows(tally)} bad rows, not stored; all of them with their line: ${report.badRowsFile}`);
		for (const kind of badRowKinds) if (tally.bad[kind] > 0) lines.push(`    ${tally.bad[kind]} ${badRowTexts[kind]}`);
		for (const { row, text } of tally.firstBad.slice(0, 3)) lines.push(`    line ${row}: ${text.slice(0, 100)}`);
	}
	return lines;
}

export async function showPreview(args: Arguments, print: Print): Promise<void> {
	const [file] = args.files;
	if (file === undefined) throw new Error('preview needs a FILE');
	const plan = planOf(file, settingsOf(args));
	const shown = await preview(file, plan);
	print(
		`${plan.format} of ${plan.instrument}, times of ${plan.zone}, ${shown.priceDigits} price digits, ${shown.qtyDigits} quantity digits`,
	);
	for (const { row, text, fault, timeMs, prices } of shown.rows) {
		const read = `${new Date(timeMs).toISOString()}  ${prices.map((price) => textOfUnits(price, shown.priceDigits)).join('  ')}`;
		print(
			`${String(row).padStart(4)}  ${fault === undefined ? read : fault === 'none' ? '(no row)' : `BAD: ${badRowTexts[fault]}`}   <- ${text.slice(0, 80)}`,
		);
	}
}

/** One line on the screen that overwrites itself; nothing where there is no screen. */
class ProgressBar {
	readonly #file: string;
	#shownAt = 0;

	constructor(file: string) {
		this.#file = file.split('/').at(-1) ?? file;
	}

	show({ phase, fileBytes, fileBytesRead, rows, bad }: ImportProgress): void {
		const now = performance.now();
		if (!process.stderr.isTTY || now - this.#shownAt < 100) return;
		this.#shownAt = now;
		const share = fileBytes === 0 ? 1 : Math.min(1, fileBytesRead / fileBytes);
		const filled = Math.round(share * 30);
		const bar = `${'█'.repeat(filled)}${'░'.repeat(30 - filled)}`;
		process.stderr.write(
			`\r\x1b[K${this.#file} ${bar} ${Math.floor(share * 100)} % ${phase}, ${rows} rows${bad === 0 ? '' : `, ${bad} bad`}`,
		);
	}

	clear(): void {
		if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
	}
}
