/** One run at a time; whoever asks during a run waits for the next, which sees what they changed. */
export function alone(run: () => Promise<void>, onError: (error: unknown) => void): () => Promise<void> {
	let running: Promise<void> | null = null;
	let next: Promise<void> | null = null;
	const start = (): Promise<void> => {
		running = run()
			.catch(onError)
			.finally(() => {
				running = null;
			});
		return running;
	};
	return () => {
		if (running === null) return start();
		next ??= running.then(() => {
			next = null;
			return start();
		});
		return next;
	};
}
