import type { Instrument, Order, Position } from '../../../lib/types';
import { stop } from '../blotter/positions-view';
import type { Draft } from '../ticket/terms';
import { isAmendable, isOpen } from '../words';

export type LineKind = 'entry' | 'order' | 'limit' | 'sl' | 'tp' | 'draft' | 'draft-sl' | 'draft-tp' | 'draft-limit';
/** What a line stands for, so that a drop knows what to change. */
export type LineOf =
	| { readonly kind: 'position'; readonly position: Position }
	| { readonly kind: 'order'; readonly order: Order }
	| { readonly kind: 'leg'; readonly leg: number };
export type Line = {
	readonly key: string;
	readonly kind: LineKind;
	readonly price: number;
	readonly side: 'BUY' | 'SELL';
	readonly lots: string;
	readonly of: LineOf;
	readonly draggable: boolean;
};

type Input = {
	readonly accountId: string;
	readonly instrument: Pick<Instrument, 'id'>;
	readonly orders: readonly Order[];
	readonly positions: readonly Position[];
	readonly legs: readonly Draft[];
	readonly mayTrade: boolean;
};

/** Every price of this account in this instrument that means something: positions, their stops, working orders, and what the ticket holds. */
export function linesOf({ accountId, instrument, orders, positions, legs, mayTrade }: Input): Line[] {
	const mine = (row: { account: { id: string }; instrument: { id: string } | null }) =>
		row.account.id === accountId && row.instrument?.id === instrument.id;
	const lines: Line[] = [];
	const put = (price: string | null, line: Omit<Line, 'price'>) => {
		const value = Number(price ?? '');
		if (price !== null && price !== '' && value > 0) lines.push({ ...line, price: value });
	};
	for (const position of positions.filter(mine)) {
		const about = { side: position.side, lots: position.quantity, of: { kind: 'position', position } as const };
		put(position.averagePrice, { ...about, key: `${position.id}:entry`, kind: 'entry', draggable: false });
		put(stop(position.stopLoss), { ...about, key: `${position.id}:sl`, kind: 'sl', draggable: mayTrade });
		put(stop(position.takeProfit), { ...about, key: `${position.id}:tp`, kind: 'tp', draggable: mayTrade });
	}
	for (const order of orders.filter((one) => mine(one) && isOpen(one) && one.type !== 'MARKET')) {
		const about = {
			side: order.side,
			lots: order.quantity,
			of: { kind: 'order', order } as const,
			draggable: mayTrade && isAmendable(order),
		};
		put(order.price, { ...about, key: `${order.id}:order`, kind: 'order', draggable: about.draggable && order.type !== 'TRAILING_STOP' });
		put(order.limitPrice, { ...about, key: `${order.id}:limit`, kind: 'limit' });
		put(order.stopLoss, { ...about, key: `${order.id}:sl`, kind: 'sl' });
		put(order.takeProfit, { ...about, key: `${order.id}:tp`, kind: 'tp' });
	}
	for (const [leg, draft] of legs.entries()) {
		const about = { side: draft.side, lots: draft.quantity, of: { kind: 'leg', leg } as const, draggable: true };
		if (draft.type !== 'MARKET') put(draft.price, { ...about, key: `leg${leg}`, kind: 'draft' });
		put(draft.limitPrice, { ...about, key: `leg${leg}:limit`, kind: 'draft-limit' });
		put(draft.stopLoss, { ...about, key: `leg${leg}:sl`, kind: 'draft-sl' });
		put(draft.takeProfit, { ...about, key: `leg${leg}:tp`, kind: 'draft-tp' });
	}
	return lines;
}

/** Tags that would cover one another are pushed apart; each still points at its own line. @returns the top of each, in the given order */
export function spread(tops: readonly number[], { height, room = Number.POSITIVE_INFINITY }: { height: number; room?: number }): number[] {
	const order = tops.map((top, index) => ({ top, index })).sort((a, b) => a.top - b.top);
	const placed: number[] = [];
	let floor = Number.NEGATIVE_INFINITY;
	for (const { top, index } of order) {
		const at = Math.max(Math.min(Math.max(top, 0), room), floor);
		placed[index] = at;
		floor = at + height;
	}
	// At the lower edge they are pushed up again.
	let ceiling = room;
	for (const { index } of order.toReversed()) {
		placed[index] = Math.min(placed[index] ?? 0, ceiling);
		ceiling = (placed[index] ?? 0) - height;
	}
	return placed;
}

/** Of two sides of the chart, each for itself: positions stand at the left, since they are near the market, whose newest bars are at the right. */
export function spreadBySide(
	tops: readonly number[],
	input: { height: number; room: { left: number; right: number }; isLeft: (index: number) => boolean },
): number[] {
	const placed: number[] = [];
	for (const side of ['left', 'right'] as const) {
		const own = [...tops.keys()].filter((index) => input.isLeft(index) === (side === 'left'));
		const spots = spread(
			own.map((index) => tops[index] ?? 0),
			{ height: input.height, room: Math.max(0, input.room[side]) },
		);
		for (const [at, index] of own.entries()) placed[index] = spots[at] ?? 0;
	}
	return placed;
}

/** A first bracket or pair about the market: as far away as the recent bars are high, to be dragged from there. */
export function firstGuess(input: {
	readonly price: number;
	readonly range: number;
	readonly digits: number;
	readonly side: 'BUY' | 'SELL';
}) {
	const distance = Math.max(input.range, input.price * 0.0005);
	const at = (steps: number) => (input.price + distance * steps).toFixed(input.digits);
	const sign = input.side === 'BUY' ? 1 : -1;
	return { stopLoss: at(-2 * sign), takeProfit: at(3 * sign), above: at(2), below: at(-2) };
}

type Here = { readonly accountId: string; readonly instrumentId: string };
const isHere = (row: { account: { id: string }; instrument: { id: string } | null }, { accountId, instrumentId }: Here): boolean =>
	row.instrument?.id === instrumentId && row.account.id === accountId;

/** All of the positions that lines are drawn from, as one text: equal where the lines are. */
export const positionKey = (positions: readonly Position[], here: Here): string =>
	positions
		.filter((one) => isHere(one, here))
		.map((one) => [one.id, one.side, one.quantity, one.averagePrice, one.stopLoss, one.takeProfit].join(' '))
		.join();

/** The same of the orders that are open. */
export const orderKey = (orders: readonly Order[], here: Here): string =>
	orders
		.filter((one) => isOpen(one) && isHere(one, here))
		.map((one) => `${one.id} ${one.seq}`)
		.join();
