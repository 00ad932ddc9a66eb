import type {
	EmulatedPart,
	OrderLife,
	OrderStages,
	OrderType,
	PendingRequest,
	Side,
	TimeInForce,
	TrailUnit,
	WaitReason,
} from '@meridian/core';
import { averagePrice, formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { toBig } from '../../graphql/ids.ts';
import { accountAsked } from '../accounts/service.ts';
import { accountRef } from '../accounts/types.ts';
import { type InstrumentModel, instrumentRef } from '../instruments/types.ts';
import {
	emulatedPartEnum,
	orderLifeEnum,
	orderTypeEnum,
	pendingRequestEnum,
	sideEnum,
	timeInForceEnum,
	trailUnitEnum,
	waitReasonEnum,
} from '../shared/enums.ts';
import type { DenialModel } from './denial.ts';
import { findOrder } from './service.ts';
import { orderStagesRef } from './stages.ts';

/** An order as the gateway answered it or as the projector wrote it: the same shape from both. */
export type OrderModel = {
	readonly __typename: 'Order';
	readonly id: bigint;
	readonly accountId: number;
	readonly instrument: InstrumentModel | null;
	readonly clientOrderId: string;
	readonly side: Side;
	readonly type: OrderType;
	readonly tif: TimeInForce;
	readonly expiresAt: Date | null;
	readonly strategyId: number | null;
	readonly qty: bigint;
	readonly price: bigint | null;
	readonly limitPrice: bigint | null;
	readonly sl: bigint | null;
	readonly tp: bigint | null;
	/** 0n: none. */
	readonly positionTicket: bigint;
	/** 0n: none. */
	readonly positionByTicket: bigint;
	readonly reduceOnly: boolean;
	readonly postOnly: boolean;
	readonly bracket: boolean;
	readonly trailBy: TrailUnit | null;
	readonly trailDistance: bigint | null;
	readonly emulated: readonly EmulatedPart[];
	readonly waitsFor: WaitReason | null;
	/** 0n: none, as in the next. */
	readonly parentOrderId: bigint;
	readonly ocoId: bigint;
	/** 0: nobody. */
	readonly decidedById: number;
	readonly isPresumable: boolean;
	readonly life: OrderLife;
	readonly pending: PendingRequest;
	readonly filledQty: bigint;
	/** Sum of price x quantity of its deals. */
	readonly filledNotional: bigint;
	readonly reservedQty: bigint;
	/** 0n: none yet. */
	readonly venueOrderTicket: bigint;
	readonly denial: DenialModel | null;
	/** 0: the venue refused nothing. */
	readonly retcode: number;
	readonly stages: OrderStages | null;
	readonly createdAt: Date;
	readonly updatedAt: Date;
	readonly seq: bigint;
};

export const denialRef = builder.objectRef<DenialModel>('Denial').implement({
	description: 'Why risk denied it, with what was measured, the limit, and what to do.',
	fields: (t) => ({
		code: t.exposeString('code'),
		message: t.exposeString('message'),
		remedy: t.exposeString('remedy'),
		value: t.exposeString('value', { nullable: true }),
		limit: t.exposeString('limit', { nullable: true }),
		headroom: t.exposeString('headroom', { nullable: true, description: 'How much was left; below zero by what was too much.' }),
		level: t.exposeString('level', {
			nullable: true,
			description: 'Whose limit it was: TENANT, DESK, ACCOUNT, STRATEGY, INSTRUMENT or USER. Null where no limit was at stake.',
		}),
	}),
});

const quantity = (order: OrderModel, qty: bigint): string => formatScaled(qty, order.instrument?.qtyDigits ?? 0);
const price = (order: OrderModel, value: bigint | null): string | null =>
	value === null ? null : formatScaled(value, order.instrument?.priceDigits ?? 0);
const ticket = (value: bigint): bigint | null => (value === 0n ? null : value);

export const orderRef = builder.objectRef<OrderModel>('Order');
builder.node(orderRef, {
	id: { resolve: (order) => order.id },
	loadOne: (id, context) => findOrder(context, toBig(id)),
	fields: (t) => ({
		orderId: t.expose('id', { type: 'BigInt' }),
		account: t.field({ type: accountRef, resolve: (order, _args, context, info) => accountAsked(context, order.accountId, info) }),
		instrument: t.expose('instrument', { type: instrumentRef, nullable: true }),
		clientOrderId: t.exposeString('clientOrderId'),
		side: t.expose('side', { type: sideEnum }),
		type: t.expose('type', { type: orderTypeEnum }),
		timeInForce: t.expose('tif', { type: timeInForceEnum }),
		expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
		strategyId: t.exposeInt('strategyId', { nullable: true }),
		quantity: t.field({ type: 'Decimal', resolve: (order) => quantity(order, order.qty) }),
		price: t.field({ type: 'Decimal', nullable: true, resolve: (order) => price(order, order.price) }),
		limitPrice: t.field({
			type: 'Decimal',
			nullable: true,
			description: 'Of a STOP_LIMIT: the price of the limit order that it becomes.',
			resolve: (order) => price(order, order.limitPrice),
		}),
		stopLoss: t.field({ type: 'Decimal', nullable: true, resolve: (order) => price(order, order.sl) }),
		takeProfit: t.field({ type: 'Decimal', nullable: true, resolve: (order) => price(order, order.tp) }),
		positionTicket: t.field({ type: 'BigInt', nullable: true, resolve: (order) => ticket(order.positionTicket) }),
		positionByTicket: t.field({
			type: 'BigInt',
			nullable: true,
			description: 'Of a close-by: the position that positionTicket is closed by, and which is closed by it.',
			resolve: (order) => ticket(order.positionByTicket),
		}),
		life: t.expose('life', { type: orderLifeEnum }),
		pending: t.expose('pending', { type: pendingRequestEnum }),
		filledQuantity: t.field({ type: 'Decimal', resolve: (order) => quantity(order, order.filledQty) }),
		averagePrice: t.field({
			type: 'Decimal',
			nullable: true,
			resolve: (order) =>
				averagePrice({ notional: order.filledNotional, qty: order.filledQty, priceDigits: order.instrument?.priceDigits ?? 0 }),
		}),
		reservedQuantity: t.field({
			type: 'Decimal',
			description: 'Quantity whose exposure is still reserved (working or unknown).',
			resolve: (order) => quantity(order, order.reservedQty),
		}),
		reduceOnly: t.exposeBoolean('reduceOnly'),
		postOnly: t.exposeBoolean('postOnly'),
		bracket: t.exposeBoolean('bracket', { description: 'Stop loss and take profit are for its own fills alone.' }),
		trailBy: t.expose('trailBy', { type: trailUnitEnum, nullable: true }),
		trailDistance: t.field({
			type: 'Decimal',
			nullable: true,
			resolve: (order) =>
				order.trailBy === 'PRICE'
					? price(order, order.trailDistance)
					: order.trailDistance === null
						? null
						: order.trailDistance.toString(),
		}),
		emulated: t.field({
			type: [emulatedPartEnum],
			description: 'What the gateway does for it because the broker can not; it stops while the gateway is down.',
			resolve: (order) => [...order.emulated],
		}),
		waitsFor: t.expose('waitsFor', { type: waitReasonEnum, nullable: true, description: 'What it waits for at the gateway.' }),
		parentOrderId: t.field({
			type: 'BigInt',
			nullable: true,
			description: 'The order whose fill it waits for, or whose fills it protects.',
			resolve: (order) => ticket(order.parentOrderId),
		}),
		ocoId: t.field({
			type: 'BigInt',
			nullable: true,
			description: 'Orders with the same one cancel each other.',
			resolve: (order) => ticket(order.ocoId),
		}),
		isPresumable: t.exposeBoolean('isPresumable', { description: 'Of unknown fate, and the evidence is enough to take it for absent.' }),
		venueOrderTicket: t.field({ type: 'BigInt', nullable: true, resolve: (order) => ticket(order.venueOrderTicket) }),
		denial: t.expose('denial', { type: denialRef, nullable: true }),
		retcode: t.int({ nullable: true, resolve: (order) => (order.retcode === 0 ? null : order.retcode) }),
		stages: t.expose('stages', {
			type: orderStagesRef,
			nullable: true,
			description: 'Written a moment after the answer itself. Null before, and in what a mutation answers.',
		}),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
		seq: t.expose('seq', { type: 'BigInt' }),
	}),
});

export const orderConnectionRef = builder.connectionObject({ type: orderRef, name: 'OrderConnection' }, { name: 'OrderEdge' });
