import type { Order } from '../orders/order.ts';
import { fitsRow, isRare, noRare, RARE_PLACE, RARE_WIDTH, readOrder, WIDTH, writeOrder, writeRare } from '../orders/order-row.ts';
import { addToIndex, createHashIndex, firstInIndex, type HashIndex, mixed, mixedText, nextInIndex } from './hash-index.ts';

/** The first order id of a shard; ids are dense from here and double as MT5's magic. */
export const FIRST_ORDER_ID = 1_000_001;

/**
 * Every order of a shard. One that is open is an object; one that has ended becomes a row of numbers soon after, which costs the collector nothing, and an object
 * again when something asks for it. Orders that depend on others, or that the engine worked for, stay objects.
 */
export type Orders = {
	/** So many that have ended stay objects. */
	readonly keptEnded: number;
	/** So many ids have been given out. */
	count: number;
	readonly live: Map<number, Order>;
	/** Those of `live` that have ended, longest ago first: what the venue says last about an order mostly comes while it is here. */
	readonly ended: Set<number>;
	/** By order: its numbers, and the client's id as bytes behind its length. */
	readonly rows: Float64Array[];
	readonly ids: Uint8Array[];
	rareCount: number;
	readonly rare: Float64Array[];
	/** Orders by account and client's id. */
	readonly byClientId: HashIndex;
};

const ROWS = 128;
/** The longest id of a client, or of the engine's own, and its length. */
const ID_BYTES = 40;

export function createOrders({ keptEnded = 256 }: { readonly keptEnded?: number } = {}): Orders {
	return {
		...{ keptEnded, count: 0, live: new Map(), ended: new Set(), rows: [], ids: [], rareCount: 0, rare: [] },
		byClientId: createHashIndex(),
	};
}

export function nextOrderId({ count }: Orders): number {
	return FIRST_ORDER_ID + count;
}

/** Takes a new order in, under the next id and its client's id. */
export function addOrder(orders: Orders, order: Order): void {
	orders.count += 1;
	orders.live.set(order.orderId, order);
	addToIndex(orders.byClientId, { hash: hashOf(order), value: orders.count });
}

/** The order, alive: what is changed on it stays. */
export function liveOrder(orders: Orders, orderId: number): Order | undefined {
	const live = orders.live.get(orderId);
	if (live !== undefined) return live;
	const order = rowOrder(orders, orderId);
	if (order === undefined) return undefined;
	orders.live.set(orderId, order);
	orders.ended.add(orderId);
	return order;
}

/** For who only looks: nothing of what is remembered changes. */
export function peekOrder(orders: Orders, orderId: number): Order | undefined {
	return orders.live.get(orderId) ?? rowOrder(orders, orderId);
}

/** All, by id; to look at. */
export function allOrders(orders: Orders): Order[] {
	return Array.from({ length: orders.count }, (_, i) => peekOrder(orders, FIRST_ORDER_ID + i) ?? []).flat();
}

/** The id of the account's order with this client's id; 0: there is none. */
export function orderIdUnder(orders: Orders, of: ClientId): number {
	const hash = hashOf(of);
	for (let number = firstInIndex(orders.byClientId, hash); number !== 0; number = nextInIndex(orders.byClientId, hash)) {
		const orderId = FIRST_ORDER_ID + number - 1;
		if (hasClientId(orders, { ...of, orderId })) return orderId;
	}
	return 0;
}

/** Called when an input is done: what ended some orders ago is put away. */
export function putEndedAway(orders: Orders): void {
	const { ended, live, keptEnded } = orders;
	if (ended.size <= keptEnded) return;
	for (const orderId of ended) {
		const order = live.get(orderId);
		if (order !== undefined && fitsRow(order)) {
			putAway(orders, order);
			live.delete(orderId);
		}
		ended.delete(orderId);
		if (ended.size <= keptEnded) return;
	}
}

type ClientId = { readonly tenantId: number; readonly accountId: number; readonly clientOrderId: string };

function hashOf({ tenantId, accountId, clientOrderId }: ClientId): number {
	return mixedText(mixed(mixed(0, tenantId), accountId), clientOrderId);
}

function hasClientId(orders: Orders, of: ClientId & { readonly orderId: number }): boolean {
	const { orderId, clientOrderId, accountId, tenantId } = of;
	const order = orders.live.get(orderId);
	if (order !== undefined) return order.clientOrderId === clientOrderId && order.accountId === accountId && order.tenantId === tenantId;
	const { chunk, row } = placeOf(orderId);
	const rows = orders.rows[chunk];
	if (rows?.[row * WIDTH] !== tenantId || rows[row * WIDTH + 1] !== accountId) return false;
	const ids = orders.ids[chunk];
	const at = row * ID_BYTES;
	if (ids?.[at] !== clientOrderId.length) return false;
	for (let i = 0; i < clientOrderId.length; i++) if (ids[at + 1 + i] !== clientOrderId.charCodeAt(i)) return false;
	return true;
}

function putAway(orders: Orders, order: Order): void {
	const { chunk, row } = placeOf(order.orderId);
	while (orders.rows.length <= chunk) {
		orders.rows.push(new Float64Array(ROWS * WIDTH));
		orders.ids.push(new Uint8Array(ROWS * ID_BYTES));
	}
	const rows = orders.rows[chunk] ?? noRow;
	const ids = orders.ids[chunk] ?? noId;
	writeOrder(order, { row: rows, at: row * WIDTH });
	const { clientOrderId } = order;
	const at = row * ID_BYTES;
	ids[at] = clientOrderId.length;
	for (let i = 0; i < clientOrderId.length; i++) ids[at + 1 + i] = clientOrderId.charCodeAt(i);
	if (isRare(order)) writeRare(order, rarePlace(orders, { rows, at: row * WIDTH + RARE_PLACE }));
}

type Place = { readonly row: Float64Array; readonly at: number };

/** Where the rare numbers of an order stand, from now on. */
function rarePlace(orders: Orders, { rows, at }: { readonly rows: Float64Array; readonly at: number }): Place {
	if (rows[at] === 0) {
		orders.rareCount += 1;
		rows[at] = orders.rareCount;
		if (orders.rare.length * ROWS < orders.rareCount) orders.rare.push(new Float64Array(ROWS * RARE_WIDTH));
	}
	return rareAt(orders, rows[at] ?? 0);
}

function rareAt(orders: Orders, number: number): Place {
	const chunk = orders.rare[Math.floor((number - 1) / ROWS)];
	return number === 0 || chunk === undefined ? { row: noRare, at: 0 } : { row: chunk, at: ((number - 1) % ROWS) * RARE_WIDTH };
}

function rowOrder(orders: Orders, orderId: number): Order | undefined {
	const { chunk, row } = placeOf(orderId);
	const rows = orders.rows[chunk];
	const ids = orders.ids[chunk];
	const at = row * ID_BYTES;
	const length = ids?.[at] ?? 0;
	if (rows === undefined || ids === undefined || length === 0) return undefined;
	const clientOrderId = String.fromCharCode(...ids.subarray(at + 1, at + 1 + length));
	const rare = rareAt(orders, rows[row * WIDTH + RARE_PLACE] ?? 0);
	return readOrder({ orderId, clientOrderId }, { row: rows, at: row * WIDTH, rare });
}

function placeOf(orderId: number): { readonly chunk: number; readonly row: number } {
	const number = orderId - FIRST_ORDER_ID;
	return { chunk: Math.floor(number / ROWS), row: number % ROWS };
}

const noRow = new Float64Array(WIDTH);
const noId = new Uint8Array(ID_BYTES);
