import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ApiContext, AuthState } from '../context.ts';

/** What is kept of one subscriber's socket: ten thousand of these are a process's memory, so the request it came with is let go. */
export class Peer {
	readonly socket: WebSocket;
	readonly headers: IncomingHttpHeaders;
	readonly sourceIp: string;
	/** Of the page that speaks; a program that is none sends none. */
	readonly origin: string | undefined;
	auth: AuthState | null = null;
	/** For its own end. */
	closed: (() => void) | null = null;
	/** The contexts of running operations, for their errors. */
	readonly operations = new Map<string, ApiContext>();
	/** False from a ping to its answer. */
	answered = true;
	readonly #line: Duplex;

	constructor(socket: WebSocket, line: Duplex, { request, sourceIp }: { readonly request: IncomingMessage; readonly sourceIp: string }) {
		this.socket = socket;
		this.#line = line;
		this.sourceIp = sourceIp;
		const { 'x-correlation-id': correlationId, 'user-agent': agent, origin } = request.headers;
		this.origin = origin;
		this.headers = {
			...(correlationId === undefined ? {} : { 'x-correlation-id': correlationId }),
			...(agent === undefined ? {} : { 'user-agent': agent }),
		};
	}

	get protocol(): string {
		return this.socket.protocol;
	}

	/** True while something that was written is not with the system yet: the peer reads more slowly than we write. */
	get isBehind(): boolean {
		return this.#line.writableLength > 0;
	}

	/** Resolves when it is with the system. */
	send(text: string): Promise<void> {
		return new Promise((resolve, reject) => {
			if (this.socket.readyState !== this.socket.OPEN) return resolve();
			this.socket.send(text, (error) => (error ? reject(error) : resolve()));
		});
	}

	/**
	 * A whole frame, past the library, which would copy and frame it for each of a thousand peers. What the library writes is whole frames too
	 * (nothing is compressed), so the two do not mix. Nothing follows a closing frame.
	 */
	write(frame: Buffer): void {
		if (this.socket.readyState === this.socket.OPEN) this.#line.write(frame);
	}

	/** As `write`. Resolves when it is with the system, or when the peer is gone. */
	written(frame: Buffer): Promise<void> {
		if (this.socket.readyState !== this.socket.OPEN) return Promise.resolve();
		return new Promise((resolve) => this.#line.write(frame, () => resolve()));
	}

	/** Ends it now, and what the system holds for it: a peer that doesn't read would not read a close frame either. */
	cut(): void {
		if (this.#line instanceof Socket) this.#line.resetAndDestroy();
		else this.socket.terminate();
	}
}
