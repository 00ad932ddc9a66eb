import {
	accountSeq,
	type DepthAnswer,
	depth,
	type Operation,
	type OrderEventsAnswer,
	orderEvents,
	type QuotesAnswer,
	quotes,
} from './generated/operations.ts';
import { type SocketConstructor, subscribeOnce } from './socket.ts';
import { ApiError, type Credentials, tokenSource } from './token.ts';

export type ApiOptions = Credentials & {
	/** Of the API, e.g. https://api.example. */
	readonly url: string;
	/** Where there is no WebSocket of its own: before Node 22. */
	readonly WebSocket?: SocketConstructor;
	/** Told when a live line goes and comes back. */
	readonly onStatus?: (status: 'up' | 'down') => void;
};
export type OrderEvent = OrderEventsAnswer['orderEvents'];
export type Quote = QuotesAnswer['quotes'][number];
export type Depth = DepthAnswer['depth'];

const retriesMs = [100, 250, 500, 1_000, 2_000, 5_000] as const;
/** Close codes after which the same again would be refused again: not allowed, or no such protocol. */
const finalCodes: ReadonlySet<number> = new Set([4403, 4406, 4409]);

export type Api = {
	/** Runs a checked operation. @throws ApiError */
	run<Variables, Answer>(operation: Operation<Variables, Answer>, variables: Variables): Promise<Answer>;
	/**
	 * Every event of an account after a sequence, or from now on: none twice, none missing, however often the line is lost. Keep the last `seq` across
	 * runs of your program. @throws ApiError where it is refused
	 */
	orderEvents(input: {
		readonly accountId: string;
		readonly afterSeq?: string;
		readonly signal?: AbortSignal;
	}): AsyncGenerator<OrderEvent, void>;
	/** The newest quotes; after a lost line where they then stand. */
	quotes(input?: {
		readonly instrumentIds?: readonly string[];
		readonly everyMs?: number;
		readonly signal?: AbortSignal;
	}): AsyncGenerator<readonly Quote[], void>;
	/** The book of an instrument at an account's broker, the best first; no levels where it shows none. @throws ApiError where it is refused */
	depth(input: {
		readonly accountId: string;
		readonly instrumentId: string;
		readonly everyMs?: number;
		readonly signal?: AbortSignal;
	}): AsyncGenerator<Depth, void>;
};

export function createApi(options: ApiOptions): Api {
	const { url } = options;
	const token = tokenSource(url, options);
	const run: Api['run'] = async <Variables, Answer>(operation: Operation<Variables, Answer>, variables: Variables): Promise<Answer> => {
		for (let attempt = 0; ; attempt += 1) {
			const response = await fetch(`${url}/graphql`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', authorization: `Bearer ${await token.get()}` },
				body: JSON.stringify({ operationName: operation.name, query: operation.text, variables }),
			});
			const { data, errors } = (await response.json()) as {
				data?: Answer;
				errors?: { message: string; extensions?: { code?: string; correlationId?: string } }[];
			};
			const [error] = errors ?? [];
			if (error === undefined && data !== undefined) return data;
			const code = error?.extensions?.code ?? `HTTP_${response.status}`;
			token.forget();
			if (attempt === 0 && (code === 'TOKEN_EXPIRED' || code === 'TOKEN_INVALID')) continue;
			throw new ApiError(code, error?.message ?? `the API answered ${response.status}`, error?.extensions?.correlationId);
		}
	};

	/** @param next the variables of the next line, from where the last one ended */
	async function* live<Answer>(
		operation: Operation<never, Answer>,
		input: { readonly next: () => Record<string, unknown>; readonly signal: AbortSignal | undefined },
	): AsyncGenerator<Answer, void> {
		const Socket = options.WebSocket ?? (globalThis.WebSocket as unknown as SocketConstructor | undefined);
		if (Socket === undefined) throw new ApiError('NO_WEBSOCKET', 'give a WebSocket, e.g. of the package ws: there is none here');
		const stopping = new AbortController();
		const stop = (): void => stopping.abort();
		input.signal?.addEventListener('abort', stop, { once: true });
		const waiting: Answer[] = [];
		let wake: () => void = () => undefined;
		let failure: ApiError | null = null;
		let isDone = false;
		const line = async (): Promise<void> => {
			for (let lost = 0; !stopping.signal.aborted; ) {
				let isUp = false;
				const text = await token.get().catch((error: unknown) => {
					if (error instanceof ApiError) throw error;
					return null;
				});
				const ended =
					text === null
						? ({ kind: 'lost', code: 1006, reason: '' } as const)
						: await subscribeOnce({
								...{ url, token: text, Socket, text: operation.text, variables: input.next(), signal: stopping.signal },
								onData(data) {
									if (!isUp) options.onStatus?.('up');
									isUp = true;
									lost = 0;
									waiting.push(data as Answer);
									wake();
								},
							});
				if (ended.kind === 'complete') return;
				if (ended.kind === 'refused') throw ended.error;
				if (stopping.signal.aborted) return;
				options.onStatus?.('down');
				token.forget();
				if (finalCodes.has(ended.code) && lost > 1)
					throw new ApiError(ended.reason || 'FORBIDDEN', `the line was refused: ${ended.reason}`);
				await pause(retriesMs[Math.min(lost, retriesMs.length - 1)] ?? 5_000, stopping.signal);
				lost += 1;
			}
		};
		const running = line()
			.catch((error: unknown) => {
				failure = error instanceof ApiError ? error : new ApiError('FAILED', String(error));
			})
			.finally(() => {
				isDone = true;
				wake();
			});
		try {
			for (;;) {
				const value = waiting.shift();
				if (value !== undefined) yield value;
				else if (isDone) break;
				else
					await new Promise<void>((resolve) => {
						wake = resolve;
						if (waiting.length > 0 || isDone) resolve();
					});
			}
			if (failure !== null) throw failure;
		} finally {
			stopping.abort();
			input.signal?.removeEventListener('abort', stop);
			await running;
		}
	}

	const seqOf = async (accountId: string): Promise<string> => {
		const { node } = await run(accountSeq, { id: accountId });
		if (node === null || !('seq' in node)) throw new ApiError('NOT_FOUND', 'There is no such account.');
		return node.seq;
	};

	return {
		run,
		async *orderEvents({ accountId, afterSeq, signal }) {
			// From now on: where the account stands is asked first, so that nothing is missed though the line is lost before the first event.
			let last = afterSeq ?? (await seqOf(accountId));
			const answers = live<OrderEventsAnswer>(orderEvents as Operation<never, OrderEventsAnswer>, {
				next: () => ({ accountId, afterSeq: last }),
				signal,
			});
			for await (const { orderEvents: event } of answers) {
				// The line may have been lost between two that we have.
				if (BigInt(event.seq) <= BigInt(last)) continue;
				last = event.seq;
				yield event;
			}
		},
		async *quotes(input = {}) {
			const { instrumentIds, everyMs, signal } = input;
			const answers = live<QuotesAnswer>(quotes as Operation<never, QuotesAnswer>, {
				next: () => ({ ...(instrumentIds === undefined ? {} : { instrumentIds }), ...(everyMs === undefined ? {} : { everyMs }) }),
				signal,
			});
			for await (const answer of answers) yield answer.quotes;
		},
		async *depth({ signal, ...variables }) {
			const answers = live<DepthAnswer>(depth as Operation<never, DepthAnswer>, { next: () => variables, signal });
			for await (const answer of answers) yield answer.depth;
		},
	};
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			resolve();
		});
	});
}
