import type { ExecutionResult } from 'graphql';
import type { FanOut } from './fan-out.ts';
import { type Missed, Standing } from './standing.ts';

type Source = AsyncGenerator<ExecutionResult> | AsyncIterableIterator<ExecutionResult>;
export type Opened = { readonly source: Source } | { readonly refused: ExecutionResult };
export type Subscriber<Text> = {
	/** Writes one result. */
	send(text: Text): void;
	/** True while the last one is still on its way: the newest is kept for it instead, and no queue grows. */
	isBehind(): boolean;
};

const done = { done: true, value: undefined } as const;
type End = { readonly error: unknown } | 'complete';

/**
 * One who listens, and what its server iterates over: it gives nothing, and ends, or fails, with the stream, or when it is closed from outside. A class, since
 * ten thousand are kept.
 */
class Member<Text> implements AsyncGenerator<never> {
	readonly to: Subscriber<Text>;
	place: 'waits' | 'live' | 'behind' | 'gone' = 'waits';
	/** Of who is behind. */
	missed: Missed | null = null;
	readonly #remove: (member: Member<Text>) => void;
	#end: End | null = null;
	/** Of whoever iterates. */
	#left: PromiseWithResolvers<IteratorReturnResult<undefined>> | null = null;

	constructor(to: Subscriber<Text>, remove: (member: Member<Text>) => void) {
		this.to = to;
		this.#remove = remove;
	}

	/** Nothing comes any more. That nobody iterates is no failure of the process. */
	over(end: End): void {
		this.#end ??= end;
		if (end === 'complete') this.#left?.resolve(done);
		else this.#left?.reject(end.error);
	}

