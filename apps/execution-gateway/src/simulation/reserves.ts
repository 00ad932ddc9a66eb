import { isOpen, type OrderView } from '@meridian/core';

/** Of what a position or a side must keep free for orders that may still fill. `reduces`: what each was judged to be when it was taken. */
export function reservedQty(orders: readonly OrderView[], reduces: (orderId: number) => boolean): Map<string, number> {
	const totals = new Map<string, number>();
	const add = ({ instrumentId, side }: OrderView, qty: number): void => {
		const key = `${instrumentId} ${side}`;
		totals.set(key, (totals.get(key) ?? 0) + qty);
	};
	const alone = (order: OrderView): number => aloneQty(order, reduces(order.orderId));
	for (const order of orders)
		if (order.ocoId === 0 && exitOf(order) === undefined && order.positionByTicket === 0n) add(order, alone(order));
	// Of alternatives only one comes to be: the worst counts, for each side and position.
	for (const [first, ...others] of grouped(orders, ({ ocoId, side, positionTicket }) =>
		ocoId === 0 ? '' : `${ocoId} ${side} ${positionTicket}`,
	))
		add(first, Math.max(alone(first), ...others.map(alone)));
	// So of the stops and targets of one bracket: each target as far as it goes beyond the stops.
	for (const exits of grouped(orders, (order) => (exitOf(order) === undefined ? '' : String(order.parentOrderId)))) {
		const stops = exits.filter((order) => exitOf(order) === 'SL').reduce((sum, order) => sum + alone(order), 0);
		const targets = exits.filter((order) => exitOf(order) === 'TP').reduce((sum, order) => sum + Math.max(0, alone(order) - stops), 0);
		add(exits[0], stops + targets);
	}
	return totals;
}

/** What awaits an approver, an opening or another order's fill reserves nothing, nor what waits to reduce a position. */
function aloneQty({ life, waitsFor, qty, filledQty }: OrderView, reduces: boolean): number {
	if (!isOpen(life) || life === 'HELD' || waitsFor === 'OPEN' || waitsFor === 'PARENT' || (waitsFor !== null && reduces)) return 0;
	return Math.max(0, qty - filledQty);
}

/** The engine names the exits of a bracket so; no client's id has this character. */
export function exitOf({ clientOrderId }: OrderView): 'SL' | 'TP' | undefined {
	if (!clientOrderId.startsWith('#')) return undefined;
	return clientOrderId.endsWith('.SL') ? 'SL' : 'TP';
}

type Group = readonly [OrderView, ...OrderView[]];
function grouped(orders: readonly OrderView[], keyOf: (order: OrderView) => string): Iterable<Group> {
	const groups = new Map<string, [OrderView, ...OrderView[]]>();
	for (const order of orders) {
		const key = keyOf(order);
		if (key === '') continue;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [order]);
		else group.push(order);
	}
	return groups.values();
}
