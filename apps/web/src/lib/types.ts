/** What the portal asks the API for, in the API's words. Decimals are strings. */
export type Account = {
	id: string;
	name: string;
	mode: 'NETTING' | 'HEDGING';
	currency: string;
	server: string;
	login: string;
	link: boolean;
	reconciled: boolean;
	tradeAllowed: boolean;
	brokerLine: 'PLUGGED' | 'UNPLUGGED' | null;
	balance: string;
	equity: string | null;
	unrealisedPnl: string | null;
	realisedPnl: string;
};
export type Instrument = { id: string; symbol: string; description: string; priceDigits: number; qtyDigits: number };
export type Quote = { instrument: { id: string }; bid: string; ask: string; at: string; stale: boolean };
export type Tick = { bid: string; ask: string; at: string };
export type Bar = { start: string; open: string; high: string; low: string; close: string };
export type BarPage = { bars: Bar[]; hasOlder: boolean };
export type QualityCounts = Record<
	'seen' | 'dropped' | 'crossed' | 'nonPositive' | 'stale' | 'spike' | 'duplicate' | 'outOfOrder' | 'gap' | 'session',
	number
>;
export type QualityMinute = { start: string; counts: QualityCounts; spreadMean: string | null; spreadMax: string | null };
export type Quality = {
	venue: string;
	venues: string[];
	since: string | null;
	counts: QualityCounts | null;
	minutes: QualityMinute[];
	gaps: { from: string; to: string }[];
};
export type Denial = {
	code: string;
	message: string;
	remedy: string;
	value: string | null;
	limit: string | null;
	headroom: string | null;
	level: string | null;
};
export type Order = {
	id: string;
	orderId: string;
	clientOrderId: string;
	side: 'BUY' | 'SELL';
	type: 'MARKET' | 'LIMIT' | 'STOP' | 'STOP_LIMIT' | 'MARKET_IF_TOUCHED' | 'LIMIT_IF_TOUCHED' | 'TRAILING_STOP';
	timeInForce: string;
	quantity: string;
	price: string | null;
	limitPrice: string | null;
	emulated: string[];
	waitsFor: 'PRICE' | 'OPEN' | 'CLOSE' | 'PARENT' | 'APPROVAL' | null;
	parentOrderId: string | null;
	life: string;
	pending: string;
	filledQuantity: string;
	averagePrice: string | null;
	reservedQuantity: string;
	retcode: number | null;
	createdAt: string;
	updatedAt: string;
	seq: string;
	account: { id: string };
	instrument: { id: string; symbol: string } | null;
	denial: Denial | null;
};
export type Execution = {
	id: string;
	dealTicket: string;
	type: string;
	entry: string;
	quantity: string;
	price: string;
	profit: string;
	bookedAt: string;
	seq: string;
	account: { id: string };
	instrument: { symbol: string } | null;
};
export type Position = {
	id: string;
	ticket: string;
	side: 'BUY' | 'SELL';
	quantity: string;
	averagePrice: string;
	currentPrice: string | null;
	unrealisedPnl: string | null;
	realisedPnl: string;
	stopLoss: string | null;
	takeProfit: string | null;
	account: { id: string };
	instrument: { id: string; symbol: string };
};
export type Viewer = { readonly id: string; name: string; email: string; role: string; permissions: string[] };
export type Tenant = { name: string; halted: boolean; demo: boolean; marketLabel: string };
export type UserError = { __typename: string; code?: string; message?: string };
