import type { Failure, FileReport } from './report.ts';

/** More than these are no chance of the moment, and a second run of them all would take as long as the first. */
const filesMax = 3;

/**
 * Files of a run to try once more, alone: what failed beside others on a busy machine may be the machine's doing. None where too
 * many failed, or where something failed that has no name.
 */
export function worthASecondTry(reports: readonly FileReport[]): readonly string[] {
	const files = reports.filter(({ failed }) => failed > 0).map(({ file }) => file);
	return files.length <= filesMax && !files.includes('') ? files : [];
}

/** A run after its second try: a file counts as it ended the second time; what failed only the first time is named as unsteady. */
export function afterSecondTry(
	first: readonly FileReport[],
	second: readonly FileReport[],
): { readonly reports: readonly FileReport[]; readonly unsteady: readonly Failure[] } {
	const again = new Map(second.map((report) => [report.file, report]));
	const endedAs = (report: FileReport) => {
		const next = again.get(report.file);
		// A file that was not tried again, or lost tests, stays as it was.
		return report.failed === 0 || next === undefined || next.passed + next.failed < report.passed ? report : next;
	};
	const reports = [...first.map(endedAs), ...second.filter(({ file }) => file === '')];
	const failedStill = new Set(reports.filter(({ failed }) => failed > 0).map(({ file }) => file));
	const unsteady = first.flatMap(({ file, failures }) => (failedStill.has(file) ? [] : failures));
	return { reports, unsteady };
}
