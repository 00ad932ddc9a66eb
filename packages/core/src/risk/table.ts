import { type Level, levels } from '../model.ts';
import type { Depth } from './check.ts';
import { riskMatrix } from './matrix.ts';

const words: Readonly<Record<Depth, string>> = { full: 'yes', known: 'if known', skip: '-' };

/** The matrix as a Markdown table, for the docs. */
export function riskTable(): string {
	const rows = riskMatrix.map(
		({ number, title, applies, levels: at = [] }) =>
			`| ${number} | ${title} | ${words[applies.INCREASE]} | ${words[applies.REDUCE]} | ${words[applies.CANCEL]} | ${where(at)} |`,
	);
	return ['| no | check | increase | reduce | cancel | limit set at |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

function where(at: readonly Level[]): string {
	if (at.length === levels.length) return 'all levels';
	return at.length === 0 ? '-' : at.join(', ').toLowerCase();
}
