import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** Vitest's JSON report, the parts that count. */
const shape = z.object({
	testResults: z.array(
		z.object({
			name: z.string(),
			status: z.string(),
			message: z.string().default(''),
			assertionResults: z.array(
				z.object({ status: z.string(), fullName: z.string().default(''), failureMessages: z.array(z.string()).nullish() }),
			),
		}),
	),
});

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };
export type Failure = { readonly file: string; readonly test: string; readonly message: string };
/** What a file of tests amounts to. */
export type FileReport = Counts & { readonly file: string; readonly failures: readonly Failure[] };

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };
export const plus = (a: Counts, b: Counts): Counts => ({
	passed: a.passed + b.passed,
	failed: a.failed + b.failed,
	skipped: a.skipped + b.skipped,
});
export const sum = (reports: readonly Counts[]): Counts => reports.reduce<Counts>(plus, none);

/**
 * What one run of Vitest amounts to, file by file. A file that could not be loaded counts as one failure, and so does a run that
 * ended badly without naming any: nothing that broke may look like a pass.
 */
export function readReport(file: string, exitCode: number): readonly FileReport[] {
	const parsed = existsSync(file) ? shape.safeParse(parseJson(readFileSync(file, 'utf8'))) : undefined;
	if (parsed?.success !== true) return [failedBecause(`the tests ended with code ${exitCode} and left no report`)];
	const files = parsed.data.testResults.map((suite): FileReport => {
		const failures = suite.assertionResults
			.filter((test) => test.status === 'failed')
			.map((test): Failure => ({ file: suite.name, test: test.fullName, message: test.failureMessages?.[0] ?? '' }));
		if (suite.status === 'failed' && failures.length === 0) failures.push({ file: suite.name, test: '', message: suite.message });
		const passed = suite.assertionResults.filter((test) => test.status === 'passed').length;
		const failed = suite.assertionResults.filter((test) => test.status === 'failed').length;
		return {
			file: suite.name,
			passed,
			failed: failures.length,
			skipped: suite.assertionResults.length - passed - failed,
			failures,
		};
	});
	if (exitCode === 0 || files.some(({ failed }) => failed > 0)) return files;
	return [...files, failedBecause(`the tests ended with code ${exitCode}, though each passed`)];
}

/** A failure that no file has. */
export const failedBecause = (message: string): FileReport => ({
	...none,
	file: '',
	failed: 1,
	failures: [{ file: '', test: '', message }],
});

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** A failure in a line or two, for the end of a long output. */
export const failureLine = ({ file, test, message }: Failure): string => {
	const [first = ''] = message.split('\n');
	return `  ${[file, test].filter((part) => part !== '').join(' > ')}${first === '' ? '' : `\n    ${first.slice(0, 300)}`}`;
};
/** The last line of `npm test`. */
export const countsLine = ({ passed, failed, skipped }: Counts): string =>
	`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
/** Nothing tried is not a success. */
export const exitCodeOf = ({ passed, failed }: Counts): number => (failed === 0 && passed > 0 ? 0 : 1);
