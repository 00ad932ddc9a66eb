import {
	denialCodes,
	type EmulatedPart,
	emulatedParts,
	orderLives,
	orderTypes,
	pendingRequests,
	sides,
	timesInForce,
	trailUnits,
	waitReasons,
} from '@meridian/core';
import type { Order, OrderEvent, OrderRow, StateRow } from '@meridian/db';
import type { EntryProtocol, Message } from '@meridian/protocol';
import type { TenantDirectory } from '../../directory.ts';
import { ticketOf, word } from '../shared/rows.ts';
import { type DenialModel, describeDenial } from './denial.ts';
import { stagesFromRow } from './stages.ts';
import type { OrderModel } from './types.ts';

type Measured = {
	readonly code: string | null;
	readonly value: bigint | null;
	readonly limit: bigint | null;
	readonly headroom: bigint | null;
	readonly level: string | null;
};

function denialOf(directory: TenantDirectory, order: { accountId: number; instrumentId: number; denial: Measured }): DenialModel | null {
	const { code, ...measured } = order.denial;
	if (code === null || code === '') return null;
	return describeDenial(
		{ code: word(denialCodes, code), ...measured },
		{
			instrument: directory.instruments.get(order.instrumentId) ?? null,
			account: directory.accounts.get(order.accountId) ?? null,
			baseCurrency: directory.baseCurrency,
		},
	);
}

const wordsOf = (joined: string): readonly EmulatedPart[] =>
	joined === '' ? [] : joined.split(' ').map((one) => word(emulatedParts, one));

/** Of an order's row, what is shown, however it was read. */
type Shown = { readonly [Name in keyof OrderRow]: Order[Name] | OrderRow[Name] };

/** The order as the projector wrote it. */
export const orderFromRow = (row: Shown, directory: TenantDirectory): OrderModel => ({
	__typename: 'Order',
	id: row.id,
	accountId: row.accountId,
	instrument: directory.instruments.get(row.instrumentIdAsked) ?? null,
	clientOrderId: row.clientOrderId,
	side: word(sides, row.side),
	type: word(orderTypes, row.type),
	tif: word(timesInForce, row.tif),
	expiresAt: row.expiresAtMs === null ? null : new Date(Number(row.expiresAtMs)),
	strategyId: row.strategyId,
	qty: row.qty,
	price: row.price,
	limitPrice: row.limitPrice,
	sl: row.sl,
	tp: row.tp,
	positionTicket: ticketOf(row.positionTicket),
	positionByTicket: ticketOf(row.positionByTicket),
	reduceOnly: row.reduceOnly,
	postOnly: row.postOnly,
	bracket: row.bracket,
	trailBy: row.trailBy === null ? null : word(trailUnits, row.trailBy),
	trailDistance: row.trailDistance,
	emulated: wordsOf(row.emulated),
	waitsFor: row.waitsFor === null ? null : word(waitReasons, row.waitsFor),
	parentOrderId: row.parentOrderId,
	ocoId: row.ocoId,
	decidedById: row.decidedById,
	isPresumable: row.isPresumable,
	life: word(orderLives, row.life),
	pending: word(pendingRequests, row.pending),
	filledQty: row.filledQty,
	filledNotional: row.filledNotional,
	reservedQty: row.reservedQty,
	venueOrderTicket: ticketOf(row.venueOrderTicket),
	denial: denialOf(directory, {
		accountId: row.accountId,
		instrumentId: row.instrumentIdAsked,
		denial: {
			code: row.denialCode,
			value: row.denialValue,
			limit: row.denialLimit,
			headroom: row.denialHeadroom,
			level: row.denialLevel,
		},
	}),
	retcode: row.retcode,
	stages: stagesFromRow(row.stages),
	createdAt: row.createdAt,
	updatedAt: row.updatedAt,
	seq: row.accountSeq,
});

/** The order as it was at one of its events. What never changes is in its row. */
export const orderFromEvent = (event: (OrderEvent & { readonly order: Order }) | StateRow, directory: TenantDirectory): OrderModel =>
	orderFromRow({ ...event.order, ...event, updatedAt: event.at }, directory);

const big = (value: number | null): bigint | null => (value === null ? null : BigInt(value));

type WireDenial = Pick<
	Message<EntryProtocol, 'PreviewReply'>,
	'denialCode' | 'denialValue' | 'denialLimit' | 'denialHeadroom' | 'denialLevel'
>;

/** A denial as it came over the wire. */
export const measuredOf = (reply: WireDenial) => ({
	code: reply.denialCode,
	value: big(reply.denialValue),
	limit: big(reply.denialLimit),
	headroom: big(reply.denialHeadroom),
	level: reply.denialLevel,
});

/** The order as the gateway just answered it: newer than any row. */
export const orderFromReply = (reply: Message<EntryProtocol, 'OrderReply'>, directory: TenantDirectory): OrderModel => ({
	__typename: 'Order',
	id: BigInt(reply.orderId),
	accountId: reply.accountId,
	instrument: directory.instruments.get(reply.instrumentId) ?? null,
	clientOrderId: reply.clientOrderId,
	side: word(sides, reply.side),
	type: word(orderTypes, reply.type),
	tif: word(timesInForce, reply.tif),
	expiresAt: reply.expiresAtMs === null ? null : new Date(reply.expiresAtMs),
	strategyId: reply.strategyId === 0 ? null : reply.strategyId,
	qty: BigInt(reply.qty),
	price: big(reply.price),
	limitPrice: big(reply.limitPrice),
	sl: big(reply.sl),
	tp: big(reply.tp),
	positionTicket: reply.positionTicket,
	positionByTicket: reply.positionByTicket,
	reduceOnly: reply.reduceOnly,
	postOnly: reply.postOnly,
	bracket: reply.bracket,
	trailBy: reply.trailBy === '' ? null : word(trailUnits, reply.trailBy),
	trailDistance: big(reply.trailDistance),
	emulated: wordsOf(reply.emulated),
	waitsFor: reply.waitsFor === '' ? null : word(waitReasons, reply.waitsFor),
	parentOrderId: BigInt(reply.parentOrderId),
	ocoId: BigInt(reply.ocoId),
	decidedById: reply.decidedById,
	isPresumable: reply.isPresumable,
	life: word(orderLives, reply.life),
	pending: word(pendingRequests, reply.pending),
	filledQty: BigInt(reply.filledQty),
	filledNotional: BigInt(reply.filledNotional),
	reservedQty: BigInt(reply.reservedQty),
	venueOrderTicket: reply.venueOrderTicket,
	denial: denialOf(directory, {
		accountId: reply.accountId,
		instrumentId: reply.instrumentId,
		denial: measuredOf(reply),
	}),
	retcode: reply.retcode,
	stages: null,
	createdAt: new Date(reply.createdAtMs),
	updatedAt: new Date(reply.updatedAtMs),
	seq: BigInt(reply.accountSeq),
});
