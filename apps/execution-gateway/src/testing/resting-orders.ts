import { flowEnvelope as envelope, type Feed, openVenue } from './order-flow.ts';

/**
 * Accounts on which the same number of limit orders always rests: each new one is accepted by the venue, and the oldest is cancelled.
 * @throws where the engine sends nothing for an order or a cancel.
 */
export function openRestingOrders(feed: Feed, input: { readonly accounts: number; readonly liveOrders: number }) {
	let nowMs = 1_000;
	let orders = 0;
	const resting: { readonly accountId: number; readonly orderId: number }[] = [];
	openVenue(feed, { accounts: input.accounts, nowMs });

	/** What the venue says yes to. */
	function accept(accountId: number, outputs: ReturnType<Feed>): number {
		const sent = outputs.find((output) => output.kind === 'send')?.send;
		if (sent === undefined) throw new Error(`order ${orders} was not sent: ${outputs[0]?.kind}`);
		const { orderId, epoch, commandSeq } = sent;
		const answer = { orderId, epoch, commandSeq };
		const where = { kind: 'venue', tenantId: 1, accountId } as const;
		feed({ ...where, event: 'ack', ...answer, sent: true, retcode: 10008 }, nowMs);
		feed({ ...where, event: 'result', ...answer, retcode: 10009, orderTicket: BigInt(orderId), dealTicket: 0n }, nowMs);
		return orderId;
	}

	return {
		get live() {
			return resting.length;
		},
		next(): void {
			nowMs += 2;
			const accountId = (orders % input.accounts) + 1;
			orders += 1;
			const where = { tenantId: 1, accountId } as const;
			feed({ kind: 'mark', ...where, instrumentId: 1, bid: 110_000, ask: 110_010, venueAtMs: nowMs }, nowMs);
			const terms = { side: 'BUY', type: 'LIMIT', tif: 'GTC', qty: 1, price: 109_000, sl: null, tp: null, positionTicket: 0n } as const;
			const placed = feed(
				{ kind: 'place', ...where, instrumentId: 1, clientOrderId: `rest-${orders}`, ...terms, reduceOnly: false, envelope },
				nowMs,
			);
			resting.push({ accountId, orderId: accept(accountId, placed) });
			if (resting.length <= input.liveOrders) return;
			const oldest = resting.shift();
			if (oldest !== undefined) accept(oldest.accountId, feed({ kind: 'cancel', tenantId: 1, ...oldest, envelope }, nowMs));
		},
	};
}
