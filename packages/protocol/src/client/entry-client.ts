import { type Line, openLine } from './line.ts';
import type { EntryClient, EntryClientOptions, EntryResult, EntryStatus } from './types.ts';

export type {
	EntryClient,
	EntryClientOptions,
	EntryMessage,
	EntryReply,
	EntryRequestName,
	EntryResult,
	EntryStatus,
} from './types.ts';

const firstRetryMs = 100;
const lastRetryMs = 2_000;
/** Where several may lead, one of them may begin to at any moment. */
const lastRoundMs = 250;
const lastRequestId = 0xffff_ffff;

/** A client of the gateway's entry protocol that keeps its connection: logs in both ways, heartbeats, reconnects with back-off. */
export function createEntryClient(options: EntryClientOptions): EntryClient {
	const waiting = new Map<number, (result: EntryResult) => void>();
	let line: Line | undefined;
	let status: EntryStatus = 'down';
	let told = '';
	let closed = false;
	let requestId = 0;
	let retryMs = firstRetryMs;
	const addresses = [{ host: options.host, port: options.port }, ...(options.others ?? [])];
	let attempt = 0;
	let retry: NodeJS.Timeout | undefined;

	const tell = (next: EntryStatus, detail: string): void => {
		const news = `${next} ${detail}`;
		status = next;
		if (news === told) return; // the same refusal at every attempt is one piece of news
		told = news;
		options.onStatus?.(next, detail);
	};
	const settle = (id: number, result: EntryResult): void => {
		const resolve = waiting.get(id);
		waiting.delete(id);
		resolve?.(result);
	};

	function open(): void {
		line = openLine(
			{ ...options, ...addresses[attempt % addresses.length], silenceMs: options.silenceMs ?? 3_000 },
			{
				up(epoch) {
					retryMs = firstRetryMs;
					tell('up', `epoch ${epoch}`);
				},
				reply: (message) => settle(message.body.requestId, { kind: 'reply', message }),
				down(reason) {
					attempt += 1;
					tell('down', reason);
					for (const id of [...waiting.keys()]) settle(id, { kind: 'unknown' });
					if (closed) return;
					retry = setTimeout(open, retryMs);
					retryMs = Math.min(retryMs * 2, addresses.length > 1 ? lastRoundMs / addresses.length : lastRetryMs);
				},
			},
		);
	}
	open();

	return {
		get status() {
			return status;
		},
		async request(name, body, { timeoutMs = 3_000 } = {}) {
			if (line === undefined || !line.up) return { kind: 'unavailable' };
			requestId = requestId === lastRequestId ? 1 : requestId + 1;
			const id = requestId;
			line.send(name, { ...body, requestId: id } as unknown as Parameters<typeof line.send<typeof name>>[1]);
			return new Promise((resolve) => {
				const timer = setTimeout(() => settle(id, { kind: 'unknown' }), timeoutMs);
				waiting.set(id, (result) => {
					clearTimeout(timer);
					resolve(result);
				});
			});
		},
		close() {
			closed = true;
			clearTimeout(retry);
			line?.close('closed by its owner');
		},
	};
}
