import { gone, type Poller } from '@meridian/native';
import type { Connection } from './connection.ts';

/** A line of the poller. What is written leaves when the loop flushes: the frames of one turn go out in one system call. */
export class PolledLine implements Connection {
	readonly #poller: Poller;
	readonly #id: number;
	/** Tells the loop that there is something to flush, or that we are gone. */
	readonly #changed: (line: PolledLine) => void;
	readonly #onData: ((chunk: Buffer) => void)[] = [];
	readonly #onClose: (() => void)[] = [];
	#out: Uint8Array[] = [];
	#unsentBytes = 0;
	#waitsForRoom = false;
	#ending = false;
	#closed = false;
	#isBulk = false;

	constructor(poller: Poller, id: number, changed: (line: PolledLine) => void) {
		this.#poller = poller;
		this.#id = id;
		this.#changed = changed;
	}

	get writable(): boolean {
		return !this.#closed && !this.#ending;
	}
	get writableLength(): number {
		return this.#unsentBytes;
	}

	on(event: 'data' | 'error' | 'close', listener: ((chunk: Buffer) => void) | ((error: Error) => void) | (() => void)): this {
		// A line that breaks is closed; there is no error of its own to tell.
		if (event === 'data') this.#onData.push(listener as (chunk: Buffer) => void);
		else if (event === 'close') this.#onClose.push(listener as () => void);
		return this;
	}

	write(bytes: Uint8Array): void {
		if (!this.writable) return;
		this.#out.push(bytes);
		this.#unsentBytes += bytes.length;
		this.#changed(this);
	}

	readInBulk(): void {
		this.#isBulk = true;
	}
	get isBulk(): boolean {
		return this.#isBulk;
	}

	end(): void {
		this.#ending = true;
		this.#changed(this);
	}

	destroy(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#poller.close(this.#id);
		this.#changed(this);
		// Not in the middle of whatever closed us.
		setImmediate(() => {
			for (const listener of this.#onClose) listener();
		});
	}

	/**
	 * Reads through `into`, whose bytes are used again after the call: once, so that a line with much to say has its turn and no more. The
	 * poller tells again what was left.
	 */
	readable(into: Buffer): void {
		const count = this.#poller.read(this.#id, into);
		if (count === gone) return this.destroy();
		// Whoever begins to listen in the middle of this does not hear it.
		const listeners = this.#onData.length;
		for (let i = 0; i < listeners && count > 0; i++) this.#onData[i]?.(into.subarray(0, count));
	}

	/**
	 * Gives the connection to another thread, which adopts it. Nothing more is heard of it here, not even its end.
	 * @returns undefined where that can't be: it stays as it is.
	 */
	detach(): number | undefined {
		this.flush();
		if (this.#closed || this.#unsentBytes > 0) return undefined;
		const descriptor = this.#poller.detach(this.#id);
		if (descriptor === undefined) return undefined;
		this.#closed = true;
		this.#onClose.length = 0;
		this.#changed(this);
		return descriptor;
	}

	/** Hands the system what it takes; the rest goes when there is room. */
	flush(): void {
		if (this.#closed) return;
		const [first] = this.#out;
		if (first !== undefined) {
			const bytes = this.#out.length === 1 ? first : Buffer.concat(this.#out);
			const taken = this.#poller.write(this.#id, bytes);
			if (taken === gone) return this.destroy();
			this.#out = taken === bytes.length ? [] : [bytes.subarray(taken)];
			this.#unsentBytes -= taken;
		}
		const waits = this.#unsentBytes > 0;
		if (waits !== this.#waitsForRoom) this.#poller.watchRoom(this.#id, waits);
		this.#waitsForRoom = waits;
		if (this.#ending && !waits) this.destroy();
	}

	get isClosed(): boolean {
		return this.#closed;
	}
	get id(): number {
		return this.#id;
	}
}
