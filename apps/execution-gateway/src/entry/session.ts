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
import type { Opening } from '../net/opening.ts';
import { SilenceWatch } from '../silence.ts';
import { parseConfig, shardOfConfig } from './config.ts';
import { denialFields, orderRecord, orderReply, positionReply } from './replies.ts';
import { BadRequest, inputOf, termsOf } from './requests.ts';

const codec = createCodec(entryProtocol);
const silenceMs = 10_000;
/** What a client that reads no more may leave unread before its line is cut. */
const maxUnreadBytes = 4 * 1024 * 1024;

export type EntryPort = {
	readonly epoch: number;
	readonly shardId: number;
	readonly key: Uint8Array;
	readonly host: Host;
	readonly log: Logger;
	readonly shard: Shard;
	/** After a configuration was taken, with its text: it holds more than the engine needs. The client is answered once what is promised is there. */
	configured(tenantId: number, configText: string): Promise<void> | undefined;
	status(tenantId: number): Message<EntryProtocol, 'StatusReply'>['accounts'];
	/** The other shard whose journal has this tenant. A tenant on two shards would have two truths. */
	heldBy?(tenantId: number): number | undefined;
};

/**
 * One trusted client (the API): login both ways, then requests, each answered once.
 * @param opening where the line was challenged already.
 */
export function serveEntry(socket: Connection, port: EntryPort, opening?: Opening): void {
	const reader = new FrameReader();
	const nonce = opening?.nonce ?? port.host.nonce();
	let client: string | undefined;
	let seq = opening === undefined ? 0 : 1;
	const send = <Name extends keyof EntryProtocol & string>(name: Name, body: Message<EntryProtocol, Name>): void => {
		if (socket.writable) socket.write(codec.encode(name, ++seq, body));
	};
	const watch = new SilenceWatch(silenceMs, port.host.steadyMs);
	const endHeartbeat = port.host.every(1_000, () => {
		if (!watch.isSilent() && socket.writableLength <= maxUnreadBytes) return;
		port.log.warn({ client, unreadBytes: socket.writableLength }, 'entry line cut: the client says or reads nothing');
		socket.destroy();
	});
	socket.on('close', endHeartbeat);
	socket.on('error', (error) => port.log.info({ client, reason: error.message }, 'entry line broke'));
	socket.on('data', hear);
	if (opening === undefined) send('Challenge', { protocolVersion: entryVersion, gatewayNonce: nonce });
	else hear(opening.heard);

	function hear(chunk: Uint8Array): void {
		watch.heard();
		try {
			for (const frame of reader.push(chunk)) handle(codec.decode(frame));
		} catch (error) {
			port.log.error({ client, err: error }, 'entry frame refused');
			socket.destroy();
		}
	}

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
				: !proofMatches(expected, message.body.loginMac)
					? 'the key does not match'
					: message.body.shard !== port.shardId
						? `shard ${message.body.shard} is not served here`
						: undefined;
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
			requireOwn(config.tenantId, message.body.config);
			shard.submit({ kind: 'configure', config }, (answered) => {
				const kept = answered.reply?.outcome === 'refused' ? undefined : port.configured(config.tenantId, message.body.config);
				if (kept === undefined) answer(requestId, answered);
				else void kept.then(() => answer(requestId, answered));
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

	function requireOwn(tenantId: number, configText: string): void {
		const assigned = shardOfConfig(configText);
		const heldBy = port.heldBy?.(tenantId);
		if (heldBy !== undefined) throw new BadRequest(`tenant ${tenantId} is in the journal of shard ${heldBy}, and can't be in two`);
		if (assigned !== port.shardId)
			throw new BadRequest(`tenant ${tenantId} belongs to shard ${assigned}, and this is shard ${port.shardId}`);
	}

	function answer(requestId: number, { reply, journalSeq }: Answer): void {
		if (reply?.outcome === 'order') send('OrderReply', orderReply(reply, { requestId, journalSeq }));
		else if (reply?.outcome === 'orders') {
			const { accountSeq, duplicate, orders } = reply;
			send('OrderGroupReply', { requestId, journalSeq, accountSeq, duplicate, orders: orders.map((order) => orderRecord(order)) });
		} else if (reply?.outcome === 'position') send('PositionReply', positionReply(reply, { requestId, journalSeq }));
		else if (reply?.outcome === 'canceling')
			send('CancelOrdersReply', { requestId, journalSeq, sent: reply.sent, notReady: reply.notReady });
		else if (reply?.outcome === 'refused') send('Refused', { requestId, code: reply.code, message: reply.message });
		else send('Done', { requestId, journalSeq });
	}
}
