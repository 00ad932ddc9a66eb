import type { StatusTone } from '../../design/status';
import type { Coded, Translate } from '../../i18n/said';
import type { Word } from '../../i18n/words';
import type { Denial, Order } from '../../lib/types';

const lives: Readonly<Record<string, readonly [Word, StatusTone]>> = {
	INITIALIZED: ['life.INITIALIZED', 'wait'],
	HELD: ['life.HELD', 'wait'],
	SUBMITTED: ['life.SUBMITTED', 'wait'],
	ACCEPTED: ['life.ACCEPTED', 'info'],
	TRIGGERED: ['life.TRIGGERED', 'info'],
	FILLED: ['life.FILLED', 'good'],
	CANCELED: ['life.CANCELED', 'off'],
	EXPIRED: ['life.EXPIRED', 'off'],
	DENIED: ['life.DENIED', 'bad'],
	REJECTED: ['life.REJECTED', 'bad'],
	NOT_SENT: ['life.NOT_SENT', 'bad'],
	PRESUMED_ABSENT: ['life.PRESUMED_ABSENT', 'off'],
	UNKNOWN: ['life.UNKNOWN', 'unknown'],
};
export const lifeWord = (life: string): Word => lives[life]?.[0] ?? 'life.UNKNOWN';
export const lifeTone = (life: string): StatusTone => lives[life]?.[1] ?? 'off';

const open = new Set(['INITIALIZED', 'HELD', 'SUBMITTED', 'ACCEPTED', 'TRIGGERED', 'UNKNOWN']);
export const isOpen = ({ life }: Pick<Order, 'life'>): boolean => open.has(life);
/** A market order that is under way can't be called back; one that waits here can. */
export const isCancelable = ({ life, type, waitsFor }: Order): boolean =>
	open.has(life) && (type !== 'MARKET' || waitsFor !== null) && life !== 'INITIALIZED';
/** The engine denies new terms of a trailing stop: it is cancelled and placed anew. */
export const isAmendable = ({ life, type }: Order): boolean => life === 'ACCEPTED' && type !== 'MARKET';

const waits = {
	PRICE: 'note.PRICE',
	OPEN: 'note.OPEN',
	CLOSE: 'note.CLOSE',
	PARENT: 'note.PARENT',
	APPROVAL: 'note.APPROVAL',
} as const satisfies Record<string, Word>;
const pendings: Readonly<Record<string, Word>> = {
	REPLACE_SENT: 'note.REPLACE_SENT',
	REPLACE_UNKNOWN: 'note.REPLACE_UNKNOWN',
	CANCEL_SENT: 'note.CANCEL_SENT',
	CANCEL_UNKNOWN: 'note.CANCEL_UNKNOWN',
};

/** A denial as the person reads it; one that has no words yet in their language is told in the API's. */
export const denialWords = ({ code, level, message, remedy }: Denial, coded: Coded) => ({
	message: code === 'HALTED' && level !== null ? coded('halted', level, message) : coded('denial', code, message),
	remedy: coded('denial', `${code}.remedy`, remedy),
});

/** What is to be known of an order beyond its state. */
export function noteOf(order: Order, t: Translate, coded: Coded): string {
	if (order.life === 'UNKNOWN') return t('note.UNKNOWN', { lots: order.reservedQuantity });
	if (order.life === 'NOT_SENT') return t('note.NOT_SENT');
	if (order.life === 'PRESUMED_ABSENT') return t('note.PRESUMED_ABSENT');
	if (order.denial) return `${order.denial.code}: ${denialWords(order.denial, coded).message}`;
	if (order.waitsFor !== null) return t(waits[order.waitsFor]);
	const pending = pendings[order.pending];
	if (pending !== undefined) return t(pending);
	return order.retcode ? t('note.retcode', { code: order.retcode }) : '';
}

const entries: Readonly<Record<string, Word>> = { IN: 'deal.IN', OUT: 'deal.OUT', INOUT: 'deal.INOUT', OUT_BY: 'deal.OUT_BY' };

/** What a deal did: bought or sold, and opened or closed; its kind where it moved only money. */
export function dealWord(
	{ type, entry }: { readonly type: string; readonly entry: string | null },
	{ t, code }: { readonly t: Translate; readonly code: (group: string, code: string) => string },
): string {
	if (type !== 'BUY' && type !== 'SELL') return code('deal', type);
	const did = entries[entry ?? ''];
	return `${t(type === 'BUY' ? 'trade.buy' : 'trade.sell')}${did === undefined ? '' : `, ${t(did)}`}`;
}

/** Its price or prices, in the shortest form. */
export function priceText({ type, price, limitPrice, trailDistance, trailBy }: Order): string {
	if (type === 'TRAILING_STOP') return `${price ?? ''} ± ${trailDistance ?? '–'}${trailBy === 'BPS' ? ' bp' : ''}`.trim();
	return [price, limitPrice].filter((one) => one !== null).join(' / ') || '–';
}
