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
};
/** What an account is worth: it moves with every quote. */
export type AccountWorth = {
	id: string;
	balance: string;
	equity: string | null;
	margin: string | null;
	unrealisedPnl: string | null;
	realisedPnl: string;
};
export type Instrument = {
	id: string;
	symbol: string;
	description: string;
	priceDigits: number;
	qtyDigits: number;
	contractSize: string;
	baseCurrency: string;
	quoteCurrency: string;
};
/** `at` only where it was asked for: whoever shows prices alone does without. */
export type Quote = { instrument: { id: string }; bid: string; ask: string; stale: boolean; at?: string };
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
	stopLoss: string | null;
	takeProfit: string | null;
	trailBy: 'PRICE' | 'POINTS' | 'BPS' | null;
	trailDistance: string | null;
	expiresAt: string | null;
	reduceOnly: boolean;
	postOnly: boolean;
	bracket: boolean;
	strategyId: number | null;
	positionTicket: string | null;
	ocoId: string | null;
	venueOrderTicket: string | null;
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
	commission: string;
	swap: string;
	orderId: string | null;
	bookedAt: string;
	seq: string;
	account: { id: string };
	instrument: { symbol: string } | null;
};
/** What a strategy holds of a position; without a name: what orders of none do. */
export type StrategyPosition = {
	id: string;
	strategyName: string | null;
	ticket: string | null;
	side: 'BUY' | 'SELL';
	quantity: string;
	averagePrice: string | null;
	currentPrice: string | null;
	unrealisedPnl: string | null;
	instrument: { symbol: string };
	account: { id: string };
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
	swap: string;
	openedAt: string;
	account: { id: string };
	instrument: { id: string; symbol: string };
};
export type OrderStages = {
	sentAt: string;
	toTerminalUs: number | null;
	inTerminalUs: number | null;
	toAnswerUs: number | null;
	toDealUs: number | null;
	toGatewayUs: number | null;
	roundTripUs: number | null;
};
export type OrderHistory = {
	order: Order & { stages: OrderStages | null };
	placedBy: string;
	decidedBy: string | null;
	states: Order[];
	executions: Execution[];
};
export type Viewer = { id: string; name: string; email: string; role: string; permissions: string[] };
export type FeatureName = 'ONE_CLICK_TRADING' | 'GUIDED_TOUR';
export type Tenant = {
	name: string;
	displayName: string;
	accentColour: string | null;
	features: { name: FeatureName; enabled: boolean }[];
	halted: boolean;
	demo: boolean;
	marketLabel: string;
};
export type UserError = { __typename: string; code?: string; message?: string };
