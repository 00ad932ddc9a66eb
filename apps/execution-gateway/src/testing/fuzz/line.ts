import type { Connection } from '../../net/connection.ts';

/** A connection in memory: what one side says the other has heard when say() returns. */
export class MemoryLine implements Connection {
	readonly #onData: ((chunk: Buffer) => void)[] = [];
	readonly #onClose: (() => void)[] = [];
	readonly #heard: (bytes: Uint8Array) => void;
	#isOpen = true;

	/** @param heard each write of the gateway. */
	constructor(heard: (bytes: Uint8Array) => void) {
		this.#heard = heard;
	}

	get writable(): boolean {
		return this.#isOpen;
	}
	get writableLength(): number {
		return 0;
	}

	on(event: 'data' | 'error' | 'close', listener: ((chunk: Buffer) => void) | ((error: Error) => void) | (() => void)): this {
		if (event === 'data') this.#onData.push(listener as (chunk: Buffer) => void);
		else if (event === 'close') this.#onClose.push(listener as () => void);
		return this;
	}
	write(bytes: Uint8Array): void {
		if (this.#isOpen) this.#heard(bytes);
	}
	end(): void {
		this.destroy();
	}
	destroy(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		for (const listener of this.#onClose) listener();
	}

	/** The client's bytes. */
	say(bytes: Uint8Array): void {
		if (this.#isOpen) for (const listener of this.#onData) listener(Buffer.from(bytes));
	}
}
