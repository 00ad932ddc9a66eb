import { type AnyMessage, createCodec, FrameReader, type Message, type ReplicaProtocol, replicaProtocol } from '@meridian/protocol';
import { loginProof, newNonce, proofMatches } from '@meridian/protocol/login';
import type { Logger } from '@meridian/telemetry';
import type { EpochMark } from '../engine/memory.ts';
import { type FrameTail, openFrames } from '../journal/frames.ts';
import type { Connection } from '../net/connection.ts';
import type { Opening } from '../net/opening.ts';
import { SilenceWatch } from '../silence.ts';
import { mismatchOf } from './position.ts';
import { replicaSilenceMs, replicaVersion } from './words.ts';

type Incoming = AnyMessage<ReplicaProtocol>;
const codec = createCodec(replicaProtocol);
const beatMs = 500;
/** So much is read of the journal at once: a little more than a busy turn appends. */
const windowBytes = 32 * 1024;
/** So much one turn may give a standby that catches up, and so much may lie unsent: the order path shares the thread. */
const turnBytes = 256 * 1024;
const maxUnsentBytes = 1024 * 1024;
const maxPieceBytes = 60_000;

export type SourcePort = {
	readonly epoch: number;
	readonly shardId: number;
	readonly key: Uint8Array;
	readonly log: Logger;
	readonly dir: string;
	readonly epochs: readonly EpochMark[];
	/** The last record that this journal itself keeps: what it may yet lose is not given away. */
	ownSeq(): number;
	/** The standby has everything that this journal has. */
	synced(standby: string): void;
	acked(seq: number): void;
	lost(reason: string): void;
};

/** The leader's side of replication: one standby at a time is given the journal's frames as they stand in its files, and says what it has. */
export class ReplicaSource {
	readonly #port: SourcePort;
	#line: StandbyLine | undefined;

	constructor(port: SourcePort) {
		this.#port = port;
	}

