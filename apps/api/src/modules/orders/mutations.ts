import { builder } from '../../graphql/builder.ts';
import { amendOrder } from './amend.ts';
import { cancelOrder } from './cancel.ts';
import { cancelOrders } from './cancel-all.ts';
import { closePosition } from './close.ts';
import { closePositionBy } from './close-by.ts';
import { decideOrder, presumeOrderAbsent } from './decide.ts';
import { placeOrderGroup } from './group.ts';
import { placeOrder } from './place.ts';
import {
	amendOrderInputRef,
	amendOrderResultRef,
	cancelOrderInputRef,
	cancelOrderResultRef,
	cancelOrdersInputRef,
	cancelOrdersResultRef,
	closePositionByInputRef,
	closePositionInputRef,
	placeOrderGroupInputRef,
	placeOrderGroupResultRef,
	placeOrderInputRef,
	placeOrderResultRef,
} from './results.ts';

builder.mutationFields((t) => ({
	placeOrder: t.field({
		type: placeOrderResultRef,
		args: { input: t.arg({ type: placeOrderInputRef, required: true }) },
		resolve: (_root, { input }, context) => placeOrder(context, input),
	}),
	placeOrderGroup: t.field({
		type: placeOrderGroupResultRef,
		args: { input: t.arg({ type: placeOrderGroupInputRef, required: true }) },
		resolve: (_root, { input }, context) => placeOrderGroup(context, input),
	}),
	approveOrder: t.field({
		type: placeOrderResultRef,
		args: { orderId: t.arg.id({ required: true }) },
		resolve: (_root, { orderId }, context) => decideOrder(context, { orderId, approved: true }),
	}),
	refuseOrder: t.field({
		type: placeOrderResultRef,
		args: { orderId: t.arg.id({ required: true }) },
		resolve: (_root, { orderId }, context) => decideOrder(context, { orderId, approved: false }),
	}),
	presumeOrderAbsent: t.field({
		type: placeOrderResultRef,
		args: { orderId: t.arg.id({ required: true }) },
		resolve: (_root, { orderId }, context) => presumeOrderAbsent(context, orderId),
	}),
	amendOrder: t.field({
		type: amendOrderResultRef,
		args: { input: t.arg({ type: amendOrderInputRef, required: true }) },
		resolve: (_root, { input }, context) => amendOrder(context, input),
	}),
	cancelOrder: t.field({
		type: cancelOrderResultRef,
		args: { input: t.arg({ type: cancelOrderInputRef, required: true }) },
		resolve: (_root, { input }, context) => cancelOrder(context, input.orderId),
	}),
	cancelOrders: t.field({
		type: cancelOrdersResultRef,
		args: { input: t.arg({ type: cancelOrdersInputRef, required: true }) },
		resolve: (_root, { input }, context) => cancelOrders(context, input),
	}),
	closePosition: t.field({
		type: placeOrderResultRef,
		args: { input: t.arg({ type: closePositionInputRef, required: true }) },
		resolve: (_root, { input }, context) => closePosition(context, input),
	}),
	closePositionBy: t.field({
		type: placeOrderResultRef,
		args: { input: t.arg({ type: closePositionByInputRef, required: true }) },
		resolve: (_root, { input }, context) => closePositionBy(context, input),
	}),
}));
