import type { EntryProtocol } from '../schema/entry.ts';
import type { AnyMessage, Message } from '../schema/types.ts';

export type EntryMessage = AnyMessage<EntryProtocol>;
export type EntryRequestName =
	| 'Configure'
	| 'PlaceOrder'
	| 'PlaceOrderGroup'
	| 'AmendPosition'
	| 'DecideOrder'
	| 'PresumeAbsent'
	| 'AmendOrder'
	| 'CancelOrder'
	| 'CancelOrders'
	| 'ClosePosition'
	| 'CloseBy'
	| 'HaltTenant'
	| 'HaltPart'
	| 'ResolveBreak'
	| 'PreviewOrder'
	| 'Status';
/** What answers a request: one list for the type and for the line that tells answers from the rest. */
export const entryReplies = [
	'OrderReply',
	'OrderGroupReply',
	'PositionReply',
	'CancelOrdersReply',
	'PreviewReply',
	'Done',
	'Refused',
	'StatusReply',
] as const;
export type EntryReply = Extract<EntryMessage, { name: (typeof entryReplies)[number] }>;
/** What became of a request. `unavailable`: never written, so nothing happened. `unknown`: written and not answered, so it may have. */
export type EntryResult =
	| { readonly kind: 'reply'; readonly message: EntryReply }
	| { readonly kind: 'unavailable' }
	| { readonly kind: 'unknown' };
export type EntryStatus = 'up' | 'down';

export type EntryClientOptions = {
	readonly host: string;
	readonly port: number;
	/** Where else the leader may be: tried in turn whenever a line ends or does not come about. */
	readonly others?: readonly { readonly host: string; readonly port: number }[];
	/** The entry key as bytes. */
	readonly key: Uint8Array;
	readonly clientName: string;
	/** Which of the gateway's shards this line is for (default 0). A request about a tenant of another is refused. */
	readonly shard?: number;
	/** 'up' after each mutual login, with the leader's epoch; 'down' with the reason, once per loss. */
	readonly onStatus?: (status: EntryStatus, detail: string) => void;
	/** A line that says nothing for so long is cut (default 3,000 ms). */
	readonly silenceMs?: number;
};

export type EntryClient = {
	readonly status: EntryStatus;
	/** @throws WireError where a value does not fit its wire type: nothing was written. */
	request<Name extends EntryRequestName>(
		name: Name,
		body: Omit<Message<EntryProtocol, Name>, 'requestId'>,
		options?: { readonly timeoutMs?: number },
	): Promise<EntryResult>;
	close(): void;
};
