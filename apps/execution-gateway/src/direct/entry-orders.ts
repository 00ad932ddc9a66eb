import { type EngineOutput, isOpen, type OrderView } from '@meridian/core';
import type { Logger } from '@meridian/telemetry';
import type { Answer, Shard } from '../engine/shard.ts';
import type { OrderInput } from './commands.ts';
import { cancelAttempts } from './rules.ts';
import type { Seat } from './seat.ts';

type Entry = { readonly seat: Seat; readonly tenantId: number; readonly accountId: number; attempts: number };

/**
 * Cancel-on-disconnect. Knows which working orders that may open or add to a position came from which seat, and takes them back when
 * its session vanishes. What only reduces (reduceOnly, a position's ticket, a close) protects, and stays. In memory: an order that was
 * working when the gateway itself died is not taken back.
 */
export class EntryOrders {
	readonly #shard: () => Shard;
	readonly #log: Logger;
	readonly #entries = new Map<number, Entry>();
	/** Seats whose session vanished and has not come back. */
	readonly #vanished = new Set<Seat>();
	readonly #due = new Set<number>();
	#scheduled = false;

	constructor(input: { readonly shard: () => Shard; readonly log: Logger }) {
		this.#shard = input.shard;
		this.#log = input.log;
	}

	placed(seat: Seat, done: { readonly asked: OrderInput; readonly answer: Answer }): void {
		const { asked, answer } = done;
		const { reply } = answer;
		if (asked.kind === 'place' && reply?.outcome === 'order') this.#follow(seat, reply.order);
		if (asked.kind === 'placeGroup' && reply?.outcome === 'orders') for (const order of reply.orders) this.#follow(seat, order);
	}

	/** A market order does not rest, but where it waits for another order, a session or a second person. */
	#follow(seat: Seat, { orderId, tenantId, accountId, type, waitsFor, reduceOnly, positionTicket, life }: OrderView): void {
		const rests = type !== 'MARKET' || waitsFor !== null;
		if (rests && !reduceOnly && positionTicket === 0n && isOpen(life))
			this.#entries.set(orderId, { seat, tenantId, accountId, attempts: 0 });
	}

	vanished(seat: Seat): void {
		this.#vanished.add(seat);
		for (const [orderId, entry] of this.#entries) if (entry.seat === seat) this.#schedule(orderId);
	}

	cameBack(seat: Seat): void {
		this.#vanished.delete(seat);
		for (const entry of this.#entries.values()) if (entry.seat === seat) entry.attempts = 0;
	}

	/** Forgets what ended; tries again what could not be cancelled yet, once the venue has given it a ticket or is back. */
	follow(outputs: readonly EngineOutput[]): void {
		for (const output of outputs) {
			if (output.kind === 'order') {
				const { orderId, life, pending } = output.order;
				if (!isOpen(life)) this.#entries.delete(orderId);
				else if (pending === 'NONE' && this.#isVanished(orderId)) this.#schedule(orderId);
			} else if (output.kind === 'account' && output.account.reconciled) {
				for (const [orderId, entry] of this.#entries)
					if (this.#vanished.has(entry.seat) && entry.tenantId === output.account.tenantId && entry.accountId === output.account.accountId)
						this.#schedule(orderId);
			}
		}
	}

	#isVanished(orderId: number): boolean {
		const entry = this.#entries.get(orderId);
		return entry !== undefined && this.#vanished.has(entry.seat);
	}

	/** Later: the engine must not be entered again while it tells what it did. */
	#schedule(orderId: number): void {
		this.#due.add(orderId);
		if (this.#scheduled) return;
		this.#scheduled = true;
		setImmediate(() => {
			this.#scheduled = false;
			const due = [...this.#due];
			this.#due.clear();
			for (const id of due) this.#cancel(id);
		});
	}

	#cancel(orderId: number): void {
		const entry = this.#entries.get(orderId);
		if (entry === undefined || !this.#vanished.has(entry.seat)) return;
		const { seat, tenantId, accountId } = entry;
		if (entry.attempts === cancelAttempts) {
			this.#log.error({ orderId, tenantId, attempts: cancelAttempts }, 'an order of a vanished session could not be cancelled; it stays');
			return;
		}
		const cancel = { kind: 'cancel', tenantId, accountId, orderId, envelope: seat.envelope } as const;
		this.#shard().submit(cancel, ({ reply }) => {
			// A refusal says that nothing was sent (no ticket yet, the line is down), and is no attempt.
			if (reply?.outcome === 'order') entry.attempts += 1;
			this.#log.info({ orderId, tenantId, credentialId: seat.credential.credentialId, outcome: reply?.outcome }, 'cancel on disconnect');
		});
	}
}
