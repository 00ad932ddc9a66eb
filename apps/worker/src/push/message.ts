import { formatDecimal } from '@meridian/core';
import type { Instrument, PushKind, PushLocale } from '@meridian/db';

/** What the service worker shows: a later message of the same tag takes the place of an earlier one. */
export type PushMessage = { readonly title: string; readonly body: string; readonly url: string; readonly tag: string };
/** Something that somebody may want to know. `userId`: whose it is; null: everybody's who asked. */
export type PushEvent = {
	readonly kind: PushKind;
	readonly id: string;
	readonly at: Date;
	readonly userId: number | null;
	readonly instrument: Instrument | undefined;
	readonly account: string;
	readonly side: string;
	readonly qty: bigint;
	readonly price: bigint | null;
	/** Why it was denied, or what the alert is called. */
	readonly what: string;
};

const words = {
	en: {
		...{ BUY: 'Bought', SELL: 'Sold', buy: 'buy', sell: 'sell', denied: 'Denied', alert: 'Alert', at: 'at' },
		many: { FILL: 'fills', DENIAL: 'denied orders', ALERT: 'alerts' },
	},
	de: {
		...{ BUY: 'Gekauft', SELL: 'Verkauft', buy: 'Kauf', sell: 'Verkauf', denied: 'Abgelehnt', alert: 'Alarm', at: 'zu' },
		many: { FILL: 'Ausführungen', DENIAL: 'abgelehnte Aufträge', ALERT: 'Alarme' },
	},
	ja: {
		...{ BUY: '買い約定', SELL: '売り約定', buy: '買い', sell: '売り', denied: '拒否', alert: 'アラート', at: '@' },
		many: { FILL: '件の約定', DENIAL: '件の注文拒否', ALERT: '件のアラート' },
	},
} as const satisfies Record<PushLocale, unknown>;

const urls = { FILL: '/orders', DENIAL: '/orders', ALERT: '/' } as const satisfies Record<PushKind, string>;

/** One event in the person's language. */
export function messageOf(event: PushEvent, locale: PushLocale): PushMessage {
	const t = words[locale];
	const { kind, id, instrument, account, side, what } = event;
	const symbol = instrument?.symbol ?? '';
	const lots = formatDecimal(Number(event.qty), instrument?.qtyDigits ?? 0);
	const price = event.price === null ? '' : ` ${t.at} ${formatDecimal(Number(event.price), instrument?.priceDigits ?? 0)}`;
	const about = { url: urls[kind], tag: id };
	if (kind === 'FILL') return { title: `${side === 'BUY' ? t.BUY : t.SELL}: ${lots} ${symbol}${price}`, body: account, ...about };
	if (kind === 'DENIAL') {
		const order = `${side === 'BUY' ? t.buy : t.sell} ${lots} ${symbol}${price}`;
		return { title: `${t.denied}: ${order}`, body: `${account} · ${what}`, ...about };
	}
	return { title: `${t.alert}: ${what}`, body: symbol, ...about, url: symbol === '' ? '/' : `/instruments/${encodeURIComponent(symbol)}` };
}

/** Many of a kind at once: nobody reads a hundred messages. */
export function summaryOf(events: readonly PushEvent[], input: { readonly kind: PushKind; readonly locale: PushLocale }): PushMessage {
	const { kind, locale } = input;
	const symbols = [...new Set(events.flatMap(({ instrument }) => instrument?.symbol ?? []))].slice(0, 5).join(', ');
	return {
		title: `${events.length} ${words[locale].many[kind]}`,
		body: symbols,
		url: urls[kind],
		tag: `${kind}-${events.at(-1)?.id ?? ''}`,
	};
}
