import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countsLine, exitCodeOf, failureLine, readReport, sum } from '../src/testing/report.ts';
import { afterSecondTry, worthASecondTry } from '../src/testing/second-try.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'meridian-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Suite = { readonly name?: string; readonly tests: readonly string[]; readonly status?: string };
/** What Vitest leaves of a run, read. */
function ran(
	suites: readonly Suite[],
	exitCode = suites.some(({ tests, status }) => status === 'failed' || tests.includes('failed')) ? 1 : 0,
) {
	const file = join(folder, 'report.json');
	const testResults = suites.map(({ name = 'a.test.ts', tests, status = tests.includes('failed') ? 'failed' : 'passed' }) => ({
		name,
		status,
		message: status === 'failed' ? 'does not load' : '',
		assertionResults: tests.map((one, at) => ({
			status: one,
			fullName: `case ${at}`,
			failureMessages: one === 'failed' ? ['expected 1\n  at x.ts'] : [],
		})),
	}));
	writeFileSync(file, JSON.stringify({ testResults }));
	return readReport(file, exitCode);
}

describe('the count of a run', () => {
	test('adds what passed, failed and was skipped', () => {
		const counts = sum(ran([{ tests: ['passed', 'failed', 'skipped', 'todo'] }, { tests: ['passed'] }]));
		expect(countsLine(counts)).toBe('2 passed, 1 failed, 2 skipped');
		expect(exitCodeOf(counts)).toBe(1);
	});
	test('names each failure with its file and the first line of its reason', () => {
		const [report] = ran([{ tests: ['passed', 'failed'] }]);
		expect(report?.failures.map(failureLine)).toEqual(['  a.test.ts > case 1\n    expected 1']);
	});
	test('a file that does not load is a failure', () => {
		const [report] = ran([{ tests: [], status: 'failed' }]);
		expect(report).toMatchObject({ failed: 1, failures: [{ file: 'a.test.ts', message: 'does not load' }] });
	});
	test('a runner that crashed is a failure, with a report or without', () => {
		expect(sum(readReport(join(folder, 'none.json'), 0)).failed).toBe(1);
		expect(sum(ran([{ tests: ['passed'] }], 137))).toEqual({ passed: 1, failed: 1, skipped: 0 });
	});
	test('no tests at all is not a success', () => {
		expect(exitCodeOf({ passed: 0, failed: 0, skipped: 4 })).toBe(1);
		expect(exitCodeOf({ passed: 4, failed: 0, skipped: 0 })).toBe(0);
		expect(countsLine({ passed: 4, failed: 0, skipped: 0 })).toBe('4 passed, 0 failed');
	});
});

describe('a second try', () => {
	const good = { name: 'good.ts', tests: ['passed'] };
	const bad = { name: 'bad.ts', tests: ['failed', 'passed'] };
	test('is for the files that failed, where they are few and each has a name', () => {
		expect(worthASecondTry(ran([good, bad]))).toEqual(['bad.ts']);
		expect(worthASecondTry(ran([good]))).toEqual([]);
		expect(worthASecondTry(ran([1, 2, 3, 4].map((n) => ({ ...bad, name: `${n}.ts` }))))).toEqual([]);
		expect(worthASecondTry(ran([good], 137))).toEqual([]);
	});
	test('counts what passes then, and names it as unsteady', () => {
		const ended = afterSecondTry(ran([good, bad]), ran([{ ...bad, tests: ['passed', 'passed'] }]));
		expect(sum(ended.reports)).toEqual({ passed: 3, failed: 0, skipped: 0 });
		expect(ended.unsteady.map(({ file, test: name }) => [file, name])).toEqual([['bad.ts', 'case 0']]);
	});
	test('that fails too leaves a failure', () => {
		const ended = afterSecondTry(ran([good, bad]), ran([bad]));
		expect(sum(ended.reports)).toEqual({ passed: 2, failed: 1, skipped: 0 });
		expect(ended.unsteady).toEqual([]);
	});
	test.each([
		['did not run the file', []],
		['ran fewer of its tests', [{ ...bad, tests: [] }]],
	])('that %s leaves the failure', (_, second) => {
		expect(sum(afterSecondTry(ran([good, bad]), ran(second)).reports).failed).toBe(1);
	});
	test('whose runner crashed is a failure', () => {
		const ended = afterSecondTry(ran([good, bad]), readReport(join(folder, 'none.json'), 1));
		expect(sum(ended.reports).failed).toBe(2);
	});
});
