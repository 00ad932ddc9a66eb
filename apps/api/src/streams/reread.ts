/** Reads what news may change meanwhile: the news is newer than what was read. */
export class Reread<Key> {
	readonly #under = new Set<Set<Key>>();

	/** News of this key. */
	note(key: Key): void {
		for (const changed of this.#under) changed.add(key);
	}

	/** @returns what was read, and the keys of which there was news since the reading began */
	async read<Value>(load: () => Promise<Value>): Promise<{ readonly value: Value; readonly changed: ReadonlySet<Key> }> {
		const changed = new Set<Key>();
		this.#under.add(changed);
		try {
			return { value: await load(), changed };
		} finally {
			this.#under.delete(changed);
		}
	}
}
