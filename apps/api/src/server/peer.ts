import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ApiContext, AuthState } from '../context.ts';

/** So many frames wait for the end of a turn of the event loop at most. */
const mostTogether = 64;

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
	/** What is written at the end of this turn of the event loop. */
	#together: Buffer[] | null = null;

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
			this.#flush();
			this.socket.send(text, (error) => (error ? reject(error) : resolve()));
		});
	}

	/**
	 * A whole frame, past the library, which would copy and frame it for each of a thousand peers. What the library writes is whole frames too
	 * (nothing is compressed), so the two do not mix. Nothing follows a closing frame.
	 * @returns whether the frame is not needed any more: the system has all of it, or never will
	 */
	write(frame: Buffer): boolean {
		if (this.socket.readyState !== this.socket.OPEN) return true;
		this.#line.write(frame);
		return !this.isBehind;
	}

	/**
	 * As `write`, but together with what else comes in this turn of the event loop: a write costs more than a message. Resolves when another may come: at
	 * once, or when what was written before is with the system, or when the peer is gone.
	 */
	async told(frame: Buffer): Promise<void> {
		if (this.socket.readyState !== this.socket.OPEN) return;
		if (this.#together === null) {
			this.#together = [];
			setImmediate(() => this.#flush());
		}
		this.#together.push(frame);
		if (this.isBehind) await new Promise<void>((resolve) => this.#flush(resolve));
		else if (this.#together.length >= mostTogether) this.#flush();
	}

	/** @param done when all is with the system, or the peer is gone */
	#flush(done?: () => void): void {
		const frames = this.#together;
		this.#together = null;
		if (frames === null || this.socket.readyState !== this.socket.OPEN) {
			done?.();
			return;
		}
		const [first] = frames;
		this.#line.write(frames.length === 1 && first !== undefined ? first : Buffer.concat(frames), done);
	}

	/** Ends it now, and what the system holds for it: a peer that doesn't read would not read a close frame either. */
	cut(): void {
		if (this.#line instanceof Socket) this.#line.resetAndDestroy();
		else this.socket.terminate();
	}
}
