import {
	type ForeignOrigin,
	type foreignOrderStates,
	foreignOrigins,
	type OrderReason,
	orderReasons,
	type Side,
	foreignOrderStates as states,
	type VenueOrderType,
	venueOrderTypes,
} from '@meridian/core';
import { formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { accountAsked } from '../accounts/service.ts';
import { accountRef } from '../accounts/types.ts';
import { type InstrumentModel, instrumentRef } from '../instruments/types.ts';
import { sideEnum } from '../shared/enums.ts';

export type ForeignOrderModel = {
	readonly accountId: number;
	readonly instrument: InstrumentModel | null;
	readonly ticket: bigint;
	readonly origin: ForeignOrigin;
	readonly reason: OrderReason | null;
	readonly type: VenueOrderType | null;
	readonly side: Side;
	readonly state: (typeof foreignOrderStates)[number];
	readonly qty: bigint;
	readonly leavesQty: bigint;
	/** 0n: none. */
	readonly price: bigint;
	readonly limitPrice: bigint;
	readonly sl: bigint;
	readonly tp: bigint;
	readonly venueAt: Date;
	readonly updatedAt: Date;
};

const originTexts = {
	HAND: 'By hand: in the terminal, on the broker’s page or in his app, or by the broker himself.',
	PROGRAM: 'By another program, which marks its orders with a number of its own.',
	DEADMAN: 'By the terminal’s dead-man’s switch, while no gateway was there.',
} as const satisfies Record<ForeignOrigin, string>;
const originEnum = builder.enumType('ForeignOrderOrigin', {
	values: Object.fromEntries(foreignOrigins.map((value) => [value, { value, description: originTexts[value] }])) as Record<
		ForeignOrigin,
		{ readonly value: ForeignOrigin; readonly description: string }
	>,
});
const reasonTexts = {
	CLIENT: 'From the terminal on a desk.',
	MOBILE: 'From the app on a phone.',
	WEB: 'From the web page.',
	EXPERT: 'From a program in a terminal.',
	SL: 'The venue’s own: a stop loss was reached.',
	TP: 'The venue’s own: a target was reached.',
	STOP_OUT: 'The venue’s own: the account was stopped out.',
	OTHER: 'Another way, which this build does not know.',
} as const satisfies Record<OrderReason, string>;
const reasonEnum = builder.enumType('VenueOrderReason', {
	description: 'By what way an order came, as the venue says.',
	values: Object.fromEntries(orderReasons.map((value) => [value, { value, description: reasonTexts[value] }])) as Record<
		OrderReason,
		{ readonly value: OrderReason; readonly description: string }
	>,
});
const stateEnum = builder.enumType('ForeignOrderState', {
	description: 'As the venue says. GONE: it shows the order no longer, and does not say how it ended.',
	values: states,
});
const typeEnum = builder.enumType('VenueOrderType', { values: venueOrderTypes });

const quantity = ({ instrument }: ForeignOrderModel, qty: bigint): string => formatScaled(qty, instrument?.qtyDigits ?? 0);
const price = ({ instrument }: ForeignOrderModel, value: bigint): string | null =>
	value === 0n ? null : formatScaled(value, instrument?.priceDigits ?? 0);

export const foreignOrderRef = builder.objectRef<ForeignOrderModel>('ForeignOrder').implement({
	description: 'An order at the venue that is not ours. Its deals enter the books as nobody’s; it can be ended only where it was placed.',
	fields: (t) => ({
		account: t.field({ type: accountRef, resolve: ({ accountId }, _args, context, info) => accountAsked(context, accountId, info) }),
		instrument: t.expose('instrument', { type: instrumentRef, nullable: true }),
		ticket: t.expose('ticket', { type: 'BigInt' }),
		origin: t.expose('origin', { type: originEnum }),
		reason: t.expose('reason', { type: reasonEnum, nullable: true, description: 'Null: from before it was carried.' }),
		type: t.expose('type', { type: typeEnum, nullable: true }),
		side: t.expose('side', { type: sideEnum }),
		state: t.expose('state', { type: stateEnum }),
		isWorking: t.boolean({ resolve: ({ state }) => state === 'PLACED' || state === 'PARTIAL' }),
		quantity: t.field({ type: 'Decimal', resolve: (order) => quantity(order, order.qty) }),
		leavesQuantity: t.field({ type: 'Decimal', resolve: (order) => quantity(order, order.leavesQty) }),
		price: t.field({ type: 'Decimal', nullable: true, resolve: (order) => price(order, order.price) }),
		limitPrice: t.field({ type: 'Decimal', nullable: true, resolve: (order) => price(order, order.limitPrice) }),
		stopLoss: t.field({ type: 'Decimal', nullable: true, resolve: (order) => price(order, order.sl) }),
		takeProfit: t.field({ type: 'Decimal', nullable: true, resolve: (order) => price(order, order.tp) }),
		venueAt: t.expose('venueAt', { type: 'DateTime' }),
		updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
	}),
});
