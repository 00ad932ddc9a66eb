import type { ExecutionResult } from 'graphql';

type Source = AsyncGenerator<ExecutionResult> | AsyncIterableIterator<ExecutionResult>;
export type Subscriber = {
	/** Writes one result, already as JSON. */
	send(text: string): void;
};
export type Opened = { readonly source: Source } | { readonly refused: ExecutionResult };

type Member = { hear(text: string): void; leave(): void; fail(error: unknown): void };
type Stream = { readonly members: Set<Member>; stop(): void };

/**
 * Subscriptions that are the same for everybody of a tenant who asks the same: executed once and turned into text once, however many listen. Every
 * member has a subscription of its own at first, which is asked whether it may and gives where things stand; what comes after is the common stream's.
 */
export class SharedStreams {
	readonly #streams = new Map<string, Stream>();

	get open(): number {
		return this.#streams.size;
	}

	/**
	 * @param key names everything that the results depend on: tenant, document, variables.
	 * @param input.open subscribes: once for the member, and once for the stream where there is none yet
	 * @returns what a server iterates over: it gives nothing, since results go to `send`, and ends, or fails, with the stream
	 */
	async join(
		key: string,
		input: { readonly open: () => Promise<Opened>; readonly member: Subscriber },
	): Promise<AsyncGenerator<never> | ExecutionResult> {
		const { open, member } = input;
		const own = await open();
		if ('refused' in own) return own.refused;
		// Until the member knows where things stand, what is news would be lost on it: it waits, and goes out after.
		let waiting: string[] | null = [];
		const { promise: left, resolve: leave, reject: fail } = Promise.withResolvers<void>();
		const listener: Member = {
			hear(text) {
				if (waiting === null) member.send(text);
				else waiting.push(text);
			},
			...{ leave, fail },
		};
		const stream = this.#streams.get(key) ?? this.#start(key, open);
		stream.members.add(listener);
		void own.source
			.next()
			.then((first) => {
				if (!first.done) member.send(JSON.stringify(first.value));
				for (const text of waiting ?? []) member.send(text);
				waiting = null;
			})
			.finally(() => own.source.return?.(undefined))
			.catch(leave);
		const end = (): void => {
			stream.members.delete(listener);
			void own.source.return?.(undefined);
			if (stream.members.size === 0 && this.#streams.get(key) === stream) {
				this.#streams.delete(key);
				stream.stop();
			}
			leave();
		};
		return parked(left, end);
	}

	#start(key: string, open: () => Promise<Opened>): Stream {
		const members = new Set<Member>();
		let source: Source | null = null;
		let isStopped = false;
		const stream: Stream = {
			members,
			stop() {
				isStopped = true;
				void source?.return?.(undefined);
			},
		};
		this.#streams.set(key, stream);
		const pump = async (): Promise<void> => {
			const opened = await open();
			if ('refused' in opened) return;
			source = opened.source;
			if (isStopped) return void (await source.return?.(undefined));
			for await (const result of source) {
				const text = JSON.stringify(result);
				for (const member of members) member.hear(text);
			}
		};
		// However it ends, its members end with it, as streams of their own would: none may wait for news that can't come.
		const over = (end: (member: Member) => void): void => {
			if (this.#streams.get(key) === stream) this.#streams.delete(key);
			for (const member of members) end(member);
		};
		void pump().then(
			() => over((member) => member.leave()),
			(error: unknown) => over((member) => member.fail(error)),
		);
		return stream;
	}
}

/** Sleeps until it is closed from outside or `left` resolves. */
function parked(left: Promise<void>, end: () => void): AsyncGenerator<never> {
	const done = { done: true, value: undefined } as const;
	return {
		next: async () => {
			await left;
			return done;
		},
		return: async () => {
			end();
			return done;
		},
		throw: async (error) => {
			end();
			throw error;
		},
		[Symbol.asyncIterator]() {
			return this;
		},
		async [Symbol.asyncDispose]() {
			end();
		},
	};
}
