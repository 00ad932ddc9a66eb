import { setTimeout as pause } from 'node:timers/promises';
import {
	type AnyMessage,
	createCodec,
	FrameReader,
	type Message,
	type OrderEntryProtocol,
	orderEntryProtocol,
	WireError,
} from '@meridian/protocol';
import type { Connection } from '../net/connection.ts';
import { type EndCode, maxInboundBytes, maxUnreadBytes } from './rules.ts';

const codec = createCodec(orderEntryProtocol);
export type DirectMessage = AnyMessage<OrderEntryProtocol>;
export type Body<Name extends keyof OrderEntryProtocol> = Message<OrderEntryProtocol, Name>;

export type LineEars = {
	message(line: Line, message: DirectMessage): void;
	rejected(line: Line, code: string): void;
	/** Once, at the end. */
	closed(line: Line, code: EndCode): void;
};

/** How long a peer that was told why its line ends has to read it. */
const lingerMs = 2_000;
const drainLookMs = 2;

/** The bytes of one connection: frames in, numbered frames out, a bounded queue, one end. What frames mean is for others. */
export class Line {
	readonly #socket: Connection;
	readonly #nowMs: () => number;
	readonly #ears: LineEars;
	readonly #reader = new FrameReader();
	readonly #openedMs: number;
	#heardMs: number;
	#saidMs: number;
	/** Sequence of the next frame; the frames of the login have 0. */
	#nextSeq = 0;
	#end: EndCode | undefined;

	constructor(socket: Connection, input: { readonly nowMs: () => number; readonly ears: LineEars }) {
		this.#socket = socket;
		this.#nowMs = input.nowMs;
		this.#ears = input.ears;
		this.#openedMs = this.#heardMs = this.#saidMs = input.nowMs();
		socket.on('error', () => undefined); // 'close' follows, and says all that matters
		socket.on('close', () => this.#closed(this.#end ?? 'LOGOUT'));
		socket.on('data', (chunk: Buffer) => this.hear(chunk));
	}

	/** What the peer said. */
	hear(chunk: Uint8Array): void {
		this.#heardMs = this.#nowMs();
		try {
			for (const frame of this.#reader.push(chunk)) {
				if (!this.isOpen) return;
				if (frame.length > maxInboundBytes) throw new WireError('OVERSIZED', `${frame.length} bytes; ${maxInboundBytes} is the most here`);
				this.#ears.message(this, codec.decode(frame));
			}
			if (this.#reader.pendingBytes > maxInboundBytes) throw new WireError('OVERSIZED', `${maxInboundBytes} bytes are the most here`);
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			const code = error.fault === 'OVERSIZED' ? 'OVERSIZED' : 'MALFORMED';
			this.reject({ code, message: error.message });
			this.end(code, 'what came is no frame of this protocol');
		}
	}

	get isOpen(): boolean {
		return this.#end === undefined;
	}
	get ageMs(): number {
		return this.#nowMs() - this.#openedMs;
	}
	get silentMs(): number {
		return this.#nowMs() - this.#heardMs;
	}
	get quietMs(): number {
		return this.#nowMs() - this.#saidMs;
	}

	/** The frames after the login are numbered from here. */
	numberFrom(seq: number): void {
		this.#nextSeq = seq;
	}

	send<Name extends keyof OrderEntryProtocol & string>(name: Name, body: Body<Name>): void {
		if (!this.isOpen) return;
		this.#write(name, body);
		if (this.#socket.writableLength > maxUnreadBytes) this.end('SLOW_READER', `${maxUnreadBytes} bytes were left unread`);
	}

	/** Says that a frame was not acted on. */
	reject(why: {
		readonly code: string;
		readonly message: string;
		readonly requestId?: number;
		readonly refSeq?: number;
		readonly retryAfterMs?: number;
		readonly expectedSeq?: number;
	}): void {
		this.#ears.rejected(this, why.code);
		this.send('Reject', { requestId: 0, refSeq: 0, retryAfterMs: 0, expectedSeq: 0, ...why });
	}

	/** Says why, and closes. Nothing that comes after is listened to. */
	end(code: EndCode, message: string): void {
		if (!this.isOpen) return;
		this.#write('Logout', { code, message });
		this.#hangUp(code);
	}

	refuseLogon(why: Body<'LogonReject'>): void {
		if (!this.isOpen) return;
		this.#write('LogonReject', why);
		this.#hangUp('LOGOUT');
	}

	/** Looks every few milliseconds: a line of the poller does not tell when it has room. */
	async drained(): Promise<void> {
		while (this.isOpen && this.#socket.writableLength > maxUnreadBytes / 8) await pause(drainLookMs);
	}

	#write<Name extends keyof OrderEntryProtocol & string>(name: Name, body: Body<Name>): void {
		const seq = this.#nextSeq;
		if (seq > 0) this.#nextSeq += 1;
		this.#saidMs = this.#nowMs();
		if (this.#socket.writable) this.#socket.write(codec.encode(name, seq, body));
	}

	#hangUp(code: EndCode): void {
		this.#closed(code);
		this.#socket.end();
		setTimeout(() => this.#socket.destroy(), lingerMs).unref();
	}

	#closed(code: EndCode): void {
		if (this.#end !== undefined) return;
		this.#end = code;
		this.#ears.closed(this, code);
	}
}
