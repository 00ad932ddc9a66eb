import { formatDecimal, parseDecimal } from '@meridian/core';
import type { Body } from './line.ts';
import type {
	Account,
	AmendOrder,
	AmendPosition,
	CancelOrder,
	CloseBy,
	ClosePosition,
	Fill,
	Instrument,
	Order,
	PlaceGroup,
	PlaceOrder,
	Position,
} from './types.ts';

/** An order as it is in whichever message. */
export type OrderBody = Body<'OrderGroupAnswer'>['orders'][number];

/** A request that can't be put on the wire: nothing was sent. */
export class BadInput extends Error {
	override readonly name = 'BadInput';
}

/** Between the wire's integers and the program's decimals, by the digits that the gateway told at logon. */
export class Converter {
	readonly accounts: readonly Account[];
	readonly instruments: readonly Instrument[];

	constructor(welcome: Body<'LogonOk'>) {
		this.accounts = welcome.accounts.map(({ accountSeq: _, ...account }) => account);
		this.instruments = welcome.instruments;
	}

	newOrder(order: PlaceOrder, requestId: number): Body<'NewOrder'> {
		return { requestId, accountId: order.accountId, ...this.#terms(order) };
	}

	newGroup({ accountId, contingency, orders }: PlaceGroup, requestId: number): Body<'NewOrderGroup'> {
		return { requestId, accountId, contingency, orders: orders.map((order) => this.#terms(order)) };
	}

	#terms(order: Omit<PlaceOrder, 'accountId'>): Body<'NewOrderGroup'>['orders'][number] {
		const instrument = this.#named(order.symbol);
		const { clientOrderId, side, type } = order;
		const price = (field: 'price' | 'limitPrice' | 'stopLoss' | 'takeProfit') =>
			order[field] === undefined ? null : integer(field, order[field], instrument.priceDigits);
		return {
			...{ instrumentId: instrument.instrumentId, clientOrderId, side, type },
			tif: order.timeInForce ?? 'GTC',
			qty: integer('quantity', order.quantity, instrument.qtyDigits),
			price: price('price'),
			sl: price('stopLoss'),
			tp: price('takeProfit'),
			positionTicket: order.positionTicket ?? 0n,
			reduceOnly: order.reduceOnly ?? false,
			strategyId: order.strategyId ?? 0,
			limitPrice: price('limitPrice'),
			expiresAtMs: order.expiresAt?.getTime() ?? null,
			postOnly: order.postOnly ?? false,
			bracket: order.bracket ?? false,
			trailBy: order.trail?.by ?? '',
			trailDistance:
				order.trail === undefined
					? null
					: integer('trail.distance', order.trail.distance, order.trail.by === 'PRICE' ? instrument.priceDigits : 0),
		};
	}

	amend(amend: AmendOrder, requestId: number): Body<'AmendOrder'> {
		const { priceDigits, qtyDigits } = this.#named(amend.symbol);
		const at = (field: 'price' | 'limitPrice' | 'quantity', digits: number) =>
			amend[field] === undefined ? null : integer(field, amend[field], digits);
		const { accountId, orderId, amendId } = amend;
		const prices = { price: at('price', priceDigits), limitPrice: at('limitPrice', priceDigits) };
		return {
			requestId,
			accountId,
			orderId,
			amendId,
			qty: at('quantity', qtyDigits),
			...prices,
			...stops(amend, priceDigits),
		};
	}

	amendPosition(amend: AmendPosition, requestId: number): Body<'AmendPosition'> {
		const { instrumentId, priceDigits } = this.#named(amend.symbol);
		const { accountId, positionTicket, amendId } = amend;
		return { requestId, accountId, instrumentId, positionTicket, amendId, ...stops(amend, priceDigits) };
	}

	closeBy({ symbol, ...pair }: CloseBy, requestId: number): Body<'CloseBy'> {
		return { requestId, instrumentId: this.#named(symbol).instrumentId, ...pair };
	}

	cancel({ accountId, orderId }: CancelOrder, requestId: number): Body<'CancelOrder'> {
		return { requestId, accountId, orderId };
	}

	close(close: ClosePosition, requestId: number): Body<'ClosePosition'> {
		const instrument = this.#named(close.symbol);
		return {
			...{ requestId, accountId: close.accountId, instrumentId: instrument.instrumentId, clientOrderId: close.clientOrderId },
			positionTicket: close.positionTicket ?? 0n,
			qty: close.quantity === undefined ? null : integer('quantity', close.quantity, instrument.qtyDigits),
		};
	}

	order(wire: OrderBody): Order {
		const { symbol, priceDigits, qtyDigits } = this.#withId(wire.instrumentId);
		const price = (value: number | null) => (value === null ? null : formatDecimal(value, priceDigits));
		const { accountId, accountSeq, journalSeq, orderId, clientOrderId, side, type, life, pending, retcode } = wire;
		return {
			...{ accountId, accountSeq, journalSeq, orderId, clientOrderId, symbol, side, type, life, pending, retcode },
			timeInForce: wire.tif,
			quantity: formatDecimal(wire.qty, qtyDigits),
			filledQuantity: formatDecimal(wire.filledQty, qtyDigits),
			reservedQuantity: formatDecimal(wire.reservedQty, qtyDigits),
			price: price(wire.price),
			limitPrice: price(wire.limitPrice),
			expiresAt: wire.expiresAtMs === null ? null : new Date(wire.expiresAtMs),
			emulated: wire.emulated === '' ? [] : wire.emulated.split(' '),
			waitsFor: wire.waitsFor === '' ? null : wire.waitsFor,
			reduceOnly: wire.reduceOnly,
			postOnly: wire.postOnly,
			bracket: wire.bracket,
			parentOrderId: wire.parentOrderId,
			ocoId: wire.ocoId,
			stopLoss: price(wire.sl),
			takeProfit: price(wire.tp),
			positionTicket: wire.positionTicket,
			venueOrderTicket: wire.venueOrderTicket,
			strategyId: wire.strategyId === 0 ? null : wire.strategyId,
			updatedAt: new Date(wire.updatedAtMs),
		};
	}

	position(wire: Body<'PositionAnswer'>): Position {
		const { symbol, priceDigits, qtyDigits } = this.#withId(wire.instrumentId);
		const stop = (value: number) => (value === 0 ? null : formatDecimal(value, priceDigits));
		const { accountId, accountSeq, journalSeq, positionTicket, side, qty, sl, tp, stopsPending, stopsRetcode } = wire;
		return {
			...{ accountId, accountSeq, journalSeq, symbol, positionTicket, side, quantity: formatDecimal(qty, qtyDigits) },
			...{ stopLoss: stop(sl), takeProfit: stop(tp), stopsPending, stopsRetcode },
		};
	}

	fill(wire: Body<'FillReport'>): Fill {
		const { symbol, priceDigits, qtyDigits } = this.#withId(wire.instrumentId);
		const digits = this.accounts.find(({ accountId }) => accountId === wire.accountId)?.currencyDigits ?? 0;
		const { accountId, accountSeq, journalSeq, orderId, dealTicket, venueOrderTicket, positionTicket, type, entry, reason, late } = wire;
		return {
			...{ accountId, accountSeq, journalSeq, orderId, symbol, dealTicket, venueOrderTicket, positionTicket, type, entry, reason, late },
			quantity: formatDecimal(wire.qty, qtyDigits),
			price: formatDecimal(wire.price, priceDigits),
			profit: formatDecimal(wire.profitMinor, digits),
			commission: formatDecimal(wire.commissionMinor, digits),
			swap: formatDecimal(wire.swapMinor, digits),
			fee: formatDecimal(wire.feeMinor, digits),
			venueAt: new Date(wire.venueAtMs),
		};
	}

	#named(symbol: string): Instrument {
		const found = this.instruments.find((instrument) => instrument.symbol === symbol);
		if (found === undefined)
			throw new BadInput(`there is no instrument ${symbol}; there are ${this.instruments.map((known) => known.symbol).join(', ')}`);
		return found;
	}

	/** A deal of no instrument (a deposit) has id 0 and no quantity. One that the gateway no longer lists keeps its number and its integers. */
	#withId(instrumentId: number): Instrument {
		const found = this.instruments.find((instrument) => instrument.instrumentId === instrumentId);
		return found ?? { instrumentId, symbol: instrumentId === 0 ? '' : `#${instrumentId}`, priceDigits: 0, qtyDigits: 0 };
	}
}

/** As the wire says it: null as it is, 0 none. */
function stops(amend: Pick<AmendPosition, 'stopLoss' | 'takeProfit'>, priceDigits: number) {
	const stop = (field: 'stopLoss' | 'takeProfit') => {
		const asked = amend[field];
		return asked === undefined ? null : asked === null ? 0 : integer(field, asked, priceDigits);
	};
	return { sl: stop('stopLoss'), tp: stop('takeProfit') };
}

function integer(field: string, text: string, digits: number): number {
	const parsed = parseDecimal(text, digits);
	if (parsed.ok) return parsed.value;
	throw new BadInput(`${field} is a decimal with at most ${digits} digits after the point, such as "1.5"; got ${JSON.stringify(text)}`);
}
