import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ApiClient } from './api.ts';

/** The documents and shapes the end-to-end tests use. */
const decimal = z.string();
export const orderShape = z.object({
	id: z.string(),
	orderId: z.string(),
	clientOrderId: z.string(),
	life: z.string(),
	pending: z.string(),
	quantity: decimal,
	price: decimal.nullable(),
	stopLoss: decimal.nullable(),
	filledQuantity: decimal,
	reservedQuantity: decimal,
	averagePrice: decimal.nullable(),
	denial: z.object({ code: z.string(), message: z.string() }).nullable(),
	retcode: z.number().nullable(),
	seq: z.string(),
	venueOrderTicket: z.string().nullable(),
	account: z.object({ id: z.string() }),
});
export type OrderRow = z.infer<typeof orderShape>;
const orderFields =
	'id orderId clientOrderId life pending quantity price stopLoss filledQuantity reservedQuantity averagePrice retcode seq venueOrderTicket account { id } denial { code message }';

export const accountShape = z.object({
	id: z.string(),
	name: z.string(),
	mode: z.string(),
	currency: z.string(),
	login: z.string(),
	link: z.boolean(),
	reconciled: z.boolean(),
	balance: decimal,
	realisedPnl: decimal,
});
export type AccountRow = z.infer<typeof accountShape>;
export const accounts = async (api: ApiClient): Promise<AccountRow[]> =>
	(
		await api.request(
			'{ accounts { id name mode currency login link reconciled balance realisedPnl } }',
			{},
			z.object({ accounts: z.array(accountShape) }),
		)
	).accounts;

export const instrumentId = async (api: ApiClient, symbol: string): Promise<string> => {
	const { instruments } = await api.request(
		'{ instruments { id symbol } }',
		{},
		z.object({ instruments: z.array(z.object({ id: z.string(), symbol: z.string() })) }),
	);
	const found = instruments.find((i) => i.symbol === symbol);
	if (!found) throw new Error(`no instrument ${symbol}`);
	return found.id;
};

export const positionShape = z.object({
	id: z.string(),
	ticket: z.string(),
	side: z.string(),
	quantity: decimal,
	averagePrice: decimal,
	unrealisedPnl: decimal.nullable(),
	realisedPnl: decimal,
	account: z.object({ id: z.string() }),
	instrument: z.object({ symbol: z.string() }),
});
export type PositionRow = z.infer<typeof positionShape>;
export const positionFields = 'id ticket side quantity averagePrice unrealisedPnl realisedPnl account { id } instrument { symbol }';
export const positions = async (api: ApiClient): Promise<PositionRow[]> =>
	(await api.request(`{ positions { ${positionFields} } }`, {}, z.object({ positions: z.array(positionShape) }))).positions;

/** Stops of one position; a stop of nought is none. Undefined where it is not open. */
export async function positionStops(api: ApiClient, ticket: string): Promise<{ stopLoss?: string; takeProfit?: string } | undefined> {
	const shape = z.object({
		positions: z.array(z.object({ ticket: z.string(), stopLoss: decimal.nullable(), takeProfit: decimal.nullable() })),
	});
	const found = (await api.request('{ positions { ticket stopLoss takeProfit } }', {}, shape)).positions.find(
		(one) => one.ticket === ticket,
	);
	const real = (price: string | null) => (price === null || Number(price) === 0 ? undefined : price);
	const [stopLoss, takeProfit] = [real(found?.stopLoss ?? null), real(found?.takeProfit ?? null)];
	return found && { ...(stopLoss === undefined ? {} : { stopLoss }), ...(takeProfit === undefined ? {} : { takeProfit }) };
}

