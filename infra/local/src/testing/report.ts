import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** Vitest's JSON report, the parts that count. */
const shape = z.object({
	numPassedTests: z.number(),
	numFailedTests: z.number(),
	numPendingTests: z.number(),
	numTodoTests: z.number().default(0),
	success: z.boolean(),
	testResults: z.array(
		z.object({
			name: z.string(),
			status: z.string(),
			message: z.string().default(''),
			assertionResults: z.array(z.object({ status: z.string() })),
		}),
	),
});

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };
export const none: Counts = { passed: 0, failed: 0, skipped: 0 };
export const plus = (a: Counts, b: Counts): Counts => ({
	passed: a.passed + b.passed,
	failed: a.failed + b.failed,
	skipped: a.skipped + b.skipped,
});

/**
 * What one run of Vitest amounts to. A file that could not be loaded counts as one failure, and so does a run that ended badly
 * without naming any: nothing that broke may look like a pass.
 */
export function countReport(file: string, exitCode: number): Counts {
	const parsed = existsSync(file) ? shape.safeParse(parseJson(readFileSync(file, 'utf8'))) : undefined;
	if (parsed?.success !== true) return { passed: 0, failed: 1, skipped: 0 };
	const report = parsed.data;
	const broken = report.testResults.filter(
		(suite) => suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'),
	).length;
	const failed = report.numFailedTests + broken;
	return {
		passed: report.numPassedTests,
		failed: failed === 0 && exitCode !== 0 ? 1 : failed,
		skipped: report.numPendingTests + report.numTodoTests,
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The last line of `npm test`. */
export const countsLine = ({ passed, failed, skipped }: Counts): string =>
	`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
/** Nothing tried is not a success. */
export const exitCodeOf = ({ passed, failed }: Counts): number => (failed === 0 && passed > 0 ? 0 : 1);