	next(): Promise<IteratorResult<never, undefined>> {
		if (this.#end === 'complete') return Promise.resolve(done);
		if (this.#end !== null) return Promise.reject(this.#end.error);
		this.#left ??= Promise.withResolvers();
		return this.#left.promise;
	}

	async return(): Promise<IteratorReturnResult<undefined>> {
		this.#remove(this);
		return done;
	}

	async throw(error: unknown): Promise<never> {
		this.#remove(this);
		throw error;
	}

	[Symbol.asyncIterator](): this {
		return this;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#remove(this);
	}
}

/** So soon a reader that was behind is looked at again where nothing happens. */
const lookAgainMs = 250;

/**
 * Subscriptions that are the same for everybody who asks the same: executed once and turned into text once, however many listen. Who comes gets where
 * things stand first, and what has happened since; who reads too slowly to take every news is given where things stand once it has caught up.
 */
export class SharedStreams<Text> {
	readonly #streams = new Map<string, Stream<Text>>();
	readonly #fanOut: FanOut;

	constructor(fanOut: FanOut) {
		this.#fanOut = fanOut;
	}

	get open(): number {
		return this.#streams.size;
	}

	/**
	 * @param key names everything that the results depend on: tenant, rights, document, variables.
	 * @param input.open subscribes, for the stream and for where things stand; `textOf` makes what is sent of a result
	 * @returns what a server iterates over: it gives nothing, since results go to `send`, and ends, or fails, with the stream; or why it was refused
	 */
	async join(
		key: string,
		input: {
			readonly open: () => Promise<Opened>;
			readonly textOf: (result: ExecutionResult) => Text;
			readonly member: Subscriber<Text>;
		},
	): Promise<AsyncGenerator<never> | ExecutionResult> {
		const known = this.#streams.get(key);
		const stream = known ?? new Stream(input, this.#fanOut, () => this.#streams.get(key) === stream && this.#streams.delete(key));
		if (known === undefined) this.#streams.set(key, stream);
		const refused = await stream.opened;
		return refused ?? stream.add(input.member);
	}
}

class Stream<Text> {
	/** Null once it is open; a result where it was refused. Never rejects. */
	readonly opened: Promise<ExecutionResult | null>;
	readonly #members = new Set<Member<Text>>();
	readonly #standing: Standing<Text>;
	readonly #fanOut: FanOut;
	readonly #forget: () => void;
	#source: Source | null = null;
	/** Subscriptions that are open for their first result alone. */
	readonly #pictures = new Set<Source>();
	#looking: NodeJS.Timeout | null = null;
	#end: End | null = null;

	constructor(
		input: { readonly open: () => Promise<Opened>; readonly textOf: (result: ExecutionResult) => Text },
		fanOut: FanOut,
		forget: () => void,
	) {
		this.#fanOut = fanOut;
		this.#forget = forget;
		const first = async (): Promise<Text | null> => {
			const made = await input.open();
			// Rights may have changed since the stream began: who comes is asked for them anew.
			if ('refused' in made) throw made.refused.errors?.[0] ?? new Error('it may not be subscribed to any more');
			this.#pictures.add(made.source);
			if (this.#isIdle()) this.#stop();
			try {
				const result = await made.source.next();
				return result.done ? null : input.textOf(result.value);
			} finally {
				this.#pictures.delete(made.source);
				void made.source.return?.(undefined);
			}
		};
		this.#standing = new Standing(first);
		this.opened = input.open().then(
			(made) => {
				if ('refused' in made) {
					this.#forget();
					return made.refused;
				}
				this.#source = made.source;
				this.#pump(made.source, input.textOf).then(
					() => this.#over('complete'),
					(error: unknown) => this.#over({ error }),
				);
				return null;
			},
			(error: unknown) => {
				this.#over({ error });
				return null;
			},
		);
	}

	add(to: Subscriber<Text>): AsyncGenerator<never> {
		const member = new Member(to, this.#remove);
		this.#members.add(member);
		if (this.#end === null) this.#catchUp(member);
		else this.#tellEnd(member);
		return member;
	}

	/** Where things stand and what has happened since; then it is live. */
	#catchUp(member: Member<Text>): void {
		member.place = 'waits';
		this.#standing.take().then(
			(texts) => {
				if (member.place !== 'waits') return;
				member.place = 'live';
				for (const text of texts()) member.to.send(text);
			},
			(error: unknown) => {
				this.#members.delete(member);
				member.over({ error });
			},
		);
	}

	#fallBehind(member: Member<Text>): void {
		if (member.place === 'live') member.missed = this.#standing.missed();
		member.place = 'behind';
	}

	/** What it missed where that is kept, or else where things stand: what it was sent before is not sent again, and it does not go back in time. */
	#comeBack(member: Member<Text>): void {
		const missed = this.#standing.since(member.missed);
		member.missed = null;
		if (missed === null) return this.#catchUp(member);
		member.place = 'live';
		for (const text of missed) member.to.send(text);
	}

	async #pump(source: Source, textOf: (result: ExecutionResult) => Text): Promise<void> {
		for await (const result of source) {
			if (this.#members.size === 0) continue;
			const text = textOf(result);
			this.#standing.add(text);
			// Who becomes live from here on has it with where things stand.
			const live = [...this.#members].filter(({ place }) => place === 'live' || place === 'behind');
			// The source is asked for more when all have this: it keeps the newest meanwhile.
			await this.#fanOut.run(live.length, (index) => {
				const member = live[index];
				if (member === undefined || member.place === 'gone' || member.place === 'waits') return;
				if (member.to.isBehind()) this.#fallBehind(member);
				else if (member.place === 'behind') this.#comeBack(member);
				else member.to.send(text);
			});
			this.#lookAgain();
		}
	}

	/** Who was behind is given where things stand though nothing may happen any more. */
	#lookAgain(): void {
		const behind = [...this.#members].filter(({ place }) => place === 'behind');
		if (behind.length === 0 || this.#looking !== null) return;
		this.#looking = setTimeout(() => {
			this.#looking = null;
			for (const member of behind) if (member.place === 'behind' && !member.to.isBehind()) this.#comeBack(member);
			this.#lookAgain();
		}, lookAgainMs);
		this.#looking.unref();
	}

	readonly #remove = (member: Member<Text>): void => {
		member.place = 'gone';
		this.#members.delete(member);
		member.over('complete');
		if (this.#isIdle()) this.#stop();
	};

	#isIdle(): boolean {
		return this.#members.size === 0 && this.#source !== null;
	}

	#stop(): void {
		this.#forget();
		if (this.#looking !== null) clearTimeout(this.#looking);
		for (const source of [this.#source, ...this.#pictures]) void source?.return?.(undefined);
	}

	/** However it ends, its members end with it, as streams of their own would: none may wait for news that can't come. */
	#over(end: End): void {
		this.#end = end;
		this.#forget();
		for (const member of this.#members) this.#tellEnd(member);
	}

	#tellEnd(member: Member<Text>): void {
		member.place = 'gone';
		member.over(this.#end ?? 'complete');
	}
}
