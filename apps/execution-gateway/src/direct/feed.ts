import type { EngineOutput } from '@meridian/core';
import type { Message, OrderEntryProtocol } from '@meridian/protocol';
import type { Archive } from './archive.ts';
import { accountKey, type History, placeOf } from './history.ts';
import { fillReport, orderFields, type Report } from './reports.ts';

/** What the feed needs of a line. */
export type Reader = {
	readonly isOpen: boolean;
	/** One ResendRequest at a time. */
	isResending: boolean;
	send<Name extends 'OrderReport' | 'FillReport' | 'ResendDone'>(name: Name, body: Message<OrderEntryProtocol, Name>): void;
	/** Resolves once the peer has read most of what was sent, or the line has ended. */
	drained(): Promise<void>;
};
type Place = { readonly tenantId: number; readonly accountId: number };

const reportsAtOnce = 64;

/**
 * Execution reports to the lines that may see an account. Each line gets an account's reports in the order of accountSeq: a line that
 * still catches up gets no news of that account until it is level.
 */
export class Feed {
	readonly #history: History;
	readonly #archive: Archive;
	/** The last record that is kept. */
	readonly #journalSeq: () => number;
	/** By account: the lines, and whether they are level. */
	readonly #readers = new Map<string, Map<Reader, 'level' | 'catching up'>>();

	constructor(input: { readonly history: History; readonly archive: Archive; readonly journalSeq: () => number }) {
		this.#history = input.history;
		this.#archive = input.archive;
		this.#journalSeq = input.journalSeq;
	}

	/** A record of the engine, after it is in the journal. */
	tell(journalSeq: number, outputs: readonly EngineOutput[]): void {
		for (const output of outputs) {
			this.#history.note(journalSeq, output);
			if (output.kind !== 'order' && output.kind !== 'execution') continue;
			const place = placeOf(output);
			if (place === undefined) continue;
			for (const [reader, state] of this.#readers.get(accountKey(place)) ?? [])
				if (state === 'level') sendReport(reader, { journalSeq, output }, false);
		}
	}

	/** Everything of an account from now on. */
	follow(reader: Reader, place: Place): void {
		this.#readersOf(place).set(reader, 'level');
	}

	/** Everything of an account after a sequence; ends with ResendDone, and goes on with what is new. */
	async resume(reader: Reader, input: { readonly place: Place; readonly afterSeq: number; readonly requestId: number }): Promise<void> {
		const { place, requestId } = input;
		const key = accountKey(place);
		this.#readersOf(place).set(reader, 'catching up');
		let afterSeq = input.afterSeq;
		let complete = true;
		while (reader.isOpen) {
			const floorSeq = this.#history.floorSeq(key);
			if (afterSeq < floorSeq) {
				const job = { ...place, afterSeq, throughSeq: floorSeq, untilJournalSeq: this.#journalSeq() };
				const read = await this.#archive.read(job, async (reports) => {
					for (const report of reports) sendReport(reader, report, true);
					await reader.drained();
					return reader.isOpen ? 'go on' : 'stop';
				});
				complete &&= read.complete;
				afterSeq = floorSeq;
				continue;
			}
			const reports = this.#history.after(key, { afterSeq, max: reportsAtOnce });
			if (reports.length === 0) break;
			for (const report of reports) sendReport(reader, report, true);
			afterSeq = reports.at(-1)?.output.accountSeq ?? afterSeq;
			await reader.drained();
		}
		if (!reader.isOpen) return;
		// No wait between the last look and this: nothing can have been missed.
		this.#readersOf(place).set(reader, 'level');
		reader.send('ResendDone', {
			requestId,
			accountId: place.accountId,
			throughAccountSeq: this.#history.lastSeq(key),
			complete,
		});
	}

	leave(reader: Reader): void {
		for (const readers of this.#readers.values()) readers.delete(reader);
	}

	#readersOf(place: Place): Map<Reader, 'level' | 'catching up'> {
		const key = accountKey(place);
		let readers = this.#readers.get(key);
		if (readers === undefined) {
			readers = new Map();
			this.#readers.set(key, readers);
		}
		return readers;
	}
}

function sendReport(reader: Reader, report: Report, resent: boolean): void {
	const { journalSeq, output } = report;
	if (output.kind === 'order')
		reader.send('OrderReport', { resent, ...orderFields(output.order, { journalSeq, accountSeq: output.accountSeq }) });
	else {
		const fill = fillReport(report, resent);
		if (fill !== undefined) reader.send('FillReport', fill);
	}
}
