import type { VenueSend } from '@meridian/core';
import { type Message, type TerminalProtocol, wireEnums } from '@meridian/protocol';
import { fromUnits } from './numbers.ts';
import type { AccountPlace } from './symbols.ts';

export type SymbolFacts = {
	readonly executionMode: number;
	readonly fillingMask: number;
	/** The last quote; 0 where there has been none. */
	readonly bid: number;
	readonly ask: number;
};
/** How far a broker that executes at the price it quoted may be off it, in points. */
const deviationPoints = 10;
type Broker = SymbolFacts & { readonly serverOffsetSec: number };

/**
 * The filling mode, by MetaQuotes' tables: a pending order takes RETURN; a market order takes what was asked for where the symbol
 * allows it, else FOK, else IOC; never RETURN in market execution. A post-only order takes BOC (book or cancel) where an exchange has it; elsewhere
 * the server refuses a pending order that would trade at once. The mask (FOK 1, IOC 2, BOC 4) and the enum are different numbers.
 */
export function fillingOf(send: VenueSend, facts: SymbolFacts): number {
	const { Filling, ExecutionMode } = wireEnums;
	const boc = (facts.fillingMask & 4) !== 0 && facts.executionMode === ExecutionMode.EXCHANGE;
	if (send.action !== 'DEAL') return send.postOnly && boc ? Filling.BOC : Filling.RETURN;
	const fok = (facts.fillingMask & 1) !== 0;
	const ioc = (facts.fillingMask & 2) !== 0;
	if (send.tif === 'IOC' && ioc) return Filling.IOC;
	if (send.tif === 'FOK' && fok) return Filling.FOK;
	if (facts.executionMode === ExecutionMode.REQUEST || facts.executionMode === ExecutionMode.INSTANT) return Filling.FOK;
	if (fok) return Filling.FOK;
	if (ioc) return Filling.IOC;
	return facts.executionMode === ExecutionMode.EXCHANGE ? Filling.RETURN : Filling.FOK;
}

const { DEAL, PENDING, MODIFY, REMOVE, CLOSE_BY, SLTP } = wireEnums.OrderAction;
const actions = { DEAL, PENDING, MODIFY, REMOVE, CLOSE_BY, SLTP } as const;
const { OrderType } = wireEnums;
const types = {
	MARKET: { BUY: OrderType.MARKET_BUY, SELL: OrderType.MARKET_SELL },
	LIMIT: { BUY: OrderType.BUY_LIMIT, SELL: OrderType.SELL_LIMIT },
	STOP: { BUY: OrderType.BUY_STOP, SELL: OrderType.SELL_STOP },
	STOP_LIMIT: { BUY: OrderType.BUY_STOP_LIMIT, SELL: OrderType.SELL_STOP_LIMIT },
} as const;

/** A pending order's time in force, in the broker's clock; a fraction of a second is left out, so that no order works longer than was asked. */
function lifetimeOf(send: VenueSend, { serverOffsetSec }: Broker): { readonly timeType: number; readonly expirationSec: bigint } {
	const { TimeType } = wireEnums;
	const rests = send.action === 'PENDING' || send.action === 'MODIFY';
	if (rests && send.tif === 'GTD' && send.expiresAtMs !== null)
		return { timeType: TimeType.SPECIFIED, expirationSec: BigInt(Math.floor(send.expiresAtMs / 1_000) + serverOffsetSec) };
	return { timeType: rests && send.tif === 'DAY' ? TimeType.DAY : TimeType.GTC, expirationSec: 0n };
}

/** In instant and request execution a market order names the price that it saw, and how far off it may be. */
function quotedTerms(send: VenueSend, facts: SymbolFacts): { readonly price?: number; readonly deviationPoints: number } {
	const { INSTANT, REQUEST } = wireEnums.ExecutionMode;
	const isQuoted = send.action === 'DEAL' && (facts.executionMode === INSTANT || facts.executionMode === REQUEST);
	return isQuoted ? { price: send.side === 'BUY' ? facts.ask : facts.bid, deviationPoints } : { deviationPoints: 0 };
}

/** @returns undefined where the broker has no symbol for the instrument. */
export function orderSendOf(place: AccountPlace, send: VenueSend, facts: Broker): Message<TerminalProtocol, 'OrderSend'> | undefined {
	const instrument = place.instruments.get(send.instrumentId);
	const symbol = place.symbolOf.get(send.instrumentId);
	if (instrument === undefined || symbol === undefined) return undefined;
	const price = (units: number) => fromUnits(units, instrument.priceDigits);
	const lifetime = lifetimeOf(send, facts);
	return {
		epoch: BigInt(send.epoch),
		commandSeq: BigInt(send.commandSeq),
		orderId: BigInt(send.orderId),
		action: actions[send.action],
		symbol,
		type: send.action === 'CLOSE_BY' ? OrderType.CLOSE_BY : types[send.type][send.side],
		volume: fromUnits(send.qty, instrument.qtyDigits),
		price: price(send.price),
		stopLimit: price(send.limitPrice),
		sl: price(send.sl),
		tp: price(send.tp),
		...quotedTerms(send, facts),
		filling: fillingOf(send, facts),
		timeType: lifetime.timeType,
		expirationSec: lifetime.expirationSec,
		position: send.positionTicket,
		positionBy: send.positionByTicket,
		order: send.orderTicket,
		comment: '',
	};
}
