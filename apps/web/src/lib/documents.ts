const denial = 'denial { code message remedy value limit headroom level }';
const order = `id orderId clientOrderId side type quantity price life pending filledQuantity averagePrice reservedQuantity retcode createdAt updatedAt seq account { id } instrument { id symbol } ${denial}`;
const execution = 'id dealTicket type entry quantity price profit bookedAt seq account { id } instrument { symbol }';
const position =
	'id ticket side quantity averagePrice currentPrice unrealisedPnl realisedPnl stopLoss takeProfit account { id } instrument { id symbol }';
const account = 'id name mode currency server login link reconciled tradeAllowed brokerLine balance equity unrealisedPnl realisedPnl';
const tenant = 'name halted demo marketLabel';

/** Every document of the portal; a test validates each against the API's schema. */
export const documents = {
	desk: `query Desk { me { name email role permissions } tenant { ${tenant} } accounts { ${account} } instruments { id symbol description priceDigits qtyDigits } orders(first: 50) { edges { node { ${order} } } } executions(first: 50) { edges { node { ${execution} } } } }`,
	state: `query State { tenant { ${tenant} } accounts { ${account} } }`,
	ticks: 'query Ticks($instrumentId: ID!) { recentTicks(instrumentId: $instrumentId, limit: 2000) { bid ask at } }',
	preview: `query Preview($input: PlaceOrderInput!) { previewOrder(input: $input) { notional margin ${denial} } }`,
	place: `mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on UserError { code message } ... on PlaceOrderSuccess { duplicate order { ${order} } } ... on OrderDenied { ${denial} } } }`,
	close: `mutation Close($input: ClosePositionInput!) { closePosition(input: $input) { __typename ... on UserError { code message } } }`,
	cancel: 'mutation Cancel($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on UserError { code message } } }',
	halt: 'mutation Halt($input: HaltTenantInput!) { haltTenant(input: $input) { __typename ... on UserError { code message } } }',
	line: 'mutation Line($input: SetBrokerLineInput!) { setBrokerLine(input: $input) { __typename ... on UserError { code message } } }',
	quotes: 'subscription Quotes { quotes { instrument { id } bid ask at stale } }',
	orderEvents: `subscription OrderEvents { orderEvents { __typename ... on OrderChanged { seq order { ${order} } } ... on ExecutionBooked { seq execution { ${execution} } } } }`,
	positions: `subscription Positions { positions { ${position} } }`,
} as const;
