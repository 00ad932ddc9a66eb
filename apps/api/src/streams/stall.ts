/**
 * Watches one subscriber's stream: the next value is asked for only after the last one was written to the socket, so a value
 * that stays unwritten for `limitMs` means a consumer that doesn't read. Then `onStall` closes its socket; the client resumes by sequence.
 */
export function watchStall<T>(
	source: AsyncIterableIterator<T>,
	input: { readonly limitMs: number; readonly onStall: () => void },
): AsyncIterableIterator<T> {
	let timer: NodeJS.Timeout | undefined;
	const arm = (result: IteratorResult<T>) => {
		if (!result.done) {
			timer = setTimeout(input.onStall, input.limitMs);
			timer.unref();
		}
		return result;
	};
	return {
		next: async () => {
			clearTimeout(timer);
			return arm(await source.next());
		},
		return: async () => {
			clearTimeout(timer);
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
