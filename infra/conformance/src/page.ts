import { findings, questions } from './questions.ts';
import type { Report } from './report.ts';

const head = `# What terminals and brokers really do

Made by \`npm run conformance -- page\` from the reports in [conformance/](conformance/): do not edit. How to add one, with a demo account
and a real terminal: [mt5.md](mt5.md#the-conformance-kit). A report names broker, build and date, never the account.

Numbers are MetaQuotes' return codes. "kept" is the number of the request, "zero" none. ✗ marks an answer that contradicts what Meridian relies on.
`;

/** docs/conformance.md: one row a question, one column a report. */
export function page(reports: readonly Report[]): string {
	const real = reports.filter(({ emulated }) => !emulated).length;
	const state =
		real === 0
			? '**No real terminal has been tried yet.** Each column below comes from the emulated terminal of this repository: it shows that the kit works, and nothing about MetaTrader 5.'
			: `Reports of real terminals: ${real}. Columns marked EMULATED show that the kit works, and nothing about MetaTrader 5.`;
	if (reports.length === 0) return `${head}\nThere are no reports yet.\n`;
	const answers = reports.map(findings);
	const rows = questions.map(({ asks, relies }, i) => row([asks, relies, ...answers.map((all) => text(all[i]))]));
	const titles = reports.map(({ emulated, terminal, date }) =>
		[emulated ? 'EMULATED' : `${terminal.server}, build ${terminal.build}`, terminal.positions, date].join(', '),
	);
	const table = [row(['question', 'Meridian relies on', ...titles]), row(['---', '---', ...titles.map(() => '---')]), ...rows];
	return `${head}\n${state}\n\n${table.join('\n')}\n`;
}

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const text = (finding: ReturnType<typeof findings>[number]): string =>
	finding === undefined ? 'not tried' : finding.agrees === false ? `✗ ${finding.answer}` : finding.answer;
