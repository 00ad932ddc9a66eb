import type { MessagePort } from 'node:worker_threads';
import type { Connection } from './connection.ts';

/** Between the thread that has a connection and the one that uses it. */
type ToUser =
	| { readonly kind: 'data'; readonly bytes: Uint8Array }
	| { readonly kind: 'taken'; readonly bytes: number }
	| { readonly kind: 'closed' };
type ToOwner = { readonly kind: 'write'; readonly bytes: Uint8Array } | { readonly kind: 'end' } | { readonly kind: 'destroy' };

/** Lets another thread use a connection that can't be given away: a TLS line, or one of Node's own sockets. It costs a few milliseconds a message. */
export function relay(connection: Connection, port: MessagePort): void {
	const tell = (message: ToUser): void => port.postMessage(message);
	connection.on('data', (chunk) => tell({ kind: 'data', bytes: Uint8Array.from(chunk) }));
	connection.on('error', () => undefined); // it closes as well
	connection.on('close', () => {
		tell({ kind: 'closed' });
		port.close();
	});
	port.on('message', (message: ToOwner) => {
		if (message.kind === 'write') {
			connection.write(message.bytes);
			tell({ kind: 'taken', bytes: message.bytes.length });
		} else if (message.kind === 'end') connection.end();
		else connection.destroy();
	});
	// The thread that used it is gone.
	port.on('close', () => connection.destroy());
}

/** The connection as the other thread sees it. */
export class RelayedLine implements Connection {
	readonly #port: MessagePort;
	readonly #onData: ((chunk: Buffer) => void)[] = [];
	readonly #onClose: (() => void)[] = [];
	#untakenBytes = 0;
	#isEnding = false;
	#isClosed = false;

	constructor(port: MessagePort) {
		this.#port = port;
		port.on('message', (message: ToUser) => this.#heard(message));
		port.on('close', () => this.#closed());
	}

	get writable(): boolean {
		return !this.#isClosed && !this.#isEnding;
	}
	get writableLength(): number {
		return this.#untakenBytes;
	}

	on(event: 'data' | 'error' | 'close', listener: ((chunk: Buffer) => void) | ((error: Error) => void) | (() => void)): this {
		if (event === 'data') this.#onData.push(listener as (chunk: Buffer) => void);
		else if (event === 'close') this.#onClose.push(listener as () => void);
		return this;
	}

	write(bytes: Uint8Array): void {
		if (!this.writable) return;
		this.#untakenBytes += bytes.length;
		this.#tell({ kind: 'write', bytes });
	}

	end(): void {
		this.#isEnding = true;
		this.#tell({ kind: 'end' });
	}

	destroy(): void {
		if (this.#isClosed) return;
		this.#tell({ kind: 'destroy' });
		this.#port.close();
		// Not in the middle of whatever closed us.
		setImmediate(() => this.#closed());
	}

	#tell(message: ToOwner): void {
		this.#port.postMessage(message);
	}

	#heard(message: ToUser): void {
		if (message.kind === 'taken') this.#untakenBytes -= message.bytes;
		else if (message.kind === 'closed') this.#closed();
		else if (!this.#isClosed) for (const listener of this.#onData) listener(Buffer.from(message.bytes));
	}

	#closed(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#port.close();
		for (const listener of this.#onClose) listener();
	}
}
