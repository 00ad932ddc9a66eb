import type { Order } from '../../../lib/types';

const told = [
	'quantity',
	'price',
	'limitPrice',
	'stopLoss',
	'takeProfit',
	'filledQuantity',
	'reservedQuantity',
	'pending',
	'retcode',
] as const;
const names = {
	...{ quantity: 'lots', price: 'price', limitPrice: 'limit price', stopLoss: 'stop loss', takeProfit: 'take profit' },
	...{ filledQuantity: 'filled', reservedQuantity: 'reserved', pending: 'request', retcode: 'broker retcode' },
} as const satisfies Record<(typeof told)[number], string>;
type State = Pick<Order, (typeof told)[number]>;

/** What one state has that the one before had not, in the words of the protocol. */
export function changedWords(before: State | undefined, now: State): string[] {
	return told
		.filter((name) => now[name] !== (before?.[name] ?? null) && !(before === undefined && isNothing(now[name])))
		.map((name) => `${names[name]} ${now[name] ?? 'none'}`);
}

const isNothing = (value: string | number | null): boolean => value === null || value === 'NONE' || Number(value) === 0;
