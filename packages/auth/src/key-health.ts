import type { KeyProvider } from './envelope.ts';

/** What was asked within so long is answered as it was then. */
const freshMs = 5_000;
/** A health check may take 2 s; a silent service is named before that. */
const patienceMs = 1_500;

/** For /health: whether data keys can be wrapped and opened now, else why not. The service is asked by one at a time, and at most once in 5 s. */
export function keyServiceHealth(
	provider: KeyProvider,
	options: { readonly nowMs?: () => number; readonly patienceMs?: number } = {},
): () => Promise<true | string> {
	const { nowMs = () => performance.now(), patienceMs: waitMs = patienceMs } = options;
	let asked: { readonly atMs: number; readonly answer: Promise<true | string> } | undefined;
	return async () => {
		if (asked === undefined || nowMs() - asked.atMs >= freshMs) {
			const answer = provider.check().then(
				(): true => true,
				(error: unknown) => (error instanceof Error ? error.message : String(error)),
			);
			asked = { atMs: nowMs(), answer };
		}
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<string>((resolve) => {
			timer = setTimeout(() => resolve(`the service that wraps data keys gave no answer within ${waitMs} ms`), waitMs);
		});
		return Promise.race([asked.answer, late]).finally(() => clearTimeout(timer));
	};
}
