/** What waits for a broker: first what takes orders back, then what closes and protects, then all else. */
export const lanes = ['CANCEL', 'REDUCE', 'ADD'] as const;
export type Lane = (typeof lanes)[number];

/** Waiting entries by lane; within a lane the accounts take turns, so that none that asks for much holds up the others; within an account in order. */
export class Lanes<Entry> {
	readonly #lanes: Readonly<Record<Lane, Map<string, Entry[]>>> = { CANCEL: new Map(), REDUCE: new Map(), ADD: new Map() };
	#count = 0;

	get count(): number {
		return this.#count;
	}

	push(lane: Lane, input: { readonly account: string; readonly entry: Entry }): void {
		const { account, entry } = input;
		const list = this.#lanes[lane].get(account);
		if (list === undefined) this.#lanes[lane].set(account, [entry]);
		else list.push(entry);
		this.#count += 1;
	}

	/** Whether something of this lane or one before it waits. */
	waitsBefore(lane: Lane): boolean {
		return this.#count > 0 && lanes.slice(0, lanes.indexOf(lane) + 1).some((one) => this.#lanes[one].size > 0);
	}

	/** The next whose turn it is. */
	shift(): Entry | undefined {
		for (const lane of lanes) {
			const accounts = this.#lanes[lane];
			for (const [account, list] of accounts) {
				const entry = list.shift();
				accounts.delete(account); // to the end of the line
				if (list.length > 0) accounts.set(account, list);
				if (entry === undefined) continue;
				this.#count -= 1;
				return entry;
			}
		}
		return undefined;
	}

	/** Takes out all of a lane that fit. */
	take(lane: Lane, fits: (entry: Entry) => boolean): Entry[] {
		const taken: Entry[] = [];
		for (const [account, list] of this.#lanes[lane]) {
			const left = list.filter((entry) => !fits(entry));
			taken.push(...list.filter(fits));
			if (left.length === 0) this.#lanes[lane].delete(account);
			else this.#lanes[lane].set(account, left);
		}
		this.#count -= taken.length;
		return taken;
	}
}
