import {
	type AnyMessage,
	createCodec,
	type EntryProtocol,
	entryProtocol,
	entryVersion,
	FrameReader,
	type Message,
} from '@meridian/protocol';
import { loginProof, proofMatches } from '@meridian/protocol/login';
import type { Logger } from '@meridian/telemetry';
import type { Answer, Shard } from '../engine/shard.ts';
import type { Host } from '../host.ts';
import type { Connection } from '../net/connection.ts';
import { SilenceWatch } from '../silence.ts';
import { parseConfig } from './config.ts';
import { denialFields, orderReply } from './replies.ts';
import { BadRequest, inputOf, termsOf } from './requests.ts';

const codec = createCodec(entryProtocol);
const silenceMs = 10_000;
/** What a client that reads no more may leave unread before its line is cut. */
const maxUnreadBytes = 4 * 1024 * 1024;

export type EntryPort = {
	readonly epoch: number;
	readonly key: Uint8Array;
	readonly host: Host;
	readonly log: Logger;
	readonly shard: Shard;
	/** After a configuration was taken, with its text: it holds more than the engine needs. */
	configured(tenantId: number, configText: string): void;
	status(tenantId: number): Message<EntryProtocol, 'StatusReply'>['accounts'];
};

/** One trusted client (the API): login both ways, then requests, each answered once. */
export function serveEntry(socket: Connection, port: EntryPort): void {
	const reader = new FrameReader();
	const nonce = port.host.nonce();
	let client: string | undefined;
	let seq = 0;
	const send = <Name extends keyof EntryProtocol & string>(name: Name, body: Message<EntryProtocol, Name>): void => {
		if (socket.writable) socket.write(codec.encode(name, ++seq, body));
	};
	const watch = new SilenceWatch(silenceMs, port.host.steadyMs);
	const endHeartbeat = port.host.every(1_000, () => {
		if (!watch.isSilent && socket.writableLength <= maxUnreadBytes) return;
		port.log.warn({ client, unreadBytes: socket.writableLength }, 'entry line cut: the client says or reads nothing');
		socket.destroy();
	});
	socket.on('close', endHeartbeat);
	socket.on('error', (error) => port.log.info({ client, reason: error.message }, 'entry line broke'));
	socket.on('data', (chunk: Buffer) => {
		watch.heard();
		try {
			for (const frame of reader.push(chunk)) handle(codec.decode(frame));
		} catch (error) {
			port.log.error({ client, err: error }, 'entry frame refused');
			socket.destroy();
		}
	});
	send('Challenge', { protocolVersion: entryVersion, gatewayNonce: nonce });

	function handle(message: AnyMessage<EntryProtocol>): void {
		if (message.name === 'Ping') return send('Pong', message.body);
		if (client === undefined) return login(message);
		if (!('requestId' in message.body)) return;
		const { requestId } = message.body;
		try {
			serve(message, requestId);
		} catch (error) {
			if (!(error instanceof BadRequest)) throw error;
			send('Refused', { requestId, code: 'INVALID_REQUEST', message: error.message });
		}
	}

	function login(message: AnyMessage<EntryProtocol>): void {
		if (message.name !== 'Login') throw new Error(`${message.name} before the login`);
		const expected = loginProof(port.key, { label: 'client', first: nonce, second: message.body.clientNonce });
		const reason =
			message.body.protocolVersion !== entryVersion
				? `order entry protocol ${message.body.protocolVersion} is not spoken here: ${entryVersion} is`
				: proofMatches(expected, message.body.loginMac)
					? undefined
					: 'the key does not match';
		if (reason !== undefined) {
			port.log.warn({ client: message.body.client, reason }, 'entry login refused');
			send('LoginRefused', { reason });
			socket.end();
			return;
		}
		client = message.body.client;
		send('LoginOk', {
			gatewayMac: loginProof(port.key, { label: 'gateway', first: message.body.clientNonce, second: nonce }),
			epoch: BigInt(port.epoch),
		});
		port.log.info({ client }, 'entry client is here');
	}

	function serve(message: AnyMessage<EntryProtocol>, requestId: number): void {
		const { shard } = port;
		if (message.name === 'Status') {
			send('StatusReply', {
				requestId,
				epoch: BigInt(port.epoch),
				journalSeq: shard.journalSeq,
				accounts: port.status(message.body.tenantId),
			});
			return;
		}
		if (message.name === 'PreviewOrder') {
			const { denial, notionalMinor, marginMinor } = shard.preview(termsOf(message.body));
			send('PreviewReply', {
				requestId,
				...denialFields(denial),
				notionalMinor,
				marginMinor,
			});
			return;
		}
		if (message.name === 'Configure') {
			const config = parseConfig(message.body.config, message.body.tenantId);
			if (typeof config === 'string') throw new BadRequest(config);
			shard.submit({ kind: 'configure', config }, (answered) => {
				if (answered.reply?.outcome !== 'refused') port.configured(config.tenantId, message.body.config);
				answer(requestId, answered);
			});
			return;
		}
		const input = inputOf(message);
		if (input === undefined) throw new BadRequest(`${message.name} is not a request`);
		const correlationId = 'correlationId' in message.body ? message.body.correlationId : '';
		shard.submit(input, (answered) => {
			answer(requestId, answered);
			const { reply, journalSeq } = answered;
			const taken = reply?.outcome === 'order' && reply.order.life !== 'DENIED';
			// An order that goes its way is in the journal; a line for each would cost more than the order.
			port.log[taken ? 'debug' : 'info']({ correlationId, request: message.name, outcome: reply?.outcome, journalSeq }, 'request decided');
		});
	}

	function answer(requestId: number, { reply, journalSeq }: Answer): void {
		if (reply?.outcome === 'order') send('OrderReply', orderReply(reply, { requestId, journalSeq }));
		else if (reply?.outcome === 'canceling')
			send('CancelOrdersReply', { requestId, journalSeq, sent: reply.sent, notReady: reply.notReady });
		else if (reply?.outcome === 'refused') send('Refused', { requestId, code: reply.code, message: reply.message });
		else send('Done', { requestId, journalSeq });
	}
}
