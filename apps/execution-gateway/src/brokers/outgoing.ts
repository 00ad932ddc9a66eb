import { type Lane, lanes } from './lanes.ts';

/** @param go sends it. @returns false where its line is gone: then nothing went out */
export type Outgoing = { readonly lane: Lane; readonly sinceMs: number; readonly go: () => boolean };

/**
 * Requests that are decided and journalled, on their way to one broker. Within an account they keep their order, which the terminal insists on; of the accounts the one
 * with the most urgent request goes first, whatever stands before it, and equals take turns.
 */
export class OutgoingRequests {
	readonly #byAccount = new Map<string, Outgoing[]>();
	#count = 0;

	get count(): number {
		return this.#count;
	}

	has(account: string): boolean {
		return this.#byAccount.has(account);
	}

	push(account: string, request: Outgoing): void {
		const list = this.#byAccount.get(account);
		if (list === undefined) this.#byAccount.set(account, [request]);
		else list.push(request);
		this.#count += 1;
	}

	/** The most urgent lane; undefined where nothing waits. */
	get lane(): Lane | undefined {
		return lanes.find((lane) => [...this.#byAccount.values()].some((list) => list.some((one) => one.lane === lane)));
	}

	/** Whether something has waited since this moment or longer. */
	waitsSince(atMs: number): boolean {
		for (const [first] of this.#byAccount.values()) if (first !== undefined && first.sinceMs <= atMs) return true;
		return false;
	}

	/** @param overdueSinceMs first whatever has waited since then. */
	shift(overdueSinceMs: number): Outgoing | undefined {
		const { lane } = this;
		const entries = [...this.#byAccount];
		const next =
			entries.find(([, [first]]) => first !== undefined && first.sinceMs <= overdueSinceMs) ??
			entries.find(([, list]) => list.some((one) => one.lane === lane));
		if (next === undefined) return undefined;
		const [account, list] = next;
		const request = list.shift();
		this.#byAccount.delete(account); // to the end of the line
		if (list.length > 0) this.#byAccount.set(account, list);
		this.#count -= 1;
		return request;
	}
}
