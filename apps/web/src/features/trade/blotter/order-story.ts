import type { Word } from '../../../i18n/words';
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
	...{
		quantity: 'col.lots',
		price: 'col.price',
		limitPrice: 'ticket.limitPrice',
		stopLoss: 'trade.stopLoss',
		takeProfit: 'trade.takeProfit',
	},
	...{ filledQuantity: 'col.filled', reservedQuantity: 'col.reserved', pending: 'story.request', retcode: 'story.retcode' },
} as const satisfies Record<(typeof told)[number], Word>;
/** What is under way to the broker; an answer that came is told by the state itself. */
const requests: Readonly<Record<string, Word>> = {
	NEW_SENT: 'story.NEW_SENT',
	REPLACE_SENT: 'note.REPLACE_SENT',
	REPLACE_UNKNOWN: 'note.REPLACE_UNKNOWN',
	CANCEL_SENT: 'note.CANCEL_SENT',
	CANCEL_UNKNOWN: 'note.CANCEL_UNKNOWN',
};
type State = Pick<Order, (typeof told)[number]>;
type Input = { readonly t: (word: Word) => string; readonly number: (value: string | number | null) => string };

/** What one state has that the one before had not, in the person's words. */
export function changedWords(before: State | undefined, now: State, { t, number }: Input): string[] {
	return told
		.filter((name) => now[name] !== (before?.[name] ?? null) && !(before === undefined && isNothing(now[name])))
		.flatMap((name) => {
			const value = now[name];
			if (name !== 'pending') return [`${t(names[name])} ${value === null ? t('story.none') : number(value)}`];
			if (value === 'NONE' || value === null) return [];
			const request = requests[String(value)];
			return [request === undefined ? `${t('story.request')} ${value}` : t(request)];
		});
}

const isNothing = (value: string | number | null): boolean => value === null || value === 'NONE' || Number(value) === 0;
