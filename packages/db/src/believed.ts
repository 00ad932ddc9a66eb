type Entry<Value> = {
	readonly value: Promise<Value | undefined>;
	readonly untilMs: number;
	usedAtMs: number;
	/** Once it is known. */
	mark?: string | undefined;
	/** Who asks meanwhile waits for the same answer. */
	isPending: boolean;
};

const nextTurn = setImmediate;
/** What nobody asked for so long is not kept fresh; it is read again when somebody does. */
const idleMs = 30_000;
/**
 * Keys of one question, and of one round: a process with more waits for some of them instead of asking all the time. What an answer holds is worked
 * through in one go, and requests wait meanwhile: a hundred are a few milliseconds.
 */
const keysPerRead = 100;
const keysPerRound = 2_000;

/** How a value tells that it is still what the source has: by a text that is another one after each change. It comes with the value, from the same question. */
export type Marks<Key, Value> = {
	of(value: Value): string;
	/** What is not there any more is left out. */
	read(keys: readonly Key[]): Promise<ReadonlyMap<Key, string>>;
};

/**
 * Values that are believed for `ttlMs` and kept fresh while they are in use: before their time is up, all of them are read anew by one question, so
 * that requests of a thousand tenants don't ask for each of them again and again. A value is never older than `ttlMs`: where the reading fails or is
 * late, whoever asks next asks for it.
 */
export class Believed<Key, Value> {
	readonly #ttlMs: number;
	readonly #load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;
	readonly #marks: Marks<Key, Value> | undefined;
	readonly #keptMax: number;
	readonly #entries = new Map<Key, Entry<Value>>();
	readonly #timer: NodeJS.Timeout | undefined;
	#refreshing = false;
	readonly #first = new Set<Key>();
	#asking: Promise<ReadonlyMap<Key, Value>> | null = null;
	/** How often it was asked, and how often whoever asked had to wait for the source. */
	readonly reads = { asked: 0, waited: 0 };

	/** @param input.ttlMs 0: nothing is believed, each question is asked */
	constructor(input: {
		readonly ttlMs: number;
		/** What is not there is left out. */
		readonly load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;
		readonly marks?: Marks<Key, Value>;
		readonly keptMax: number;
	}) {
		this.#ttlMs = input.ttlMs;
		this.#load = input.load;
		this.#marks = input.marks;
		this.#keptMax = input.keptMax;
		// Of nobody's request: it begins here, so what it reads is counted to none.
		if (input.ttlMs > 0) this.#timer = setInterval(() => void this.#refresh(), Math.max(1, Math.floor(input.ttlMs / 2)));
		this.#timer?.unref();
	}

	/** Undefined where it is not there. @throws what the source throws */
	get(key: Key): Promise<Value | undefined> {
		const nowMs = performance.now();
		this.reads.asked += 1;
		const known = this.#entries.get(key);
		if (known !== undefined && (known.isPending || known.untilMs > nowMs)) {
			known.usedAtMs = nowMs;
			return known.value;
		}
		this.reads.waited += 1;
		const entry: Entry<Value> = { value: this.#one(key), untilMs: nowMs + this.#ttlMs, usedAtMs: nowMs, isPending: true };
		if (this.#entries.size >= this.#keptMax) this.#entries.clear();
		this.#entries.set(key, entry);
		entry.value.then(
			(value) => {
				entry.isPending = false;
				entry.mark = this.#markOf(value);
			},
			() => {
				if (this.#entries.get(key) === entry) this.#entries.delete(key);
			},
		);
		return entry.value;
	}

	/** What was read before now, or is being read, is not believed any more; without a key all of it. */
	forget(key?: Key): void {
		if (key === undefined) this.#entries.clear();
		else this.#entries.delete(key);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	/** Those who come in the same turn are asked for by one question: after a deploy thousands do. */
	async #one(key: Key): Promise<Value | undefined> {
		this.#first.add(key);
		this.#asking ??= new Promise<void>((resolve) => nextTurn(resolve)).then(() => {
			const keys = [...this.#first];
			this.#first.clear();
			this.#asking = null;
			return this.#load(keys);
		});
		return (await this.#asking).get(key);
	}

	async #refresh(): Promise<void> {
		// The one before waits for its source.
		if (this.#refreshing) return;
		this.#refreshing = true;
		try {
			const due = await this.#changed(this.#inUse());
			for (let at = 0; at < due.length; at += keysPerRead) await this.#renew(due.slice(at, at + keysPerRead));
		} catch {
			// The next who asks hears of it.
		} finally {
			this.#refreshing = false;
		}
	}

	#inUse(): (readonly [Key, Entry<Value>])[] {
		const nowMs = performance.now();
		const due: (readonly [Key, Entry<Value>])[] = [];
		for (const [key, entry] of this.#entries) {
			if (nowMs - entry.usedAtMs < idleMs) {
				if (due.length < keysPerRound) due.push([key, entry]);
			} else if (entry.untilMs <= nowMs) this.#entries.delete(key);
		}
		return due;
	}

	#markOf(value: Value | undefined): string | undefined {
		return value === undefined ? undefined : this.#marks?.of(value);
	}

	/** Those that are not what they were, or have no mark. The others are believed for another while; what is gone is forgotten. */
	async #changed(due: readonly (readonly [Key, Entry<Value>])[]): Promise<readonly (readonly [Key, Entry<Value>])[]> {
		if (this.#marks === undefined || due.length === 0) return due;
		const untilMs = performance.now() + this.#ttlMs;
		const marks = await this.#marks.read(due.map(([key]) => key));
		return due.filter(([key, entry]) => {
			const mark = marks.get(key);
			if (this.#entries.get(key) !== entry) return false;
			if (mark === undefined) this.#entries.delete(key);
			else if (mark === entry.mark) this.#entries.set(key, { ...entry, untilMs });
			else return true;
			return false;
		});
	}

	async #renew(due: readonly (readonly [Key, Entry<Value>])[]): Promise<void> {
		const untilMs = performance.now() + this.#ttlMs;
		const found = await this.#load(due.map(([key]) => key));
		for (const [key, entry] of due) {
			// Forgotten meanwhile, or read anew by somebody: this answer may be from before the change.
			if (this.#entries.get(key) !== entry) continue;
			const value = found.get(key);
			if (value === undefined) this.#entries.delete(key);
			else {
				const mark = this.#markOf(value);
				this.#entries.set(key, { value: Promise.resolve(value), mark, untilMs, usedAtMs: entry.usedAtMs, isPending: false });
			}
		}
	}
}
