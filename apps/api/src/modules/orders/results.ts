import { builder } from '../../graphql/builder.ts';
import { contingencyEnum, orderTypeEnum, sideEnum, timeInForceEnum, trailUnitEnum } from '../shared/enums.ts';
import {
	amendIdReusedRef,
	clientOrderIdReusedRef,
	forbiddenRef,
	gatewayUnavailableRef,
	invalidInputRef,
	notAmendableRef,
	notCancelableRef,
	notFoundRef,
	outcomeUnknownRef,
	type UserError,
	userErrorInterface,
} from '../shared/user-errors.ts';
import type { DenialModel } from './denial.ts';
import { denialRef, type OrderModel, orderRef } from './types.ts';

export type PlaceOrderSuccess = { readonly __typename: 'PlaceOrderSuccess'; readonly order: OrderModel; readonly duplicate: boolean };
const placeOrderSuccessRef = builder.objectRef<PlaceOrderSuccess>('PlaceOrderSuccess').implement({
	fields: (t) => ({ order: t.expose('order', { type: orderRef }), duplicate: t.exposeBoolean('duplicate') }),
});

export type OrderDenied = UserError<'OrderDenied'> & { readonly denial: DenialModel; readonly order: OrderModel };
const orderDeniedRef = builder.objectRef<OrderDenied>('OrderDenied').implement({
	interfaces: [userErrorInterface],
	fields: (t) => ({ denial: t.expose('denial', { type: denialRef }), order: t.expose('order', { type: orderRef }) }),
});

export const placeOrderResultRef = builder.unionType('PlaceOrderResult', {
	types: [
		placeOrderSuccessRef,
		orderDeniedRef,
		outcomeUnknownRef,
		invalidInputRef,
		notFoundRef,
		forbiddenRef,
		clientOrderIdReusedRef,
		gatewayUnavailableRef,
	],
});

export type AmendOrderSuccess = { readonly __typename: 'AmendOrderSuccess'; readonly order: OrderModel; readonly duplicate: boolean };
const amendOrderSuccessRef = builder.objectRef<AmendOrderSuccess>('AmendOrderSuccess').implement({
	description: 'The request is on its way, or there was nothing to change: order.pending is REPLACE_SENT until the venue has answered.',
	fields: (t) => ({ order: t.expose('order', { type: orderRef }), duplicate: t.exposeBoolean('duplicate') }),
});
export const amendOrderResultRef = builder.unionType('AmendOrderResult', {
	types: [
		amendOrderSuccessRef,
		orderDeniedRef,
		notAmendableRef,
		outcomeUnknownRef,
		invalidInputRef,
		notFoundRef,
		forbiddenRef,
		amendIdReusedRef,
		gatewayUnavailableRef,
	],
});

export type CancelOrderSuccess = { readonly __typename: 'CancelOrderSuccess'; readonly order: OrderModel };
const cancelOrderSuccessRef = builder
	.objectRef<CancelOrderSuccess>('CancelOrderSuccess')
	.implement({ fields: (t) => ({ order: t.expose('order', { type: orderRef }) }) });
export const cancelOrderResultRef = builder.unionType('CancelOrderResult', {
	types: [cancelOrderSuccessRef, notCancelableRef, outcomeUnknownRef, notFoundRef, forbiddenRef, gatewayUnavailableRef],
});

export type CancelOrdersSuccess = { readonly __typename: 'CancelOrdersSuccess'; readonly sent: number; readonly notReady: number };
const cancelOrdersSuccessRef = builder.objectRef<CancelOrdersSuccess>('CancelOrdersSuccess').implement({
	description: 'Cancels on their way, and orders left out because the broker has not confirmed them yet.',
	fields: (t) => ({ sent: t.exposeInt('sent'), notReady: t.exposeInt('notReady') }),
});
export const cancelOrdersResultRef = builder.unionType('CancelOrdersResult', {
	types: [cancelOrdersSuccessRef, outcomeUnknownRef, notFoundRef, forbiddenRef, gatewayUnavailableRef],
});

export type OrderPreview = { readonly denial: DenialModel | null; readonly notional: string | null; readonly margin: string | null };
export const orderPreviewRef = builder.objectRef<OrderPreview>('OrderPreview').implement({
	fields: (t) => ({
		denial: t.expose('denial', { type: denialRef, nullable: true }),
		notional: t.expose('notional', { type: 'Decimal', nullable: true }),
		margin: t.expose('margin', { type: 'Decimal', nullable: true }),
	}),
});

