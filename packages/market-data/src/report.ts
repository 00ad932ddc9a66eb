/** Why a row of a tick file was not taken. */
export const badRowKinds = ['columns', 'time', 'price', 'crossed', 'outOfOrder'] as const;
export type BadRowKind = (typeof badRowKinds)[number];

export type TickFileReport = {
	readonly file: string;
	readonly ticks: number;
	readonly bad: Readonly<Record<BadRowKind, number>>;
	/** The first bad row, for a person to look at. `line` counts from 1. */
	readonly firstBad: { readonly kind: BadRowKind; readonly line: number; readonly text: string } | undefined;
	readonly firstMs: number | undefined;
	readonly lastMs: number | undefined;
};

const words: Readonly<Record<BadRowKind, string>> = {
	columns: 'wrong columns',
	time: 'no time',
	price: 'no positive price',
	crossed: 'bid above ask',
	outOfOrder: 'out of order',
};

export function badRows(report: TickFileReport): number {
	return badRowKinds.reduce((sum, kind) => sum + report.bad[kind], 0);
}

/** For people: one line, and one more for the first bad row. */
export function describeReport(report: TickFileReport): string[] {
	const bad = badRows(report);
	const kinds = badRowKinds.filter((kind) => report.bad[kind] > 0).map((kind) => `${report.bad[kind]} ${words[kind]}`);
	const lines = [`${report.file}: ${report.ticks} ticks${bad === 0 ? '' : `, ${bad} bad rows skipped (${kinds.join(', ')})`}`];
	if (report.firstBad !== undefined)
		lines.push(`  first bad row: line ${report.firstBad.line}: ${report.firstBad.text.slice(0, 120)} (${words[report.firstBad.kind]})`);
	return lines;
}
