import { randomUUID } from 'node:crypto';
import type { Entries, Ids } from '../entry.ts';
import type { World } from '../world.ts';

const traders = ['TENANT_ADMIN', 'TRADER', 'SERVICE'] as const;
const closers = [...traders, 'RISK_OFFICER'] as const;
let made = 0;
/** Of another quantity each time: two alike within a few milliseconds are denied as a loop. */
const order = (ids: Ids) => ({
	accountId: ids.account,
	instrumentId: ids.instrument,
	clientOrderId: randomUUID(),
	side: 'BUY',
	type: 'MARKET',
	quantity: `0.${10 + (made++ % 80)}`,
});
const deciders = ['TENANT_ADMIN', 'RISK_OFFICER'] as const;
const far = (ids: Ids) => ({ ...order(ids), type: 'LIMIT', price: `1.0${10 + (made % 80)}` });
const resting = async (world: World) => ({ order: await world.restingOrder() });

export const orderEntries: Entries = {
	'Query.orders': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	'Query.orderAudit': { roles: ['TENANT_ADMIN', 'RISK_OFFICER', 'COMPLIANCE'], args: (ids) => ({ accountId: ids.account }) },
	'Query.executions': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	'Query.strategyPositions': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	'Query.positions': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	'Query.previewOrder': { roles: traders, args: (ids) => ({ input: { ...order(ids), clientOrderId: 'preview' } }) },
	'Mutation.placeOrder': {
		roles: traders,
		args: (ids) => ({ input: order(ids) }),
		mixed: (ids, own) => ({ input: { ...order(own), accountId: ids.account } }),
		gives: 'PlaceOrderSuccess',
	},
	// Two that rest far from each other, and each other's alternative.
	'Mutation.placeOrderGroup': {
		roles: traders,
		args: (ids) => ({ input: { contingency: 'OCO', orders: [far(ids), far(ids)] } }),
		mixed: (ids, own) => ({ input: { contingency: 'OCO', orders: [far(own), { ...far(own), accountId: ids.account }] } }),
		gives: 'PlaceOrderGroupSuccess',
	},
	// A working order is neither held nor of unknown fate, so that those who may are told that; for the others there is no such order.
	'Mutation.approveOrder': { roles: deciders, before: resting, args: (ids) => ({ orderId: ids.order }), gives: 'InvalidInput' },
	'Mutation.refuseOrder': { roles: deciders, before: resting, args: (ids) => ({ orderId: ids.order }), gives: 'InvalidInput' },
	'Mutation.presumeOrderAbsent': { roles: deciders, before: resting, args: (ids) => ({ orderId: ids.order }), gives: 'InvalidInput' },
	'Mutation.amendPosition': {
		roles: closers,
		before: async (world) => ({ ticket: await world.openPosition('BUY'), account: world.a.hedgingAccount }),
		args: (ids) => ({ input: { accountId: ids.account, instrumentId: ids.instrument, ticket: ids.ticket, amendId: randomUUID() } }),
		mixed: (ids, own) => ({
			input: { accountId: own.account, instrumentId: own.instrument, ticket: ids.ticket, amendId: randomUUID() },
		}),
		gives: 'AmendPositionSuccess',
	},
	'Mutation.amendOrder': {
		roles: traders,
		before: resting,
		args: (ids) => ({ input: { orderId: ids.order, amendId: randomUUID(), takeProfit: null } }),
		gives: 'AmendOrderSuccess',
	},
	'Mutation.cancelOrder': {
		roles: closers,
		before: resting,
		args: (ids) => ({ input: { orderId: ids.order } }),
		gives: 'CancelOrderSuccess',
	},
	'Mutation.cancelOrders': {
		roles: closers,
		args: (ids) => ({ input: { accountId: ids.account, instrumentId: ids.instrument } }),
		mixed: (ids, own) => ({ input: { accountId: own.account, instrumentId: ids.instrument } }),
		gives: 'CancelOrdersSuccess',
	},
	'Mutation.closePosition': {
		roles: closers,
		before: async (world) => ({ ticket: await world.openPosition('BUY'), account: world.a.hedgingAccount }),
		args: (ids) => ({ input: { accountId: ids.account, instrumentId: ids.instrument, ticket: ids.ticket, clientOrderId: randomUUID() } }),
		mixed: (ids, own) => ({
			input: { accountId: own.account, instrumentId: own.instrument, ticket: ids.ticket, clientOrderId: randomUUID() },
		}),
		gives: 'PlaceOrderSuccess',
	},
	'Mutation.closePositionBy': {
		roles: closers,
		before: async (world) => ({ ticket: await world.openPosition('BUY'), byTicket: await world.openPosition('SELL') }),
		args: (ids) => ({
			input: {
				accountId: ids.hedgingAccount,
				instrumentId: ids.instrument,
				ticket: ids.ticket,
				byTicket: ids.byTicket,
				clientOrderId: randomUUID(),
			},
		}),
		gives: 'PlaceOrderSuccess',
	},
	'Subscription.orderEvents': {
		roles: 'all',
		args: (ids) => ({ accountId: ids.account }),
		provoke: (world) => world.restingOrder(),
	},
	'Query.breaks': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	'Subscription.breaks': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	// Nothing is amiss in that world, so that those who may are told that there is no such break; for the others there is no such account.
	'Mutation.resolveBreak': {
		roles: ['TENANT_ADMIN', 'RISK_OFFICER'],
		args: (ids) => ({ input: { accountId: ids.account, breakSeq: '1', choice: 'RETRY' } }),
		gives: 'NotFound',
	},
	'Subscription.positions': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
	'Subscription.positionNews': { roles: 'all', args: (ids) => ({ accountId: ids.account }) },
};
