import { parentPort, workerData } from 'node:worker_threads';
import { openTail } from '../journal/tail.ts';
import type { ArchiveBatch, ArchiveJob } from './archive.ts';
import { accountKey, placeOf } from './history.ts';
import type { Report } from './reports.ts';

/** Reads old reports of one account back from the journal's files. A thread of its own, so that no order waits for it. */
const { journalDir } = workerData as { readonly journalDir: string };
const recordsAtOnce = 500;
const reportsAtOnce = 256;

function* read(job: ArchiveJob): Generator<ArchiveBatch> {
	const tail = openTail(journalDir);
	const wanted = accountKey(job);
	let reports: Report[] = [];
	let firstSeq: number | undefined;
	let lastSeq = 0;
	const throughSeq = job.throughSeq ?? Number.MAX_SAFE_INTEGER;
	while (lastSeq < throughSeq) {
		const records = tail.read(recordsAtOnce);
		if (records.length === 0) break;
		for (const record of records) {
			for (const output of record.outputs) {
				const place = placeOf(output);
				if (place === undefined || accountKey(place) !== wanted) continue;
				lastSeq = place.accountSeq;
				firstSeq ??= lastSeq;
				const isAsked = lastSeq > job.afterSeq && lastSeq <= throughSeq;
				if (isAsked && (output.kind === 'order' || output.kind === 'execution')) reports.push({ journalSeq: record.seq, output });
			}
			if (reports.length < reportsAtOnce) continue;
			yield { reports, result: undefined };
			reports = [];
		}
	}
	// Where the journal begins after what was asked for, or ends before it, the answer must not look whole.
	const begins = firstSeq === undefined ? lastSeq >= job.afterSeq : firstSeq <= job.afterSeq + 1;
	const ends = job.throughSeq === null || lastSeq >= job.throughSeq;
	yield { reports, result: { complete: begins && ends, lastSeq } };
}

let batches: Generator<ArchiveBatch> | undefined;
parentPort?.on('message', (message: ArchiveJob | 'next') => {
	if (message !== 'next') batches = read(message);
	const { value } = batches?.next() ?? {};
	if (value !== undefined) parentPort?.postMessage(value satisfies ArchiveBatch);
});