/** All orders of the tenant, newest first, walking the connection to its end. */
export async function orders(api: ApiClient): Promise<OrderRow[]> {
	const shape = z.object({
		orders: z.object({
			edges: z.array(z.object({ node: orderShape })),
			pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
		}),
	});
	const found: OrderRow[] = [];
	for (let after: string | null = null; ; ) {
		const page: z.infer<typeof shape> = await api.request(
			`query($after: String) { orders(first: 100, after: $after) { edges { node { ${orderFields} } } pageInfo { hasNextPage endCursor } } }`,
			{ after },
			shape,
		);
		found.push(...page.orders.edges.map((edge) => edge.node));
		if (!page.orders.pageInfo.hasNextPage) return found;
		after = page.orders.pageInfo.endCursor;
	}
}

export const executionShape = z.object({
	dealTicket: z.string(),
	orderId: z.string().nullable(),
	type: z.string(),
	entry: z.string(),
	quantity: decimal,
	price: decimal,
	profit: decimal,
	account: z.object({ id: z.string() }),
});
export type ExecutionRow = z.infer<typeof executionShape>;
const executionFields = 'dealTicket orderId type entry quantity price profit account { id }';
export async function executions(api: ApiClient): Promise<ExecutionRow[]> {
	const shape = z.object({
		executions: z.object({
			edges: z.array(z.object({ node: executionShape })),
			pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
		}),
	});
	const found: ExecutionRow[] = [];
	for (let after: string | null = null; ; ) {
		const page: z.infer<typeof shape> = await api.request(
			`query($after: String) { executions(first: 100, after: $after) { edges { node { ${executionFields} } } pageInfo { hasNextPage endCursor } } }`,
			{ after },
			shape,
		);
		found.push(...page.executions.edges.map((edge) => edge.node));
		if (!page.executions.pageInfo.hasNextPage) return found;
		after = page.executions.pageInfo.endCursor;
	}
}

export type PlaceInput = {
	accountId: string;
	instrumentId: string;
	clientOrderId?: string;
	side: 'BUY' | 'SELL';
	type: 'MARKET' | 'LIMIT' | 'STOP';
	quantity: string;
	price?: string;
	stopLoss?: string;
	takeProfit?: string;
	positionTicket?: string;
	timeInForce?: string;
	bracket?: boolean;
	strategyId?: number;
};
const placeShape = z.object({
	placeOrder: z.object({
		__typename: z.string(),
		code: z.string().optional(),
		message: z.string().optional(),
		duplicate: z.boolean().optional(),
		order: orderShape.optional(),
	}),
});
export type PlaceAnswer = z.infer<typeof placeShape>['placeOrder'];

export async function place(api: ApiClient, input: PlaceInput): Promise<PlaceAnswer> {
	const query = `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on UserError { code message } ... on PlaceOrderSuccess { duplicate order { ${orderFields} } } ... on OrderDenied { order { ${orderFields} } } } }`;
	return (await api.request(query, { input: { clientOrderId: randomUUID(), ...input } }, placeShape)).placeOrder;
}

const groupShape = z.object({
	placeOrderGroup: z.object({ __typename: z.string(), code: z.string().optional(), orders: z.array(orderShape).optional() }),
});
export async function placeGroup(
	api: ApiClient,
	input: { contingency: 'OCO' | 'OTO' | 'OTOCO'; orders: PlaceInput[] },
): Promise<z.infer<typeof groupShape>['placeOrderGroup']> {
	const query = `mutation($input: PlaceOrderGroupInput!) { placeOrderGroup(input: $input) { __typename ... on UserError { code message } ... on PlaceOrderGroupSuccess { orders { ${orderFields} } } } }`;
	const orders = input.orders.map((order) => ({ clientOrderId: randomUUID(), ...order }));
	return (await api.request(query, { input: { ...input, orders } }, groupShape)).placeOrderGroup;
}

const previewShape = z.object({ previewOrder: z.object({ denial: z.object({ code: z.string() }).nullable() }) });
/** What the gateway would say to this order right now: a denial code, or 'would pass'. */
export async function preview(api: ApiClient, input: PlaceInput): Promise<string> {
	const query = 'query($input: PlaceOrderInput!) { previewOrder(input: $input) { denial { code } } }';
	const { previewOrder } = await api.request(query, { input: { clientOrderId: 'preview', ...input } }, previewShape);
	return previewOrder.denial?.code ?? 'would pass';
}

