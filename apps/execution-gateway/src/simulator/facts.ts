import { type Message, type TerminalProtocol, wireEnums } from '@meridian/protocol';
import { accountFacts, symbolFacts } from '@meridian/protocol/testing';
import type { Broker, Deal, Order, Position } from './broker.ts';
import { type BrokerSymbol, type Quote, symbolNamed } from './instruments.ts';
import { toNumber } from './ratio.ts';

type Wire<Name extends keyof TerminalProtocol> = Message<TerminalProtocol, Name>;
const { DealEntry, DealReason, DealType, OrderReason, OrderState, OrderType, Side } = wireEnums;

export const priceOf = (points: number, symbol: BrokerSymbol): number => points / 10 ** symbol.digits;
export const lotsOf = (lots: number): number => lots / 100;
export const moneyOf = (minor: number): number => minor / 100;
const digitsOf = (name: string): number => 10 ** (symbolNamed(name)?.digits ?? 0);

export function symbolFact(symbol: BrokerSymbol): Wire<'Symbol'> {
	const point = 1 / 10 ** symbol.digits;
	return symbolFacts({
		...{ symbol: symbol.name, digits: symbol.digits, point, tickSize: point, contractSize: symbol.contract },
		bookDepth: symbol.bookDepth,
		calcMode: symbol.cfd ? wireEnums.CalcMode.CFD_LEVERAGE : wireEnums.CalcMode.FOREX,
		...{ currencyBase: symbol.base, currencyProfit: symbol.quote, currencyMargin: symbol.cfd ? symbol.quote : symbol.base },
	});
}

/** Above and below the quote, ever more lots the further away; the same quote shows the same book. */
export function bookFact(symbol: BrokerSymbol, quote: Quote): Wire<'Book'> {
	const rung = (side: 1 | -1, at: number): Wire<'Book'>['levels'][number] => {
		const points = side === 1 ? quote.bid - at * 2 : quote.ask + at * 2;
		return { side: side === 1 ? Side.BUY : Side.SELL, price: priceOf(points, symbol), volume: (at + 1) * 2 + (points % 5) };
	};
	const rungs = Array.from({ length: symbol.bookDepth }, (_, at) => at);
	return {
		...{ symbol: symbol.name, timeMs: BigInt(quote.timeMs) },
		levels: [...rungs.toReversed().map((at) => rung(-1, at)), ...rungs.map((at) => rung(1, at))],
	};
}

export function accountFact(broker: Broker): Wire<'Account'> {
	const { balanceMinor, equityMinor, marginMinor, profitMinor } = broker.account();
	return accountFacts({
		balance: moneyOf(balanceMinor),
		credit: 0,
		equity: moneyOf(equityMinor),
		profit: moneyOf(profitMinor),
		margin: moneyOf(marginMinor),
		marginFree: moneyOf(equityMinor - marginMinor),
	});
}

const types = {
	MARKET: { buy: OrderType.MARKET_BUY, sell: OrderType.MARKET_SELL },
	LIMIT: { buy: OrderType.BUY_LIMIT, sell: OrderType.SELL_LIMIT },
	STOP: { buy: OrderType.BUY_STOP, sell: OrderType.SELL_STOP },
	STOP_LIMIT: { buy: OrderType.BUY_STOP_LIMIT, sell: OrderType.SELL_STOP_LIMIT },
	CLOSE_BY: { buy: OrderType.CLOSE_BY, sell: OrderType.CLOSE_BY },
} as const;

export function orderFact(order: Order): Wire<'OrderItem'> {
	const scale = digitsOf(order.symbol);
	return {
		ticket: BigInt(order.ticket),
		symbol: order.symbol,
		type: types[order.type][order.side === 1 ? 'buy' : 'sell'],
		state: OrderState[order.state],
		historical: order.state !== 'PLACED',
		volumeInitial: lotsOf(order.lots),
		volumeCurrent: lotsOf(order.leaves),
		price: order.price / scale,
		stopLimit: (order.stopLimit ?? 0) / scale,
		sl: order.sl / scale,
		tp: order.tp / scale,
		magic: order.magic,
		positionId: BigInt(order.position),
		positionById: BigInt(order.positionBy ?? 0),
		timeSetupMs: BigInt(order.timeMs),
		timeDoneMs: BigInt(order.doneMs),
		reason: order.magic === 0n ? OrderReason.CLIENT : OrderReason.EXPERT,
	};
}

export function dealFact(deal: Deal): Wire<'DealItem'> {
	const type = deal.type === 0 ? DealType.BALANCE : deal.type === 1 ? DealType.BUY : DealType.SELL;
	return {
		ticket: BigInt(deal.ticket),
		order: BigInt(deal.order),
		positionId: BigInt(deal.position),
		symbol: deal.symbol,
		type,
		entry: DealEntry[deal.entry],
		reason: DealReason[deal.reason],
		volume: lotsOf(deal.lots),
		price: deal.price / digitsOf(deal.symbol),
		profit: moneyOf(deal.profitMinor),
		commission: 0,
		swap: 0,
		fee: 0,
		magic: deal.magic,
		timeMs: BigInt(deal.timeMs),
		seenUs: 0n,
	};
}

export function positionFact(position: Position): Wire<'PositionItem'> {
	const scale = digitsOf(position.symbol);
	const ticket = BigInt(position.ticket);
	return {
		ticket,
		identifier: ticket,
		symbol: position.symbol,
		side: position.side === 1 ? Side.BUY : Side.SELL,
		volume: lotsOf(position.lots),
		priceOpen: toNumber(position.open) / scale,
		sl: position.sl / scale,
		tp: position.tp / scale,
		swap: 0,
		profit: 0,
		magic: position.magic,
		timeMs: BigInt(position.timeMs),
	};
}
