/**
 * A generator that can be closed while it sleeps. A plain async generator queues `return()` behind its pending `await`, so a
 * subscriber that left would be kept until the next event, which may never come; here the signal ends the sleep.
 */
export function closable<T>(make: (signal: AbortSignal) => AsyncGenerator<T>): AsyncIterableIterator<T> {
	const controller = new AbortController();
	const generator = make(controller.signal);
	return {
		next: () => generator.next(),
		return: () => {
			controller.abort();
			return generator.return(undefined);
		},
		throw: (error) => {
			controller.abort();
			return generator.throw(error);
		},
		[Symbol.asyncIterator]() {
			return this;
		},
	};
}
