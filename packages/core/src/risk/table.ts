import type { Depth } from './check.ts';
import { riskMatrix } from './matrix.ts';

const words: Readonly<Record<Depth, string>> = { full: 'yes', known: 'if known', skip: '-' };

/** The matrix as a Markdown table, for the docs. */
export function riskTable(): string {
	const rows = riskMatrix.map(
		({ number, title, applies }) =>
			`| ${number} | ${title} | ${words[applies.INCREASE]} | ${words[applies.REDUCE]} | ${words[applies.CANCEL]} |`,
	);
	return ['| no | check | increase | reduce | cancel |', '|---|---|---|---|---|', ...rows].join('\n');
}
