import { expect } from 'vitest';
import { isOpen, type OrderView } from '../../src/index.ts';
import { oneOf, same } from './same.ts';
import type { Run } from './schedule.ts';

/** What must hold at every moment, whatever the schedule did. Looks at what is new since it looked last. */
export class Watch {
	/** Where the schedule has been: lives, requests on their way, breaks. */
	readonly reached = new Set<string>();
	readonly #run: Run;
	#seen = 0;
	#balanceMinor = 0;
	readonly #tickets = new Set<bigint>();
	readonly #filled = new Map<number, number>();
	readonly #opened = new Set<number>();

	constructor(run: Run) {
		this.#run = run;
	}

	look(): void {
		const { desk } = this.#run;
		const touched = new Set<number>();
		for (; this.#seen < desk.outputs.length; this.#seen++) {
			const output = desk.outputs[this.#seen];
			if (output?.kind === 'order') {
				touched.add(output.order.orderId);
				this.#note(output.order);
			} else if (output?.kind === 'execution') {
				touched.add(output.execution.orderId);
				this.#book(output.execution);
			} else if (output?.kind === 'send') this.#sent(output.send);
			else if (output?.kind === 'break') this.reached.add(output.code);
		}
		same(desk.account?.balanceMinor, this.#balanceMinor, 'money is conserved');
		for (const orderId of touched) {
			const order = desk.orders.get(orderId);
			if (order !== undefined) this.#order(order);
		}
	}

	#note({ life, pending, positionByTicket, ocoId, parentOrderId }: OrderView): void {
		this.reached.add(life).add(pending);
		if (ocoId !== 0) this.reached.add(`alternative ${life}`);
		if (parentOrderId !== 0) this.reached.add(`child ${life}`);
		if (positionByTicket !== 0n) this.reached.add(`close-by ${life}`);
	}

	#book({ ticket, orderId, positionTicket, qty, profitMinor, commissionMinor, swapMinor, feeMinor }: Execution): void {
		// A close-by has two deals; the one on the other position does not fill it.
		const isOther = this.#run.desk.orders.get(orderId)?.positionByTicket === positionTicket;
		if (!isOther) this.#filled.set(orderId, (this.#filled.get(orderId) ?? 0) + qty);
		same(this.#tickets.has(ticket), false, 'each deal is booked once');
		this.#tickets.add(ticket);
		this.#balanceMinor += profitMinor + commissionMinor + swapMinor + feeMinor;
	}

	#sent({ action, orderId }: { readonly action: string; readonly orderId: number }): void {
		if (action === 'SLTP') this.reached.add('stops asked for');
		if (action !== 'DEAL' && action !== 'PENDING' && action !== 'CLOSE_BY') return;
		same(this.#opened.has(orderId), false, `order ${orderId} is not sent twice`);
		this.#opened.add(orderId);
	}

	#order(order: OrderView): void {
		const { orderId, life, waitsFor, reservedQty } = order;
		const { venue, netting } = this.#run;
		same(order.filledQty, this.#filled.get(orderId) ?? 0, 'filled quantity equals the deals');
		const open = isOpen(life);
		const reserves = open && life !== 'HELD' && (waitsFor === null || reservedQty > 0);
		const leaves = reserves ? Math.max(0, order.qty - order.filledQty) : 0;
		// Of orders that cancel each other the worst one counts.
		if (order.ocoId !== 0 || order.parentOrderId !== 0) same(reservedQty <= leaves, true, `${reservedQty} of ${leaves} is reserved`);
		else same(reservedQty, leaves, `what order ${orderId} reserves`);
		if (waitsFor === 'PRICE' && order.ocoId === 0 && !order.reduceOnly && life === 'ACCEPTED' && !netting)
			same(reservedQty, order.qty, `what order ${orderId} reserves while it waits`);
		if (open) return;
		same(order.pending, 'NONE', 'an ended order has nothing on its way');
		const { order: there } = venue.orderOf(orderId);
		const neverSent = !this.#opened.has(orderId);
		if (neverSent) oneOf(life, ['CANCELED', 'EXPIRED', 'DENIED'], 'what was never sent ends here');
		if (neverSent || life === 'NOT_SENT') same(there, undefined, `${life} was never at the venue`);
		else same(endOf(order, there?.state), life, 'no order ends without evidence');
	}
}

type Execution = Extract<Run['desk']['outputs'][number], { kind: 'execution' }>['execution'];

/** Halted, with nothing on its way: what still rests at the venue can only reduce what is held. */
export function afterKill({ desk, venue, netting }: Run): void {
	const resting = venue.orders.filter(({ send, state }) => send.action === 'PENDING' && (state === 'PLACED' || state === 'PARTIAL'));
	const net = netting ? (venue.positions().map(({ side, qty }) => (side === 'BUY' ? qty : -qty))[0] ?? 0) : 0;
	for (const { orderId, side } of resting)
		same(
			netting && (side === 'BUY' ? net : -net) < 0,
			true,
			`order ${orderId}, ${desk.orders.get(orderId)?.type}, that the kill left reduces`,
		);
}

const workingLife = ({ emulated }: OrderView): string => (emulated.includes('TRIGGER') ? 'TRIGGERED' : 'ACCEPTED');
/** What the engine takes back because its time is over the venue calls canceled. */
const endOf = ({ life, emulated }: OrderView, state: string | undefined): string | undefined =>
	life === 'EXPIRED' && state === 'CANCELED' && emulated.includes('EXPIRY') ? life : state;
const rests = (state: string | undefined): boolean => state === 'PLACED' || state === 'PARTIAL';

/** After a complete picture both books are the same. */
export function atRest({ desk, venue }: Run): void {
	same(desk.account?.balanceMinor, venue.balanceMinor(), 'balance');
	const ours = [...desk.positions.values()].filter(({ qty }) => qty > 0);
	const theirs = venue.positions();
	const words = (positions: readonly { positionTicket: bigint; side: string; qty: number; sl: number; tp: number }[]): string =>
		positions
			.map(({ positionTicket, side, qty, sl, tp }) => `${positionTicket} ${side} ${qty} ${sl} ${tp}`)
			.sort()
			.join();
	same(words(ours), words(theirs), 'positions and their stops');
	const sent = new Set(desk.sends().map(({ orderId }) => orderId));
	for (const order of desk.orders.values()) {
		if (!sent.has(order.orderId)) continue;
		const { order: there, filledQty } = venue.orderOf(order.orderId);
		same(order.filledQty, filledQty, `what of order ${order.orderId} is filled`);
		if (there === undefined && order.positionByTicket !== 0n)
			oneOf(order.life, ['NOT_SENT', 'REJECTED', 'UNKNOWN'], 'a close-by that is not there');
		else if (there === undefined) same(order.life, 'NOT_SENT', `order ${order.orderId} is not there`);
		else same(order.life, rests(there.state) ? workingLife(order) : endOf(order, there.state), `order ${order.orderId} is there`);
		const inDoubt = order.pending === 'REPLACE_SENT' || order.pending === 'REPLACE_UNKNOWN';
		if (order.life === 'ACCEPTED' && order.type !== 'MARKET' && !inDoubt) same(order.price, there?.price, 'the terms in force');
	}
	// Fills at random prices turn positions round; an exit that no longer closes anything is refused then, and told.
	const causeless = desk.breaks().filter((code) => code !== 'LATE_FILL' && code !== 'EXIT_REFUSED');
	if (causeless.length > 0) expect(causeless, 'an honest venue causes no break').toEqual([]);
}