const closeShape = z.object({
	closePosition: z.object({
		__typename: z.string(),
		code: z.string().optional(),
		message: z.string().optional(),
		order: orderShape.optional(),
	}),
});
export async function closePosition(
	api: ApiClient,
	input: { accountId: string; instrumentId: string; ticket: string; quantity?: string; clientOrderId?: string },
): Promise<z.infer<typeof closeShape>['closePosition']> {
	const query = `mutation($input: ClosePositionInput!) { closePosition(input: $input) { __typename ... on UserError { code message } ... on PlaceOrderSuccess { order { ${orderFields} } } } }`;
	return (await api.request(query, { input: { clientOrderId: randomUUID(), ...input } }, closeShape)).closePosition;
}

const closeByShape = z.object({
	closePositionBy: z.object({ __typename: z.string(), code: z.string().optional(), order: orderShape.optional() }),
});
export async function closePositionBy(
	api: ApiClient,
	input: { accountId: string; instrumentId: string; ticket: string; byTicket: string; clientOrderId: string },
): Promise<z.infer<typeof closeByShape>['closePositionBy']> {
	const query = `mutation($input: ClosePositionByInput!) { closePositionBy(input: $input) { __typename ... on UserError { code message } ... on PlaceOrderSuccess { order { ${orderFields} } } } }`;
	return (await api.request(query, { input }, closeByShape)).closePositionBy;
}

const cancelShape = z.object({
	cancelOrder: z.object({ __typename: z.string(), code: z.string().optional(), message: z.string().optional() }),
});
export async function cancel(api: ApiClient, orderId: string): Promise<z.infer<typeof cancelShape>['cancelOrder']> {
	const query = 'mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on UserError { code message } } }';
	return (await api.request(query, { input: { orderId } }, cancelShape)).cancelOrder;
}

const amendShape = z.object({
	amendOrder: z.object({ __typename: z.string(), code: z.string().optional(), order: orderShape.optional() }),
});
export async function amend(
	api: ApiClient,
	input: { orderId: string; amendId?: string; quantity?: string; price?: string; stopLoss?: string | null },
): Promise<z.infer<typeof amendShape>['amendOrder']> {
	const query = `mutation($input: AmendOrderInput!) { amendOrder(input: $input) { __typename ... on UserError { code message } ... on AmendOrderSuccess { order { ${orderFields} } } } }`;
	return (await api.request(query, { input: { amendId: randomUUID(), ...input } }, amendShape)).amendOrder;
}

const cancelAllShape = z.object({ cancelOrders: z.object({ __typename: z.string(), sent: z.number().optional() }) });
export async function cancelAll(
	api: ApiClient,
	input: { accountId: string; side?: 'BUY' | 'SELL' },
): Promise<z.infer<typeof cancelAllShape>['cancelOrders']> {
	const query = 'mutation($input: CancelOrdersInput!) { cancelOrders(input: $input) { __typename ... on CancelOrdersSuccess { sent } } }';
	return (await api.request(query, { input }, cancelAllShape)).cancelOrders;
}

const haltShape = z.object({ haltTenant: z.object({ __typename: z.string() }) });
export async function halt(api: ApiClient, halted: boolean): Promise<z.infer<typeof haltShape>['haltTenant']> {
	return (
		await api.request('mutation($input: HaltTenantInput!) { haltTenant(input: $input) { __typename } }', { input: { halted } }, haltShape)
	).haltTenant;
}

export const orderEventsDocument = `subscription { orderEvents { __typename ... on OrderChanged { seq order { ${orderFields} } } ... on ExecutionBooked { seq execution { ${executionFields} } } } }`;
export const orderEventShape = z.object({
	orderEvents: z.object({ __typename: z.string(), seq: z.string(), order: orderShape.optional(), execution: executionShape.optional() }),
});
export type OrderEvent = z.infer<typeof orderEventShape>;
