import { connect } from 'node:net';
import { createCodec } from '../codec.ts';
import { entryVersion } from '../format.ts';
import { FrameReader } from '../frames.ts';
import { loginProof, newNonce, proofMatches } from '../login.ts';
import { type EntryProtocol, entryProtocol } from '../schema/entry.ts';
import type { Message } from '../schema/types.ts';
import { type EntryClientOptions, type EntryMessage, type EntryReply, entryReplies } from './types.ts';

const codec = createCodec(entryProtocol);
const replies: ReadonlySet<string> = new Set(entryReplies);
const shortestNonce = 16;
const isReply = (message: EntryMessage): message is EntryReply => replies.has(message.name);

export type LineEvents = {
	up(epoch: bigint): void;
	reply(message: EntryReply): void;
	/** Once, at the end. */
	down(reason: string): void;
};
export type Line = {
	readonly up: boolean;
	/** Writes one frame. @throws WireError before anything is written. */
	send<Name extends keyof EntryProtocol & string>(name: Name, body: Message<EntryProtocol, Name>): void;
	close(reason: string): void;
};

/** One connection, from its first byte to its end. */
export function openLine(options: EntryClientOptions & { readonly silenceMs: number }, events: LineEvents): Line {
	const socket = connect({ host: options.host, port: options.port, noDelay: true });
	const reader = new FrameReader();
	const clientNonce = newNonce();
	let gatewayNonce: Uint8Array | undefined;
	let reason = 'the gateway closed the line';
	let up = false;
	let seq = 0;
	// Not socket.setTimeout: our own pings would keep refreshing it, and a dead peer would never be noticed.
	let heardAt = performance.now();

	const send: Line['send'] = (name, body) => {
		const frame = codec.encode(name, ++seq, body);
		if (socket.writable) socket.write(frame);
	};
	const close = (why: string): void => {
		reason = why;
		socket.destroy();
	};
	const heartbeat = setInterval(() => {
		if (performance.now() - heardAt > options.silenceMs) close(`silent for ${options.silenceMs} ms`);
		else if (up) send('Ping', { timeUs: BigInt(Math.round(performance.now() * 1_000)) });
	}, options.silenceMs / 4);

	socket.on('data', (chunk) => {
		heardAt = performance.now();
		try {
			for (const frame of reader.push(chunk)) handle(codec.decode(frame));
		} catch (error) {
			close(error instanceof Error ? error.message : String(error));
		}
	});
	socket.on('error', (error) => {
		reason = error.message;
	});
	socket.on('close', () => {
		clearInterval(heartbeat);
		up = false;
		events.down(reason);
	});

	function handle(message: EntryMessage): void {
		if (isReply(message)) {
			if (up) events.reply(message);
			else close(`${message.name} before the login`);
		} else if (message.name === 'Ping') send('Pong', message.body);
		else if (message.name === 'LoginRefused') close(`login refused: ${message.body.reason}`);
		else if (message.name === 'Challenge' && gatewayNonce === undefined) prove(message.body.gatewayNonce);
		else if (message.name === 'LoginOk' && gatewayNonce !== undefined && !up) {
			const expected = loginProof(options.key, { label: 'gateway', first: clientNonce, second: gatewayNonce });
			if (proofMatches(expected, message.body.gatewayMac)) {
				up = true;
				events.up(message.body.epoch);
			} else close('the gateway could not prove its key');
		}
	}

	function prove(nonce: Uint8Array): void {
		gatewayNonce = nonce;
		if (nonce.length < shortestNonce) close('the gateway sent a short nonce');
		else {
			const loginMac = loginProof(options.key, { label: 'client', first: nonce, second: clientNonce });
			send('Login', { protocolVersion: entryVersion, client: options.clientName, shard: options.shard ?? 0, clientNonce, loginMac });
		}
	}

	return {
		get up() {
			return up && socket.writable;
		},
		send,
		close,
	};
}
