/**
 * Results that several hear of the same event, made once for them. They go as soon as the event does: a result is kept with its event, by what it
 * depends on beside it.
 */
export class ToldOnce<Text> {
	readonly #results = new WeakMap<object, Map<string, Text | Promise<Text>>>();

	/** @param key tenant, rights, document, variables */
	of(event: object, key: string, make: () => Text | Promise<Text>): Text | Promise<Text> {
		const known = this.#results.get(event) ?? new Map<string, Text | Promise<Text>>();
		this.#results.set(event, known);
		const text = known.get(key) ?? make();
		known.set(key, text);
		return text;
	}
}

/**
 * What a server iterates over while the events of `source` go to `tell`, each when the one before it is told. It gives nothing, and ends or fails with them.
 * @param tell null where it is told already: a thousand come in a second, and need not wait for nothing
 */
export function toldAside(source: AsyncIterator<unknown>, tell: (event: unknown) => Promise<void> | null): AsyncGenerator<never> {
	const done = { done: true, value: undefined } as const;
	const end = async (): Promise<typeof done> => {
		await source.return?.();
		return done;
	};
	return {
		next: async () => {
			for (let next = await source.next(); !next.done; next = await source.next()) {
				const telling = tell(next.value);
				if (telling !== null) await telling;
			}
			return done;
		},
		return: end,
		throw: async (error) => {
			await end();
			throw error;
		},
		[Symbol.asyncIterator]() {
			return this;
		},
		async [Symbol.asyncDispose]() {
			await end();
		},
	};
}
