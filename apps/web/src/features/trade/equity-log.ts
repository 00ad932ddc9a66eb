import type { AccountWorth } from '../../lib/types';

export type Mark = { readonly atMs: number; readonly balance: number; readonly equity: number; readonly margin: number };
const most = 3_600;
const everyMs = 2_000;

/** Balance, equity and margin of each account as they were while this page was open. */
export class EquityLog {
	readonly #marks = new Map<string, Mark[]>();

	add(accounts: readonly AccountWorth[], atMs: number): void {
		for (const { id, balance, equity, margin } of accounts) {
			const marks = this.#marks.get(id) ?? [];
			this.#marks.set(id, marks);
			if (equity === null || atMs - (marks.at(-1)?.atMs ?? 0) < everyMs) continue;
			marks.push({ atMs, balance: Number(balance), equity: Number(equity), margin: Number(margin ?? 0) });
			if (marks.length > most) marks.shift();
		}
	}

	of(accountId: string): readonly Mark[] {
		return this.#marks.get(accountId) ?? [];
	}
}
