import type { EngineOutput, VenueDeal, VenueEvent, VenueOrder, VenuePosition, VenueSend } from '../../src/index.ts';
import { healthyAccount } from './desk.ts';

type Request = { readonly send: VenueSend; ticket: bigint };

/**
 * A broker and its terminal, naive and patient: requests wait on the wire, then at the terminal, then execute when the schedule says so.
 * What it tells waits in `news` and is delivered in any order, twice, or (with the line) not at all; its own books are the truth.
 */
export class TestVenue {
	readonly wire: VenueSend[] = [];
	readonly received: VenueSend[] = [];
	readonly orders: (VenueOrder & { readonly send: VenueSend })[] = [];
	readonly deals: VenueDeal[] = [];
	news: VenueEvent[] = [];
	connected = true;
	last = { epoch: 0, commandSeq: 0 };
	#tickets = 100n;
	#clock = 10;
	readonly #netting: boolean;
	readonly #stops = new Map<bigint, { readonly sl: number; readonly tp: number }>();

	constructor(netting: boolean) {
		this.#netting = netting;
	}

	listen(outputs: readonly EngineOutput[]): void {
		for (const output of outputs) if (output.kind === 'send') this.wire.push(output.send);
	}

	/** The next frame reaches the terminal, which passes it to the broker. */
	arrive(): void {
		const send = this.wire.shift();
		if (send === undefined) return;
		this.received.push(send);
		this.last = { epoch: send.epoch, commandSeq: send.commandSeq };
		this.news.push({ event: 'ack', orderId: send.orderId, epoch: send.epoch, commandSeq: send.commandSeq, sent: true, retcode: 10008 });
		if (send.action === 'CLOSE_BY') this.#closeBy(send);
		else if (send.action === 'REMOVE') this.#remove(send);
		else if (send.action === 'MODIFY') this.#modify(send);
		else if (send.action === 'SLTP') this.#amendStops(send);
		else this.#open(send);
	}

