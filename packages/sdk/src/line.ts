import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
	type AnyMessage,
	createCodec,
	FrameReader,
	type Message,
	type OrderEntryProtocol,
	orderEntryProtocol,
	orderEntryVersion,
} from '@meridian/protocol';
import { loginProof, newNonce, proofMatches } from '@meridian/protocol/login';
import type { ConnectOptions } from './types.ts';

const codec = createCodec(orderEntryProtocol);
export type Incoming = AnyMessage<OrderEntryProtocol>;
export type Body<Name extends keyof OrderEntryProtocol> = Message<OrderEntryProtocol, Name>;
/** What a session tells at the beginning of each of its lines. */
export type SessionState = Pick<Body<'Logon'>, 'sessionKey' | 'nextOutboundSeq' | 'nextInboundSeq' | 'resume'>;
export type Ending = { readonly code: string; readonly message: string };

export type LineEvents = {
	up(welcome: Body<'LogonOk'>): void;
	/** Any frame after the logon but heartbeats, in sequence. */
	message(message: Incoming): void;
	/** Once, at the end. */
	down(why: Ending): void;
};
export type Line = {
	/** Writes one frame. @returns its sequence. @throws WireError before anything is written */
	send<Name extends keyof OrderEntryProtocol & string>(name: Name, body: Body<Name>): number;
	close(why: Ending): void;
	/** Ends it once all that was written has left. */
	finish(why: Ending): void;
	/** Sequences of the next frame each way; 0 before the logon. */
	readonly next: { readonly outboundSeq: number; readonly inboundSeq: number };
};

const silentHeartbeats = 3;
const logonWithinMs = 10_000;
const shortestNonce = 16;
const lingerMs = 1_000;

/** One connection, from its first byte to its end. `state` is read when the gateway has challenged, and counts on with the frames. */
export function openLine(options: ConnectOptions, input: { readonly state: () => SessionState; readonly events: LineEvents }): Line {
	const { events } = input;
	const heartbeatMs = options.heartbeatMs ?? 1_000;
	const socket = open(options);
	const reader = new FrameReader();
	const clientNonce = newNonce();
	let gatewayNonce: Uint8Array | undefined;
	let up = false;
	let isFinishing = false;
	let outSeq = 0;
	let inSeq = 0;
	let why: Ending = { code: 'LINE_LOST', message: 'the gateway closed the line' };
	let heardMs = performance.now();
	let saidMs = heardMs;

	const write: <Name extends keyof OrderEntryProtocol & string>(name: Name, seq: number, body: Body<Name>) => void = (name, seq, body) => {
		const frame = codec.encode(name, seq, body);
		saidMs = performance.now();
		if (socket.writable) socket.write(frame);
	};
	const send: Line['send'] = (name, body) => {
		write(name, outSeq, body);
		outSeq += 1;
		return outSeq - 1;
	};
	const close = (ending: Ending): void => {
		why = ending;
		socket.destroy();
	};
	const timer = setInterval(() => {
		const nowMs = performance.now();
		const silentMs = up ? heartbeatMs * silentHeartbeats : logonWithinMs;
		if (nowMs - heardMs > silentMs) close({ code: 'SILENT', message: `the gateway said nothing for ${silentMs} ms` });
		else if (up && nowMs - saidMs >= heartbeatMs * 0.75) send('Heartbeat', {});
	}, heartbeatMs / 4);

	socket.setNoDelay(true);
	socket.on('data', (chunk: Buffer) => {
		heardMs = performance.now();
		try {
			for (const frame of reader.push(chunk)) if (!socket.destroyed) hear(codec.decode(frame));
		} catch (error) {
			close({ code: 'MALFORMED', message: error instanceof Error ? error.message : String(error) });
		}
	});
	socket.on('error', (error: NodeJS.ErrnoException) => {
		why = { code: error.code ?? 'LINE_LOST', message: error.message };
	});
	socket.on('close', () => {
		clearInterval(timer);
		up = false;
		events.down(why);
	});

	function hear(message: Incoming): void {
		if (isFinishing) return;
		if (message.name === 'Logout') return close(message.body);
		if (!up) return welcomeOf(message);
		if (message.seq !== inSeq) return close({ code: 'SEQUENCE_GAP', message: `frame ${message.seq} came where ${inSeq} was expected` });
		inSeq += 1;
		if (message.name !== 'Heartbeat') events.message(message);
	}

	function welcomeOf(message: Incoming): void {
		if (message.name === 'LogonReject') close(message.body);
		else if (message.name === 'Challenge' && gatewayNonce === undefined) logOn(message.body.gatewayNonce);
		else if (message.name === 'LogonOk' && gatewayNonce !== undefined) {
			const expected = loginProof(options.secret, { label: 'gateway', first: clientNonce, second: gatewayNonce });
			if (!proofMatches(expected, message.body.gatewayMac))
				return close({ code: 'GATEWAY_NOT_PROVEN', message: 'the other side does not have the secret: it is not the gateway' });
			up = true;
			events.up(message.body);
		} else close({ code: 'MALFORMED', message: `${message.name} before the logon` });
	}

	function logOn(nonce: Uint8Array): void {
		if (nonce.length < shortestNonce) return close({ code: 'MALFORMED', message: 'the gateway sent a short nonce' });
		gatewayNonce = nonce;
		const state = input.state();
		outSeq = state.nextOutboundSeq;
		inSeq = state.nextInboundSeq;
		write('Logon', 0, {
			...state,
			protocolVersion: orderEntryVersion,
			credentialId: options.credentialId,
			clientNonce,
			loginMac: loginProof(options.secret, { label: 'client', first: nonce, second: clientNonce }),
			heartbeatMs,
			cancelOnDisconnect: options.cancelOnDisconnect ?? true,
		});
	}

	return {
		send,
		close,
		finish(ending) {
			why = ending;
			isFinishing = true;
			socket.end();
			setTimeout(() => socket.destroy(), lingerMs).unref();
		},
		get next() {
			return { outboundSeq: outSeq, inboundSeq: inSeq };
		},
	};
}

function open({ host, port, tls }: ConnectOptions): Socket {
	if (tls === undefined) return connectTcp({ host, port });
	const { ca, serverName } = tls;
	return connectTls({ host, port, minVersion: 'TLSv1.3', servername: serverName ?? host, ...(ca === undefined ? {} : { ca }) });
}
