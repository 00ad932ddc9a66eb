const denial = 'denial { code message remedy value limit headroom level }';
const order = `id orderId clientOrderId side type quantity price life pending filledQuantity averagePrice reservedQuantity retcode createdAt updatedAt seq account { id } instrument { id symbol } ${denial}`;
const execution = 'id dealTicket type entry quantity price profit bookedAt seq account { id } instrument { symbol }';
const position =
	'id ticket side quantity averagePrice currentPrice unrealisedPnl realisedPnl stopLoss takeProfit account { id } instrument { id symbol }';
const account = 'id name mode currency server login link reconciled tradeAllowed brokerLine balance equity unrealisedPnl realisedPnl';
const tenant = 'name halted demo marketLabel';

const counts = 'seen dropped crossed nonPositive stale spike duplicate outOfOrder gap session';
const bar = 'start open high low close';

/** Every document of the portal; a test validates each against the API's schema. */
export const documents = {
	desk: `query Desk { me { name email role permissions } tenant { ${tenant} } accounts { ${account} } instruments { id symbol description priceDigits qtyDigits } orders(first: 50) { edges { node { ${order} } } } executions(first: 50) { edges { node { ${execution} } } } }`,
	state: `query State { tenant { ${tenant} } accounts { ${account} } }`,
	ticks: 'query Ticks($instrumentId: ID!) { recentTicks(instrumentId: $instrumentId, limit: 2000) { bid ask at } }',
	instruments: 'query Instruments { instruments { id symbol description priceDigits qtyDigits } }',
	bars: `query Bars($instrumentId: ID!, $venue: String, $every: String!, $price: BarPrice, $before: DateTime) { bars(instrumentId: $instrumentId, venue: $venue, every: $every, price: $price, before: $before, limit: 500) { hasOlder bars { ${bar} } } }`,
	barsLive: `subscription BarsLive($instrumentId: ID!, $venue: String, $every: String!, $price: BarPrice) { bars(instrumentId: $instrumentId, venue: $venue, every: $every, price: $price) { ${bar} } }`,
	quality: `query Quality($instrumentId: ID!, $venue: String) { instrumentQuality(instrumentId: $instrumentId, venue: $venue, minutes: 720) { venue venues since counts { ${counts} } minutes { start spreadMean spreadMax counts { ${counts} } } gaps { from to } } }`,
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
