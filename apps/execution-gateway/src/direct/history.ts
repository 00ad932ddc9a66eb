import type { EngineOutput } from '@meridian/core';
import type { Report } from './reports.ts';

/** Reports kept per account in memory; what is older is read back from the journal. */
export const keptReports = 512;

type Kept = { lastSeq: number; floorSeq: number; readonly reports: Report[] };
export const accountKey = (place: { readonly tenantId: number; readonly accountId: number }): string =>
	`${place.tenantId}:${place.accountId}`;

/** The account of an output and its sequence there; undefined for what belongs to no account. */
export function placeOf(output: EngineOutput): { tenantId: number; accountId: number; accountSeq: number } | undefined {
	switch (output.kind) {
		case 'order':
			return { ...pick(output.order), accountSeq: output.accountSeq };
		case 'execution':
			return { ...pick(output.execution), accountSeq: output.accountSeq };
		case 'position':
			return { ...pick(output.position), accountSeq: output.accountSeq };
		case 'account':
			return { ...pick(output.account), accountSeq: output.accountSeq };
		case 'break':
		case 'breakResolved':
			return { ...pick(output), accountSeq: output.accountSeq };
		default:
			return undefined;
	}
}
const pick = ({ tenantId, accountId }: { tenantId: number; accountId: number }) => ({ tenantId, accountId });

/** The recent reports of every account, and how far each account has come. */
export class History {
	readonly #byAccount = new Map<string, Kept>();

	/** Where an account stands after recovery: what was before is in the journal alone. */
	begin(place: { readonly tenantId: number; readonly accountId: number }, accountSeq: number): void {
		this.#byAccount.set(accountKey(place), { lastSeq: accountSeq, floorSeq: accountSeq, reports: [] });
	}

	note(journalSeq: number, output: EngineOutput): void {
		const place = placeOf(output);
		if (place === undefined) return;
		const key = accountKey(place);
		let kept = this.#byAccount.get(key);
		if (kept === undefined) {
			kept = { lastSeq: 0, floorSeq: 0, reports: [] }; // a new account begins with 1
			this.#byAccount.set(key, kept);
		}
		kept.lastSeq = place.accountSeq;
		if (output.kind !== 'order' && output.kind !== 'execution') return;
		kept.reports.push({ journalSeq, output });
		if (kept.reports.length > keptReports) kept.floorSeq = kept.reports.shift()?.output.accountSeq ?? kept.floorSeq;
	}

	/** The account's last sequence; 0 before its first. */
	lastSeq(key: string): number {
		return this.#byAccount.get(key)?.lastSeq ?? 0;
	}

	/** From which sequence on everything is here. */
	floorSeq(key: string): number {
		return this.#byAccount.get(key)?.floorSeq ?? 0;
	}

	/** At most `max` reports after a sequence, which must not be below the floor. */
	after(key: string, input: { readonly afterSeq: number; readonly max: number }): readonly Report[] {
		const reports = this.#byAccount.get(key)?.reports ?? [];
		let from = reports.length;
		while (from > 0 && (reports[from - 1]?.output.accountSeq ?? 0) > input.afterSeq) from -= 1;
		return reports.slice(from, from + input.max);
	}
}