export const placeOrderInputRef = builder.inputType('PlaceOrderInput', {
	description: 'clientOrderId: 1 to 36 of A-Z a-z 0-9 . _ : -  The same id with the same terms returns the same order.',
	fields: (t) => ({
		accountId: t.id({ required: true }),
		instrumentId: t.id({ required: true }),
		clientOrderId: t.string({ required: true }),
		side: t.field({ type: sideEnum, required: true }),
		type: t.field({ type: orderTypeEnum, required: true }),
		timeInForce: t.field({ type: timeInForceEnum }),
		expiresAt: t.field({ type: 'DateTime', description: 'Of a GTD order; the broker counts whole seconds.' }),
		quantity: t.field({ type: 'Decimal', required: true }),
		price: t.field({ type: 'Decimal' }),
		limitPrice: t.field({ type: 'Decimal', description: 'Of a STOP_LIMIT or LIMIT_IF_TOUCHED.' }),
		stopLoss: t.field({ type: 'Decimal' }),
		takeProfit: t.field({ type: 'Decimal' }),
		positionTicket: t.field({ type: 'BigInt' }),
		reduceOnly: t.boolean(),
		postOnly: t.boolean({ description: 'It rests, or it is denied.' }),
		bracket: t.boolean({ description: 'stopLoss and takeProfit are for this order’s own fills alone.' }),
		trailBy: t.field({ type: trailUnitEnum, description: 'Of a TRAILING_STOP, with trailDistance.' }),
		trailDistance: t.field({ type: 'Decimal', description: 'A price, or whole points or basis points.' }),
		strategyId: t.int({ description: 'Whose limits the order falls under besides; absent: of no strategy.' }),
	}),
});

export type PlaceOrderGroupSuccess = {
	readonly __typename: 'PlaceOrderGroupSuccess';
	readonly orders: readonly OrderModel[];
	readonly duplicate: boolean;
};
const placeOrderGroupSuccessRef = builder.objectRef<PlaceOrderGroupSuccess>('PlaceOrderGroupSuccess').implement({
	description: 'The orders as they now are, in the order in which they were asked for. Where one was denied, all were: each says why.',
	fields: (t) => ({
		orders: t.field({ type: [orderRef], resolve: ({ orders }) => [...orders] }),
		duplicate: t.exposeBoolean('duplicate'),
	}),
});
export const placeOrderGroupResultRef = builder.unionType('PlaceOrderGroupResult', {
	types: [
		placeOrderGroupSuccessRef,
		outcomeUnknownRef,
		invalidInputRef,
		notFoundRef,
		forbiddenRef,
		clientOrderIdReusedRef,
		gatewayUnavailableRef,
	],
});
export const placeOrderGroupInputRef = builder.inputType('PlaceOrderGroupInput', {
	description:
		'Two to four orders of one account. OCO: a fill of one takes the others back. OTO: the others go out once the first is filled. OTOCO: both.',
	fields: (t) => ({
		contingency: t.field({ type: contingencyEnum, required: true }),
		orders: t.field({ type: [placeOrderInputRef], required: true }),
	}),
});

export const amendOrderInputRef = builder.inputType('AmendOrderInput', {
	description:
		'What is absent stays as it is; a stopLoss or takeProfit of null is removed. amendId: your own id of this request, for asking again.',
	fields: (t) => ({
		orderId: t.id({ required: true }),
		amendId: t.string({ required: true }),
		quantity: t.field({ type: 'Decimal' }),
		price: t.field({ type: 'Decimal' }),
		limitPrice: t.field({ type: 'Decimal', description: 'Of a STOP_LIMIT.' }),
		stopLoss: t.field({ type: 'Decimal' }),
		takeProfit: t.field({ type: 'Decimal' }),
	}),
});

export const cancelOrderInputRef = builder.inputType('CancelOrderInput', { fields: (t) => ({ orderId: t.id({ required: true }) }) });

export const cancelOrdersInputRef = builder.inputType('CancelOrdersInput', {
	description: 'Every working order of the account, narrowed to an instrument and a side where they are given.',
	fields: (t) => ({ accountId: t.id({ required: true }), instrumentId: t.id(), side: t.field({ type: sideEnum }) }),
});

export const closePositionInputRef = builder.inputType('ClosePositionInput', {
	description: 'quantity absent: all of it.',
	fields: (t) => ({
		accountId: t.id({ required: true }),
		instrumentId: t.id({ required: true }),
		ticket: t.field({ type: 'BigInt', required: true }),
		clientOrderId: t.string({ required: true }),
		quantity: t.field({ type: 'Decimal' }),
	}),
});

export const closePositionByInputRef = builder.inputType('ClosePositionByInput', {
	description:
		'Hedging accounts: two opposite positions in one instrument close each other, without a spread, as far as the smaller of them reaches.',
	fields: (t) => ({
		accountId: t.id({ required: true }),
		instrumentId: t.id({ required: true }),
		ticket: t.field({ type: 'BigInt', required: true }),
		byTicket: t.field({ type: 'BigInt', required: true }),
		clientOrderId: t.string({ required: true }),
	}),
});
