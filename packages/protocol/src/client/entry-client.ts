import { connect, type Socket } from 'node:net';
import { createCodec, protocolVersion } from '../codec.ts';
import { FrameReader } from '../frames.ts';
import { loginProof, newNonce, proofMatches } from '../login.ts';
import { type EntryProtocol, entryProtocol } from '../schema/entry.ts';
import type { AnyMessage, Message } from '../schema/types.ts';

export type EntryMessage = AnyMessage<EntryProtocol>;
export type EntryRequestName = 'Configure' | 'PlaceOrder' | 'CancelOrder' | 'ClosePosition' | 'HaltTenant' | 'PreviewOrder' | 'Status';
export type EntryReply = Extract<EntryMessage, { name: 'OrderReply' | 'PreviewReply' | 'Done' | 'Refused' | 'StatusReply' }>;
/** What became of a request. `unavailable`: never written, so nothing happened. `unknown`: written and not answered, so it may have. */
export type EntryResult =
	| { readonly kind: 'reply'; readonly message: EntryReply }
	| { readonly kind: 'unavailable' }
	| { readonly kind: 'unknown' };
export type EntryStatus = 'up' | 'down';

export type EntryClientOptions = {
	readonly host: string;
	readonly port: number;
	/** The entry key as bytes. */
	readonly key: Uint8Array;
	readonly clientName: string;
	/** 'up' after each mutual login, with the leader's epoch. */
	readonly onStatus?: (status: EntryStatus, detail: string) => void;
	/** A line that is silent for so long is cut. */
	readonly silenceMs?: number;
};

export type EntryClient = {
	readonly status: EntryStatus;
	request<Name extends EntryRequestName>(
		name: Name,
		body: Omit<Message<EntryProtocol, Name>, 'requestId'>,
		options?: { readonly timeoutMs?: number },
	): Promise<EntryResult>;
	close(): void;
};

const codec = createCodec(entryProtocol);
const replies: ReadonlySet<string> = new Set(['OrderReply', 'PreviewReply', 'Done', 'Refused', 'StatusReply']);
const isReply = (message: EntryMessage): message is EntryReply => replies.has(message.name);
const firstRetryMs = 100;
const lastRetryMs = 2_000;

/** A client of the gateway's entry protocol that keeps its connection: logs in both ways, heartbeats, reconnects with back-off. */
export function createEntryClient(options: EntryClientOptions): EntryClient {
	const silenceMs = options.silenceMs ?? 3_000;
	const waiting = new Map<number, (result: EntryResult) => void>();
	let socket: Socket | undefined;
	let status: EntryStatus = 'down';
	let closed = false;
	let seq = 0;
	let requestId = 0;
	let retryMs = firstRetryMs;
	let retry: NodeJS.Timeout | undefined;

	const setStatus = (next: EntryStatus, detail: string): void => {
		if (status === next && next === 'down') return;
		status = next;
		options.onStatus?.(next, detail);
	};

	function open(): void {
		if (closed) return;
		const line = connect({ host: options.host, port: options.port, noDelay: true });
		const reader = new FrameReader();
		const clientNonce = newNonce();
		let gatewayNonce: Uint8Array = new Uint8Array(0);
		let reason = 'no connection';
		socket = line;
		const send = (name: Parameters<typeof codec.encode>[0], body: never): void => void line.write(codec.encode(name, ++seq, body));
		const ping = setInterval(() => send('Ping', { timeUs: BigInt(Math.round(performance.now() * 1000)) } as never), silenceMs / 3);
		line.setTimeout(silenceMs, () => {
			reason = `silent for ${silenceMs} ms`;
			line.destroy();
		});
		line.on('data', (chunk) => {
			try {
				for (const frame of reader.push(chunk)) handle(codec.decode(frame));
			} catch (error) {
				reason = error instanceof Error ? error.message : String(error);
				line.destroy();
			}
		});
		line.on('error', (error) => {
			reason = error.message;
		});
		line.on('close', () => {
			clearInterval(ping);
			if (socket === line) socket = undefined;
			setStatus('down', reason);
			for (const [id, resolve] of waiting) {
				waiting.delete(id);
				resolve({ kind: 'unknown' });
			}
			if (closed) return;
			retry = setTimeout(open, retryMs);
			retryMs = Math.min(retryMs * 2, lastRetryMs);
		});

		function handle(message: EntryMessage): void {
			if (isReply(message)) {
				const resolve = waiting.get(message.body.requestId);
				waiting.delete(message.body.requestId);
				resolve?.({ kind: 'reply', message });
				return;
			}
			switch (message.name) {
				case 'Challenge':
					gatewayNonce = message.body.gatewayNonce;
					send('Login', {
						protocolVersion,
						client: options.clientName,
						clientNonce,
						loginMac: loginProof(options.key, { label: 'client', first: gatewayNonce, second: clientNonce }),
					} as never);
					return;
				case 'LoginOk': {
					const expected = loginProof(options.key, { label: 'gateway', first: clientNonce, second: gatewayNonce });
					if (!proofMatches(expected, message.body.gatewayMac)) throw new Error('the gateway could not prove its key');
					retryMs = firstRetryMs;
					setStatus('up', `epoch ${message.body.epoch}`);
					return;
				}
				case 'LoginRefused':
					throw new Error(`login refused: ${message.body.reason}`);
				case 'Ping':
					send('Pong', { timeUs: message.body.timeUs } as never);
					return;
				default:
			}
		}
	}
	open();

	return {
		get status() {
			return status;
		},
		request(name, body, { timeoutMs = 3_000 } = {}) {
			const line = socket;
			if (status !== 'up' || line === undefined || !line.writable) return Promise.resolve({ kind: 'unavailable' });
			requestId = requestId === 0xffff_ffff ? 1 : requestId + 1;
			const id = requestId;
			const frame = codec.encode(name, ++seq, { ...body, requestId: id } as never);
			return new Promise((resolve) => {
				const timer = setTimeout(() => {
					waiting.delete(id);
					resolve({ kind: 'unknown' });
				}, timeoutMs);
				waiting.set(id, (result) => {
					clearTimeout(timer);
					resolve(result);
				});
				line.write(frame);
			});
		},
		close() {
			closed = true;
			clearTimeout(retry);
			socket?.destroy();
		},
	};
}
