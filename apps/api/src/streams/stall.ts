/**
 * Watches one subscriber's stream: the next value is asked for only after the last one was written to the socket, so a value
 * that stays unwritten for `limitMs` means a consumer that doesn't read. Then `onStall` closes its socket; the client resumes by sequence.
 */
export function watchStall<T>(
	source: AsyncIterableIterator<T>,
	input: { readonly limitMs: number; readonly onStall: () => void },
): AsyncIterableIterator<T> {
	/** When the value was given that has not been written yet. */
	let givenMs: number | null = null;
	let timer: NodeJS.Timeout | null = null;
	/** One timer for all values of so long, not one for each: a thousand come in a second. */
	const look = (): void => {
		timer = null;
		if (givenMs === null) return;
		const leftMs = givenMs + input.limitMs - performance.now();
		if (leftMs <= 0) input.onStall();
		else watch(leftMs);
	};
	const watch = (ms: number): void => {
		timer = setTimeout(look, Math.ceil(ms));
		timer.unref();
	};
	return {
		async next() {
			givenMs = null;
			const result = await source.next();
			if (!result.done) {
				givenMs = performance.now();
				if (timer === null) watch(input.limitMs);
			}
			return result;
		},
		async return() {
			givenMs = null;
			if (timer !== null) clearTimeout(timer);
			return (await source.return?.()) ?? { done: true, value: undefined };
		},
		[Symbol.asyncIterator]() {
			return this;
		},
	};
}

/** How long one message may stay unwritten. */
export const stallLimitMs = 10_000;

/** The stream as it is where there is no socket to close. */
export const guardSlow = <T>(source: AsyncIterableIterator<T>, onStall: (() => void) | undefined): AsyncIterableIterator<T> =>
	onStall ? watchStall(source, { limitMs: stallLimitMs, onStall }) : source;
