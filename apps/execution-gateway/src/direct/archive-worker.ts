import { parentPort, workerData } from 'node:worker_threads';
import { firstKept } from '../journal/files.ts';
import { openTail } from '../journal/tail.ts';
import type { ArchiveBatch, ArchiveJob } from './archive.ts';
import { accountKey, placeOf } from './history.ts';
import type { Report } from './reports.ts';

/** Reads old reports of one account back from the journal's files. A thread of its own, so that no order waits for it. */
const { journalDir } = workerData as { readonly journalDir: string };
const recordsAtOnce = 500;
const reportsAtOnce = 256;

function* read(job: ArchiveJob): Generator<ArchiveBatch> {
	// Retention may have taken the first segments: then what is there is told, and that it is not all.
	const tail = openTail(journalDir, firstKept(journalDir) - 1);
	const wanted = accountKey(job);
	let reports: Report[] = [];
	let firstSeq: number | undefined;
	let lastSeq = 0;
	try {
		while (lastSeq < job.throughSeq) {
			const records = tail.read({ max: recordsAtOnce, untilSeq: job.untilJournalSeq });
			if (records.length === 0) break;
			for (const record of records) {
				for (const output of record.outputs) {
					const place = placeOf(output);
					if (place === undefined || accountKey(place) !== wanted) continue;
					lastSeq = place.accountSeq;
					firstSeq ??= lastSeq;
					const isAsked = lastSeq > job.afterSeq && lastSeq <= job.throughSeq;
					if (isAsked && (output.kind === 'order' || output.kind === 'execution')) reports.push({ journalSeq: record.seq, output });
				}
			}
			if (reports.length < reportsAtOnce) continue;
			yield { reports, result: undefined };
			reports = [];
		}
	} finally {
		tail.close();
	}
	const complete = firstSeq !== undefined && firstSeq <= job.afterSeq + 1 && lastSeq >= job.throughSeq;
	yield { reports, result: { complete } };
}

let batches: Generator<ArchiveBatch> | undefined;
parentPort?.on('message', (message: ArchiveJob | 'next') => {
	if (message !== 'next') batches = read(message);
	const { value } = batches?.next() ?? {};
	if (value !== undefined) parentPort?.postMessage(value satisfies ArchiveBatch);
});
