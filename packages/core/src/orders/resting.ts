import type { Side } from '../model.ts';
import type { Tenant } from '../state/state.ts';

/** A price at which our own orders rest, and how many. */
type PriceLevel = { readonly price: number; orders: number };

/** Our own resting orders in one instrument at one broker. Each side is sorted with its best price last, which stands beside it too: a check asks for no more. */
export type RestingBook = {
	readonly buys: PriceLevel[];
	readonly sells: PriceLevel[];
	bestBuy: number | undefined;
	bestSell: number | undefined;
};

type Place = { readonly server: string; readonly instrumentId: number; readonly side: Side; readonly price: number };

export function addResting(tenant: Tenant, place: Place): void {
	let server = tenant.resting.get(place.server);
	if (server === undefined) {
		server = new Map();
		tenant.resting.set(place.server, server);
	}
	let book = server.get(place.instrumentId);
	if (book === undefined) {
		book = { buys: [], sells: [], bestBuy: undefined, bestSell: undefined };
		server.set(place.instrumentId, book);
	}
	const side = place.side === 'BUY' ? book.buys : book.sells;
	const at = find(side, place);
	const level = side[at];
	if (level?.price === place.price) level.orders += 1;
	else side.splice(at, 0, { price: place.price, orders: 1 });
	noteBest(book);
}

export function removeResting(tenant: Tenant, place: Place): void {
	const book = tenant.resting.get(place.server)?.get(place.instrumentId);
	if (book === undefined) return;
	const side = place.side === 'BUY' ? book.buys : book.sells;
	const at = find(side, place);
	const level = side[at];
	if (level?.price !== place.price) return;
	level.orders -= 1;
	if (level.orders === 0) side.splice(at, 1);
	noteBest(book);
}

function noteBest(book: RestingBook): void {
	book.bestBuy = book.buys.at(-1)?.price;
	book.bestSell = book.sells.at(-1)?.price;
}

/** Once there is one it stays, empty or not. */
export function restingBook(tenant: Tenant, at: Pick<Place, 'server' | 'instrumentId'>): RestingBook | undefined {
	return tenant.resting.get(at.server)?.get(at.instrumentId);
}

/** The best price at which an own order rests on that side, or undefined. */
export function bestResting(book: RestingBook | undefined, side: Side): number | undefined {
	return side === 'BUY' ? book?.bestBuy : book?.bestSell;
}

/** Where the price is, or belongs: buys rise and sells fall towards the end. */
function find(side: readonly PriceLevel[], { side: of, price }: Place): number {
	const sign = of === 'BUY' ? 1 : -1;
	let low = 0;
	let high = side.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const level = side[middle];
		if (level !== undefined && (level.price - price) * sign < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}