	#open(send: VenueSend): void {
		const order: VenueOrder = {
			orderId: send.orderId,
			ticket: ++this.#tickets,
			instrumentId: send.instrumentId,
			side: send.side,
			state: 'PLACED',
			qty: send.qty,
			leavesQty: send.qty,
			price: send.price,
			limitPrice: send.limitPrice,
			sl: send.sl,
			tp: send.tp,
			positionTicket: send.positionTicket,
			venueAtMs: ++this.#clock,
		};
		this.orders.push({ ...order, send });
		this.news.push({ event: 'order', order });
		this.#answer({ send, retcode: 10009, ticket: order.ticket });
	}

	/** As much as the smaller holds, and neither order nor deals carry a number of ours. */
	#closeBy(send: VenueSend): void {
		const [first, second] = [send.positionTicket, send.positionByTicket].map((ticket) => this.#net().get(ticket)?.qty ?? 0);
		const isPair = first !== undefined && second !== undefined && first * second < 0;
		if (!isPair) {
			this.#answer({ send, retcode: 10036, ticket: 0n });
			return;
		}
		const qty = Math.min(Math.abs(first), Math.abs(second));
		const { positionTicket, positionByTicket, instrumentId, side } = send;
		const ends = { state: 'FILLED', qty, leavesQty: 0, price: 110_000, sl: 0, tp: 0 } as const;
		const venueAtMs = ++this.#clock;
		const order = { orderId: 0, ticket: ++this.#tickets, instrumentId, side, positionTicket, positionByTicket, venueAtMs, ...ends };
		this.orders.push({ ...order, send });
		this.news.push({ event: 'order', order });
		for (const [ticket, held] of [[positionTicket, first] as const, [positionByTicket, second] as const]) {
			const deal: VenueDeal = {
				...{ orderId: 0, ticket: ++this.#tickets, orderTicket: order.ticket, positionTicket: ticket, instrumentId },
				...{ type: held > 0 ? 'SELL' : 'BUY', entry: 'OUT_BY', reason: 'EXPERT', qty, price: 110_000 },
				...{ profitMinor: ticket === positionTicket ? 7 : 0, commissionMinor: -1, swapMinor: 0, feeMinor: 0, venueAtMs },
			};
			this.deals.push(deal);
			this.news.push({ event: 'deal', deal });
		}
		this.#answer({ send, retcode: 10009, ticket: order.ticket });
	}

	/** The order of this number, and what its deals filled of it. */
	orderOf(orderId: number) {
		const order = this.orders.find(({ send }) => send.orderId === orderId);
		const filledQty = this.deals.reduce(
			(sum, deal) => (deal.orderTicket === order?.ticket && deal.positionTicket !== order.positionByTicket ? sum + deal.qty : sum),
			0,
		);
		return { order, filledQty };
	}

	#modify(send: VenueSend): void {
		const order = this.#working().find(({ ticket }) => ticket === send.orderTicket);
		if (order !== undefined) this.#replace(order, { price: send.price, limitPrice: send.limitPrice, sl: send.sl, tp: send.tp });
		this.#answer({ send, retcode: order === undefined ? 10013 : 10009, ticket: order?.ticket ?? 0n });
	}

	#remove(send: VenueSend): void {
		const order = this.#working().find(({ ticket }) => ticket === send.orderTicket);
		if (order !== undefined) this.#replace(order, { state: 'CANCELED' });
		this.#answer({ send, retcode: order === undefined ? 10013 : 10009, ticket: order?.ticket ?? 0n });
	}

	/** Known by its sequence alone: it is of no order. */
	#amendStops(send: VenueSend): void {
		const isHeld = this.positions().some(({ positionTicket }) => positionTicket === send.positionTicket);
		if (isHeld) this.#stops.set(send.positionTicket, { sl: send.sl, tp: send.tp });
		const position = this.positions().find(({ positionTicket }) => positionTicket === send.positionTicket);
		if (position !== undefined) this.news.push({ event: 'position', position });
		this.#answer({ send, retcode: isHeld ? 10009 : 10036, ticket: 0n });
	}

	/** Some working order trades, in part or whole. */
	fill(pick: number): void {
		const working = this.#working();
		const order = working[pick % Math.max(1, working.length)];
		if (order === undefined) return;
		const qty = pick % 3 === 0 ? order.leavesQty : 1 + (pick % order.leavesQty);
		const signed = order.side === 'BUY' ? qty : -qty;
		const position = this.#netting ? this.#net().get(order.instrumentId) : undefined;
		const netTicket = position?.ticket ?? order.ticket;
		const deal: VenueDeal = {
			orderId: order.orderId,
			ticket: ++this.#tickets,
			orderTicket: order.ticket,
			positionTicket: this.#netting ? netTicket : order.positionTicket === 0n ? order.ticket : order.positionTicket,
			instrumentId: order.instrumentId,
			type: signed > 0 ? 'BUY' : 'SELL',
			entry: 'IN',
			reason: 'EXPERT',
			qty,
			price: 110_000 + (pick % 100),
			profitMinor: (pick % 41) - 20,
			commissionMinor: -(pick % 3),
			swapMinor: 0,
			feeMinor: 0,
			venueAtMs: ++this.#clock,
		};
		this.deals.push(deal);
		const leavesQty = order.leavesQty - qty;
		this.#replace(order, { leavesQty, state: leavesQty === 0 ? 'FILLED' : 'PARTIAL' });
		this.news.push({ event: 'deal', deal });
	}

	/** The broker drops a working order that did not trade. */
	refuse(pick: number): void {
		const untouched = this.#working().filter((order) => order.leavesQty === order.qty);
		const order = untouched[pick % Math.max(1, untouched.length)];
		if (order !== undefined) this.#replace(order, { state: 'EXPIRED' });
	}

	/** What was sent and not yet received is lost with the line, and so is all that was not yet told. */
	cut(): void {
		this.connected = false;
		this.wire.length = 0;
		this.news = [];
	}

	snapshot(): VenueEvent {
		this.connected = true;
		const orders = this.orders.map(({ send: _send, ...order }) => order);
		const account = { ...healthyAccount, balanceMinor: this.balanceMinor() };
		return {
			event: 'snapshot',
			account,
			lastCommandEpoch: this.last.epoch,
			lastCommandSeq: this.last.commandSeq,
			orders,
			deals: [...this.deals],
			positions: this.positions(),
			requests: [],
		};
	}

	balanceMinor(): number {
		return this.deals.reduce((sum, deal) => sum + deal.profitMinor + deal.commissionMinor + deal.swapMinor + deal.feeMinor, 0);
	}

	positions(): VenuePosition[] {
		return [...this.#net().values()].map(({ ticket, instrumentId, qty }) => ({
			positionTicket: ticket,
			instrumentId,
			side: qty > 0 ? 'BUY' : 'SELL',
			qty: Math.abs(qty),
			priceOpen: 110_000,
			...(this.#stops.get(ticket) ?? { sl: 0, tp: 0 }),
			...{ swapMinor: 0, profitMinor: 0, venueAtMs: 1 },
		}));
	}

	/** Open quantity by instrument or ticket, summed from the deals alone. */
	#net(): Map<number | bigint, { ticket: bigint; instrumentId: number; qty: number }> {
		const net = new Map<number | bigint, { ticket: bigint; instrumentId: number; qty: number }>();
		for (const deal of this.deals) {
			const key = this.#netting ? deal.instrumentId : deal.positionTicket;
			const held = net.get(key) ?? { ticket: deal.positionTicket, instrumentId: deal.instrumentId, qty: 0 };
			held.qty += deal.type === 'BUY' ? deal.qty : -deal.qty;
			if (held.qty === 0) net.delete(key);
			else net.set(key, held);
		}
		return net;
	}

	#working() {
		return this.orders.filter((order) => order.state === 'PLACED' || order.state === 'PARTIAL');
	}

	#replace(order: VenueOrder, change: Partial<VenueOrder>): void {
		const index = this.orders.findIndex(({ ticket }) => ticket === order.ticket);
		const before = this.orders[index];
		if (before === undefined) return;
		const { send, ...now } = { ...before, ...change };
		this.orders[index] = { ...now, send };
		this.news.push({ event: 'order', order: now });
	}

	#answer({ send, retcode, ticket }: Request & { readonly retcode: number }): void {
		this.news.push({
			event: 'result',
			orderId: send.orderId,
			epoch: send.epoch,
			commandSeq: send.commandSeq,
			retcode,
			orderTicket: ticket,
			dealTicket: 0n,
		});
	}
}
