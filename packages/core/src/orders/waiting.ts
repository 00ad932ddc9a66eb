import type { Mark } from '../state/marks.ts';
import { peekOrder } from '../state/orders.ts';
import type { Scope } from '../state/outbox.ts';
import { type Account, findOrder, specOf } from '../state/state.ts';
import { dayEndMs, nextCloseMs, nextOpenMs } from './calendar.ts';
import { emulatedParts, isPlain, waitReasonOf } from './emulate.ts';
import { type EngineWork, moveLife, type Order, wasSent } from './order.ts';
import { recall } from './recall.ts';
import { release } from './release.ts';
import { followMarket, isReached } from './trigger.ts';

/** An order for the close is passed on so long before it: no venue of ours has an auction, and what it takes must still find a market. */
export const CLOSE_LEAD_MS = 60_000;
/** The stop of a trailing order moves with every quote; its picture goes out so often at most. */
const TRAIL_TOLD_MS = 1_000;

/** What the engine will do for a new order, by the venue's specification and calendar; null: nothing. */
export function engineWorkOf(scope: Scope, order: Order): EngineWork | null {
	return order.link === null && order.bracket === null && isPlain(order) ? null : workOf(scope, order);
}

function workOf({ state, account, out }: Scope, order: Order): EngineWork | null {
	const spec = specOf(account, order.instrumentId);
	const { type, tif, positionTicket, reduceOnly, isWatchedHere } = order;
	const isLinked = order.link !== null || order.bracket !== null;
	const parts = emulatedParts({ type, tif, positionTicket, reduceOnly, isLinked, isWatchedHere }, { mode: account.config.mode, spec });
	if (parts.length === 0) return null;
	const { nowMs } = out;
	const parent = findOrder(state, order.link?.exit === null ? order.link.parentOrderId : 0);
	const waitsFor = parent !== undefined && parent.life !== 'FILLED' ? 'PARENT' : waitReasonOf(order, parts);
	const work = (releaseAtMs: number | null, endAtMs: number | null): EngineWork => ({ parts, waitsFor, releaseAtMs, endAtMs });
	if (spec === undefined) return work(null, order.expiresAtMs);
	if (waitsFor === 'OPEN') {
		const opensAtMs = nextOpenMs(spec, nowMs);
		return work(opensAtMs, opensAtMs === null ? null : nextCloseMs(spec, opensAtMs));
	}
	if (waitsFor === 'CLOSE') {
		const closesAtMs = nextCloseMs(spec, nowMs);
		return work(closesAtMs === null ? null : closesAtMs - CLOSE_LEAD_MS, closesAtMs);
	}
	if (!parts.includes('EXPIRY')) return work(null, null);
	return work(null, order.tif === 'DAY' ? dayEndMs(spec, nowMs) : order.expiresAtMs);
}

/** A quote came: trailing stops follow it, and what it reaches is passed to the venue, where the venue can hear. Until it can, the next quote is waited for. */
export function onQuote(scope: Scope, quote: { readonly instrumentId: number; readonly mark: Mark }): void {
	const { state, account, out } = scope;
	if (!account.hasLists) return;
	const watched = account.watched.get(quote.instrumentId);
	if (watched === undefined) return;
	for (const orderId of [...watched]) {
		const order = findOrder(state, orderId);
		if (order === undefined) continue;
		const moved = followMarket(order, {
			mark: quote.mark,
			spec: specOf(account, order.instrumentId),
			priceDigits: digitsOf(scope, order),
		});
		if (isReached(order, quote.mark) && canHear(account)) release(scope, order);
		else if (moved && out.nowMs - order.updatedAtMs >= TRAIL_TOLD_MS) out.order(account, order);
	}
}

export function digitsOf({ tenant }: Scope, order: Order): number {
	return tenant.instruments.get(order.instrumentId)?.priceDigits ?? 0;
}

/** Ends what is over, and passes on what is due. */
export function onTime(scope: Scope): void {
	const { state, account, out } = scope;
	if (!account.hasLists || account.timed.size === 0) return;
	for (const orderId of [...account.timed]) {
		const order = findOrder(state, orderId);
		if (order?.work == null) continue;
		if (order.work.endAtMs !== null && out.nowMs >= order.work.endAtMs) expire(scope, order);
		else if (isDue(account, { work: order.work, nowMs: out.nowMs })) release(scope, order);
	}
}

/** The earliest moment at which `onTime` has something to do; null: none. What waits for the line is not waited for by time. */
export function dueAtMs(scope: Pick<Scope, 'state' | 'account'>): number | null {
	let earliest = Number.POSITIVE_INFINITY;
	for (const orderId of scope.account.timed) {
		const work = peekOrder(scope.state.orders, orderId)?.work;
		if (work == null) continue;
		earliest = Math.min(earliest, work.endAtMs ?? earliest);
		const waits = work.waitsFor === 'OPEN' || work.waitsFor === 'CLOSE';
		if (waits && work.releaseAtMs !== null && canHear(scope.account)) earliest = Math.min(earliest, work.releaseAtMs);
	}
	return Number.isFinite(earliest) ? earliest : null;
}

function isDue(account: Account, at: { readonly work: EngineWork; readonly nowMs: number }): boolean {
	const { waitsFor, releaseAtMs } = at.work;
	return (waitsFor === 'OPEN' || waitsFor === 'CLOSE') && releaseAtMs !== null && at.nowMs >= releaseAtMs && canHear(account);
}

/** Whether the venue takes orders now. */
export function canHear({ link, reconciled, venue }: Account): boolean {
	return link && reconciled && venue?.serverConnected === true && venue.tradeAllowed;
}

/** What the engine holds ends at once; what rests at the venue is taken back, and has expired once the venue says that it is gone. */
function expire(scope: Scope, order: Order): void {
	if (wasSent(order)) {
		recall(scope, order, 'EXPIRY');
		scope.account.timed.delete(order.orderId);
		return;
	}
	moveLife(order, 'expire');
	scope.out.order(scope.account, order);
}
