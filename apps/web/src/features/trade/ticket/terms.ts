import { momentOf } from '../../../lib/zone';

/** What the ticket's fields hold, and the order input that they make. */
export const types = ['MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT', 'MARKET_IF_TOUCHED', 'LIMIT_IF_TOUCHED', 'TRAILING_STOP'] as const;
export type Type = (typeof types)[number];
export type TimeInForce = 'GTC' | 'DAY' | 'GTD' | 'IOC' | 'FOK' | 'AT_OPEN' | 'AT_CLOSE';
export const trailUnits = ['PRICE', 'POINTS', 'BPS'] as const;
export type TrailUnit = (typeof trailUnits)[number];

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

/** What an order of this type and time in force carries: a field that does not show is not sent. Times were typed in the person's zone. */
export function inputOf(draft: Draft, timeZone: string): Record<string, unknown> {
	const { type } = draft;
	const timeInForce = timesFor(type).includes(draft.timeInForce) ? draft.timeInForce : 'GTC';
	const given = (name: 'price' | 'limitPrice' | 'stopLoss' | 'takeProfit', shows: boolean) =>
		shows && draft[name] !== '' ? { [name]: draft[name] } : {};
	const moment = momentOf(draft.expiresAt, timeZone);
	const trail =
		type === 'TRAILING_STOP' && draft.trailDistance !== '' ? { trailBy: draft.trailBy, trailDistance: draft.trailDistance } : {};
	const hasStops = draft.stopLoss !== '' || draft.takeProfit !== '';
	return {
		...{ side: draft.side, type, quantity: draft.quantity },
		...(timeInForce === 'GTC' ? {} : { timeInForce }),
		...(timeInForce === 'GTD' && moment !== null ? { expiresAt: moment.toISOString() } : {}),
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

/** What it loses at its stop and makes at its target, about, in the currency of the quote; null where there is none. */
export function atStake(draft: Draft, input: { readonly entry: number; readonly contractSize: number }) {
	const { entry, contractSize } = input;
	const size = Number(draft.quantity) * contractSize * (draft.side === 'BUY' ? 1 : -1);
	const at = (price: string): number | null => {
		const value = (Number(price) - entry) * size;
		return price === '' || !Number.isFinite(value) || entry <= 0 ? null : value;
	};
	const [loss, gain] = [at(draft.stopLoss), at(draft.takeProfit)];
	return { loss, gain, ratio: loss !== null && gain !== null && loss < 0 && gain > 0 ? gain / -loss : null };
}
