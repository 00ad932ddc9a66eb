/** What the ticket's fields hold, and the order input that they make. */
export const types = {
	MARKET: 'Market',
	LIMIT: 'Limit',
	STOP: 'Stop',
	STOP_LIMIT: 'Stop limit',
	MARKET_IF_TOUCHED: 'Market if touched',
	LIMIT_IF_TOUCHED: 'Limit if touched',
	TRAILING_STOP: 'Trailing stop',
} as const;
export type Type = keyof typeof types;

export const timesInForce = {
	GTC: 'Until cancelled',
	DAY: 'Today',
	GTD: 'Until a moment',
	IOC: 'At once, rest cancelled',
	FOK: 'All at once or nothing',
	AT_OPEN: 'At the opening',
	AT_CLOSE: 'At the close',
} as const;
export type TimeInForce = keyof typeof timesInForce;

export const trailUnits = { PRICE: 'Price', POINTS: 'Points', BPS: 'Basis points' } as const;
export type TrailUnit = keyof typeof trailUnits;

export type Draft = {
	readonly side: 'BUY' | 'SELL';
	readonly type: Type;
	readonly timeInForce: TimeInForce;
	readonly expiresAt: string;
	readonly quantity: string;
	readonly price: string;
	readonly limitPrice: string;
	readonly trailBy: TrailUnit;
	readonly trailDistance: string;
	readonly stopLoss: string;
	readonly takeProfit: string;
	readonly reduceOnly: boolean;
	readonly postOnly: boolean;
	readonly bracket: boolean;
};
export const emptyDraft: Draft = {
	...{ side: 'BUY', type: 'MARKET', timeInForce: 'GTC', expiresAt: '', quantity: '0.10', price: '', limitPrice: '' },
	...{ trailBy: 'POINTS', trailDistance: '', stopLoss: '', takeProfit: '', reduceOnly: false, postOnly: false, bracket: false },
};

export const hasPrice = (type: Type): boolean => type !== 'MARKET' && type !== 'TRAILING_STOP';
export const hasLimitPrice = (type: Type): boolean => type === 'STOP_LIMIT' || type === 'LIMIT_IF_TOUCHED';
export const mayPostOnly = (type: Type): boolean => type === 'LIMIT' || hasLimitPrice(type);
/** A market order can't wait for a moment; an order that rests is not for at once, nor for an auction. */
export const timesFor = (type: Type): readonly TimeInForce[] =>
	type === 'MARKET' ? ['GTC', 'IOC', 'FOK', 'AT_OPEN', 'AT_CLOSE'] : ['GTC', 'DAY', 'GTD'];

export const priceName = (type: Type): string => (type === 'LIMIT' ? 'Limit price' : 'Trigger price');

/** What an order of this type and time in force carries: a field that does not show is not sent. */
export function inputOf(draft: Draft): Record<string, unknown> {
	const { type } = draft;
	const timeInForce = timesFor(type).includes(draft.timeInForce) ? draft.timeInForce : 'GTC';
	const given = (name: 'price' | 'limitPrice' | 'stopLoss' | 'takeProfit', shows: boolean) =>
		shows && draft[name] !== '' ? { [name]: draft[name] } : {};
	const moment = new Date(draft.expiresAt);
	const trail =
		type === 'TRAILING_STOP' && draft.trailDistance !== '' ? { trailBy: draft.trailBy, trailDistance: draft.trailDistance } : {};
	const hasStops = draft.stopLoss !== '' || draft.takeProfit !== '';
	return {
		...{ side: draft.side, type, quantity: draft.quantity },
		...(timeInForce === 'GTC' ? {} : { timeInForce }),
		...(timeInForce === 'GTD' && !Number.isNaN(moment.getTime()) ? { expiresAt: moment.toISOString() } : {}),
		...given('price', hasPrice(type)),
		...given('limitPrice', hasLimitPrice(type)),
		...given('stopLoss', true),
		...given('takeProfit', true),
		...trail,
		...(draft.reduceOnly ? { reduceOnly: true } : {}),
		...(draft.postOnly && mayPostOnly(type) ? { postOnly: true } : {}),
		...(draft.bracket && hasStops ? { bracket: true } : {}),
	};
}