	/** @param opening where the line was challenged already. */
	serve(socket: Connection, opening?: Opening): void {
		const owner: Owner = {
			admit: (line) => {
				if (this.#line !== undefined && this.#line.standby !== line.standby) return `the standby ${this.#line.standby} is here already`;
				this.#line?.close('the standby logged in again');
				this.#line = line;
				return undefined;
			},
			closed: (line, reason) => {
				if (this.#line !== line) return;
				this.#line = undefined;
				this.#port.lost(reason);
			},
		};
		new StandbyLine(socket, { port: this.#port, owner, opening });
	}

	/** Gives the standby what it lacks; at the end of every turn of the sockets. */
	pump(): void {
		this.#line?.pump();
	}

	/** Cuts a standby that does not keep up. */
	cut(reason: string): void {
		this.#line?.close(reason);
	}
}

type Owner = {
	/** @returns why the standby is not wanted. */
	admit(line: StandbyLine): string | undefined;
	closed(line: StandbyLine, reason: string): void;
};

class StandbyLine {
	standby = '';
	readonly #socket: Connection;
	readonly #port: SourcePort;
	readonly #owner: Owner;
	readonly #reader = new FrameReader();
	readonly #nonce: Uint8Array;
	#frames: FrameTail | undefined;
	#sentSeq = 0;
	#ackedSeq = 0;
	#isSynced = false;
	#reason = 'it closed the line';
	#seq = 0;

	constructor(
		socket: Connection,
		{ port, owner, opening }: { readonly port: SourcePort; readonly owner: Owner; readonly opening: Opening | undefined },
	) {
		this.#socket = socket;
		this.#port = port;
		this.#owner = owner;
		this.#nonce = opening?.nonce ?? newNonce();
		const watch = new SilenceWatch(replicaSilenceMs, () => performance.now());
		const beat = setInterval(() => {
			if (watch.isSilent()) this.close(`silent for ${replicaSilenceMs} ms`);
			else if (this.#frames !== undefined) this.#send('Beat', { journalSeq: port.ownSeq() });
		}, beatMs);
		socket.on('error', (error) => this.close(error.message));
		socket.on('close', () => {
			clearInterval(beat);
			this.#frames?.close();
			this.#frames = undefined;
			owner.closed(this, this.#reason);
		});
		const hear = (chunk: Uint8Array): void => {
			watch.heard();
			try {
				for (const frame of this.#reader.push(chunk)) this.#handle(codec.decode(frame));
			} catch (error) {
				port.log.error({ standby: this.standby, err: error }, 'replica frame refused');
				this.close(error instanceof Error ? error.message : String(error));
			}
		};
		socket.on('data', hear);
		if (opening === undefined) this.#send('Challenge', { protocolVersion: replicaVersion, gatewayNonce: this.#nonce });
		else {
			this.#seq = 1;
			hear(opening.heard);
		}
	}

	pump(): void {
		if (this.#frames === undefined) return;
		const ownSeq = this.#port.ownSeq();
		if (this.#sentSeq >= ownSeq || this.#socket.writableLength > maxUnsentBytes) return;
		this.#frames.refresh();
		const parts: Buffer[] = [];
		let bytes = 0;
		while (this.#sentSeq < ownSeq && bytes < turnBytes) {
			const frame = this.#frames.next();
			if (frame === undefined) return this.close(`this journal does not hold sequence ${this.#sentSeq + 1} any more`);
			parts.push(Buffer.from(frame));
			bytes += frame.length;
			this.#sentSeq += 1;
		}
		const stream = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, bytes);
		for (let at = 0; at < bytes; at += maxPieceBytes) this.#send('Piece', { bytes: stream.subarray(at, at + maxPieceBytes) });
	}

	close(reason: string): void {
		this.#reason = reason;
		this.#socket.destroy();
	}

	#send<Name extends keyof ReplicaProtocol & string>(name: Name, body: Message<ReplicaProtocol, Name>): void {
		if (this.#socket.writable) this.#socket.write(codec.encode(name, ++this.#seq, body));
	}

	#handle(message: Incoming): void {
		if (this.#frames === undefined) {
			if (message.name !== 'Login') throw new Error(`${message.name} before the login`);
			return this.#login(message.body);
		}
		if (message.name !== 'Ack') throw new Error(`${message.name} is not for the leader`);
		const { seq } = message.body;
		if (seq < this.#ackedSeq || seq > this.#sentSeq) throw new Error(`it acknowledges sequence ${seq}, and was sent ${this.#sentSeq}`);
		this.#ackedSeq = seq;
		this.#port.acked(seq);
		if (this.#isSynced || seq < this.#port.ownSeq()) return;
		this.#isSynced = true;
		this.#port.synced(this.standby);
	}

	#login(login: Message<ReplicaProtocol, 'Login'>): void {
		const { key, epoch, log } = this.#port;
		let gatewayMac: Uint8Array = new Uint8Array();
		const refuse = (reason: string, diverged = false): void => {
			log.error({ standby: login.standby, reason }, 'standby refused');
			this.#send('LoginRefused', { reason, diverged, gatewayMac });
			this.#socket.end();
		};
		if (login.protocolVersion !== replicaVersion)
			return refuse('the leader is of another version, whose records the standby does not read');
		const expected = loginProof(key, { label: 'standby', first: this.#nonce, second: login.standbyNonce });
		if (!proofMatches(expected, login.loginMac)) return refuse('the key does not match');
		gatewayMac = loginProof(key, { label: 'gateway', first: login.standbyNonce, second: this.#nonce });
		if (login.shard !== this.#port.shardId) return refuse(`shard ${login.shard} is not served here: MERIDIAN_SHARDS must be the same`);
		const mismatch = mismatchOf({ ...this.#port, lastSeq: this.#port.ownSeq() }, login);
		if (mismatch !== undefined) return refuse(mismatch.reason, mismatch.diverged);
		this.standby = login.standby;
		const unwanted = this.#owner.admit(this);
		if (unwanted !== undefined) return refuse(unwanted);
		this.#sentSeq = login.lastSeq;
		this.#ackedSeq = login.lastSeq;
		this.#frames = openFrames(this.#port.dir, login.lastSeq, { windowBytes });
		this.#send('LoginOk', { gatewayMac, epoch: BigInt(epoch) });
		log.info({ standby: login.standby, lastSeq: login.lastSeq, journalSeq: this.#port.ownSeq() }, 'standby is here and copies the journal');
	}
}
