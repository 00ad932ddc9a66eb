import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ApiContext } from '../context.ts';
import type { ViewerModel } from '../modules/identity/types.ts';
import { textFrame } from './frame.ts';

/** So many frames wait for the end of a turn of the event loop at most. */
const mostTogether = 64;

const emptyPing = Buffer.from([0x89, 0x00]);

/** What is kept of one subscriber's socket: ten thousand of these are a process's memory, so the request it came with is let go. */
export class Peer {
	readonly socket: WebSocket;
	readonly headers: IncomingHttpHeaders;
	readonly sourceIp: string;
	/** Of the page that speaks; a program that is none sends none. */
	readonly origin: string | undefined;
	/** Null until it is welcome; then it counts among its tenant's. */
	viewer: ViewerModel | null = null;
	/** Of the heartbeat. */
	group = 0;
	/** The contexts of running operations, for their errors. */
	readonly operations = new Map<string, ApiContext>();
	/** False from a ping to its answer. */
	answered = true;
	readonly #line: Duplex;
	readonly #failed: (peer: Peer, error: unknown) => void;
	/** What is written at the end of this turn of the event loop. */
	#together: Buffer[] | null = null;

	/** @param input.onFailure what becomes of it where a message of it failed */
	constructor(
		socket: WebSocket,
		line: Duplex,
		input: { readonly request: IncomingMessage; readonly sourceIp: string; readonly onFailure: (peer: Peer, error: unknown) => void },
	) {
		const { request, sourceIp } = input;
		this.socket = socket;
		this.#line = line;
		this.#failed = input.onFailure;
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

	get sessionId(): number {
		return this.viewer?.sessionId ?? 0;
	}

	close(code?: number, reason?: string): void {
		this.socket.close(code, reason);
	}

	onMessage(hear: (text: string) => Promise<void>): void {
		this.socket.on('message', (data) => void hear(String(data)).catch((error: unknown) => this.#failed(this, error)));
	}

	/** True while something that was written is not with the system yet: the peer reads more slowly than we write. */
	get isBehind(): boolean {
		return this.#line.writableLength > 0;
	}

	/** Resolves when it is with the system. */
	async send(text: string): Promise<void> {
		if (this.socket.readyState !== this.socket.OPEN) return;
		this.#flush();
		const frame = textFrame([Buffer.from(text)]);
		await new Promise<void>((resolve, reject) => this.#line.write(frame, (error) => (error ? reject(error) : resolve())));
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
	 * As `write`, but together with what else comes in this turn of the event loop: a write costs more than a message.
	 * @returns null where another may come at once, or what resolves when what was written before is with the system, or the peer is gone
	 */
	told(frame: Buffer): Promise<void> | null {
		if (this.socket.readyState !== this.socket.OPEN) return null;
		if (this.#together === null) {
			this.#together = [];
			setImmediate(() => this.#flush());
		}
		this.#together.push(frame);
		if (this.isBehind) return new Promise((resolve) => this.#flush(resolve));
		if (this.#together.length >= mostTogether) this.#flush();
		return null;
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

	/** Asks for a sign of life: a ping says nothing, so it is the same for all. */
	ping(): void {
		this.answered = false;
		this.write(emptyPing);
	}

	/** Ends it now, and what the system holds for it: a peer that doesn't read would not read a close frame either. */
	cut(): void {
		if (this.#line instanceof Socket) this.#line.resetAndDestroy();
		else this.socket.terminate();
	}
}
