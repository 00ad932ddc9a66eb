import { connect } from 'node:net';
import { createCodec, FrameReader, type Message, type ReplicaProtocol, replicaProtocol } from '@meridian/protocol';
import { loginProof, newNonce, proofMatches } from '@meridian/protocol/login';
import type { Position } from './position.ts';
import { replicaSilenceMs, replicaVersion } from './words.ts';

const codec = createCodec(replicaProtocol);
const firstRetryMs = 100;
const lastRetryMs = 1_000;

export type Address = { readonly host: string; readonly port: number };
export type LinkOptions = {
	/** Tried in turn: whoever listens there and proves the key is the leader. */
	readonly leaders: readonly Address[];
	readonly key: Uint8Array;
	readonly standby: string;
	readonly shardId: number;
	readonly position: () => Position;
	/** The leader says that this journal has records that its own has not. */
	readonly diverged: (reason: string) => void;
	readonly up: (epoch: bigint) => void;
	readonly down: (reason: string) => void;
	/** The next bytes of the journal's frames. @throws where they are damaged: the line is cut and begun anew. */
	readonly piece: (bytes: Uint8Array) => void;
	readonly beat: (journalSeq: number) => void;
	/** What this standby has by now. */
	readonly ackSeq: () => number;
};

export type Link = {
	/** Says again what this standby has, where that is news. */
	ack(): void;
	close(): void;
};

/** The standby's line to the leader, which it keeps up. */
export function openLink(options: LinkOptions): Link {
	let isClosed = false;
	let attempt = 0;
	let retryMs = firstRetryMs;
	let retry: NodeJS.Timeout | undefined;
	let ack: () => void = () => undefined;
	let cut: () => void = () => undefined;

	function open(): void {
		const address = options.leaders[attempt % options.leaders.length];
		if (address === undefined) throw new Error('a standby needs the address of a leader');
		attempt += 1;
		const socket = connect({ ...address, noDelay: true });
		const reader = new FrameReader();
		const nonce = newNonce();
		let leaderNonce: Uint8Array | undefined;
		let isUp = false;
		let ackedSeq = -1;
		let seq = 0;
		let heardMs = performance.now();
		let reason = 'the leader closed the line';
		const send = <Name extends keyof ReplicaProtocol & string>(name: Name, body: Message<ReplicaProtocol, Name>): void => {
			if (socket.writable) socket.write(codec.encode(name, ++seq, body));
		};
		const close = (why: string): void => {
			reason = why;
			socket.destroy();
		};
		const tellAck = (always: boolean): void => {
			const now = options.ackSeq();
			if (!isUp || (now === ackedSeq && !always)) return;
			ackedSeq = now;
			send('Ack', { seq: now });
		};
		ack = () => tellAck(false);
		cut = () => close('closed by this standby');
		const watch = setInterval(() => {
			if (performance.now() - heardMs > replicaSilenceMs) close(`silent for ${replicaSilenceMs} ms`);
		}, replicaSilenceMs / 6);
		socket.on('error', (error) => {
			reason = error.message;
		});
		socket.on('close', () => {
			clearInterval(watch);
			options.down(reason);
			if (isClosed) return;
			retry = setTimeout(open, retryMs);
			retryMs = Math.min(retryMs * 2, lastRetryMs);
		});
		socket.on('data', (chunk: Buffer) => {
			heardMs = performance.now();
			try {
				for (const frame of reader.push(chunk)) handle(frame);
			} catch (error) {
				if (error instanceof StandbyUnfit) throw error;
				close(error instanceof Error ? error.message : String(error));
			}
			tellAck(false);
		});

		const isProved = (mac: Uint8Array): boolean =>
			leaderNonce !== undefined && proofMatches(loginProof(options.key, { label: 'gateway', first: nonce, second: leaderNonce }), mac);

		function handle(frame: Uint8Array): void {
			const message = codec.decode(frame);
			if (message.name === 'Challenge' && leaderNonce === undefined) {
				leaderNonce = message.body.gatewayNonce;
				if (message.body.protocolVersion !== replicaVersion)
					throw new Error('the leader is of another version, whose records this one does not read');
				const loginMac = loginProof(options.key, { label: 'standby', first: leaderNonce, second: nonce });
				const { standby, shardId: shard } = options;
				send('Login', { protocolVersion: replicaVersion, standby, shard, standbyNonce: nonce, loginMac, ...options.position() });
			} else if (message.name === 'LoginRefused') {
				if (message.body.diverged && isProved(message.body.gatewayMac)) options.diverged(message.body.reason);
				throw new Error(`refused: ${message.body.reason}`);
			} else if (message.name === 'LoginOk' && leaderNonce !== undefined && !isUp) {
				if (!isProved(message.body.gatewayMac)) throw new Error('the leader could not prove its key');
				isUp = true;
				retryMs = firstRetryMs;
				options.up(message.body.epoch);
				tellAck(true);
			} else if (!isUp) throw new Error(`${message.name} before the login`);
			else if (message.name === 'Piece') options.piece(message.body.bytes);
			else if (message.name === 'Beat') {
				options.beat(message.body.journalSeq);
				tellAck(true);
			} else throw new Error(`${message.name} is not for a standby`);
		}
	}
	open();
	return {
		ack: () => ack(),
		close() {
			isClosed = true;
			clearTimeout(retry);
			cut();
		},
	};
}

/** This standby can't go on: to try again would not help. */
export class StandbyUnfit extends Error {
	override readonly name = 'StandbyUnfit';
}
