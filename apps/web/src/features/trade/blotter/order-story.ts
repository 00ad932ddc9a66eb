import type { Translate } from '../../../i18n/said';
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
type State = Pick<Order, (typeof told)[number]>;

/** What one state has that the one before had not. */
export function changedWords(before: State | undefined, now: State, t: Translate): string[] {
	return told
		.filter((name) => now[name] !== (before?.[name] ?? null) && !(before === undefined && isNothing(now[name])))
		.map((name) => t(`story.${name}`, { value: now[name] ?? t('story.none') }));
}

const isNothing = (value: string | number | null): boolean => value === null || value === 'NONE' || Number(value) === 0;
