'use client';

import Link from 'next/link';
import { useDeferredValue, useMemo, useState } from 'react';
import { Button } from '../../design/button';
import { TextField } from '../../design/field';
import { type LiveFace, LiveText } from '../../design/live-text';
import { useLook } from '../../design/look-context';
import { Page, Panel, Row } from '../../design/panel';
import { Empty, Failure, Loading } from '../../design/state';
import { Status } from '../../design/status';
import { type Column, Table } from '../../design/table';
import { documents } from '../../lib/documents';
import { spreadPoints } from '../../lib/format';
import type { LiveQuote } from '../../lib/quotes';
import { useMeridian, useQuery } from '../shell/session';
import { findInstruments, type MarketInstrument, stepOf } from './model';
import { useQuotes } from './use-quotes';

/** So many rows are drawn at once; whoever wants others searches, or asks for more. */
const pageRows = 100;
type Face = LiveFace<LiveQuote>;
const tone = ({ stale, direction }: LiveQuote) => (stale ? 'stale' : direction);
const quiet = ({ stale }: LiveQuote) => (stale ? 'stale' : '');
const bid: Face = { text: (quote) => quote.bid, tone };
const ask: Face = { text: (quote) => quote.ask, tone };
const spreads = Array.from({ length: 9 }, (_, digits): Face => ({ text: (quote) => spreadPoints(quote, digits), tone: quiet }));

/** Every instrument of the organisation: what it is, whether it quotes, and how far its prices are apart. */
export function MarketRoom() {
	const { t } = useLook();
	const { data, failure, reload } = useQuery<{ instruments: readonly MarketInstrument[] }>(documents.market);
	const [text, setText] = useState('');
	const [most, setMost] = useState(pageRows);
	const wanted = useDeferredValue(text);
	const found = useMemo(() => findInstruments(data?.instruments ?? [], wanted), [data, wanted]);
	const columns = useColumns();
	return (
		<Page
			title={t('room.instruments')}
			wide
			tools={
				<TextField
					label={t('market.search')}
					help={t('market.searchHelp')}
					type="search"
					value={text}
					onChange={setText}
					testId="market-search"
				/>
			}
		>
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			{data === undefined && failure === '' && <Loading rows={8} />}
			{data !== undefined && (
				<Panel label={t('room.instruments')} flush>
					<Table
						label={t('room.instruments')}
						rows={found.slice(0, most)}
						keyOf={({ symbol }) => symbol}
						testId="market"
						rowTestId="market-row"
						empty={<Empty icon="market" text={t(data.instruments.length === 0 ? 'market.noneAtAll' : 'market.none')} />}
						columns={columns}
						actions={({ symbol }) => (
							<Link className="m-button" data-tone="plain" data-size="s" href={`/?instrument=${encodeURIComponent(symbol)}`}>
								{t('market.trade')} <span className="sr">{symbol}</span>
							</Link>
						)}
					/>
				</Panel>
			)}
			{found.length > most && (
				<Row>
					<Button onClick={() => setMost(most + pageRows)} testId="market-more">
						{t('market.more', { count: Math.min(pageRows, found.length - most) })}
					</Button>
				</Row>
			)}
		</Page>
	);
}

function useColumns(): readonly Column<MarketInstrument>[] {
	const { t, format } = useLook();
	const { connection } = useMeridian();
	const quotes = useQuotes();
	return useMemo(() => {
		const live = (title: string, input: { id: string; face: (one: MarketInstrument) => Face }) => ({
			...{ id: input.id, title, numeric: true, value: () => null },
			cell: (one: MarketInstrument) => (
				<LiveText key={connection} source={quotes} id={one.id} face={input.face(one)} testId={`market-${input.id}-${one.symbol}`} />
			),
		});
		const session: Face = {
			text: (quote) => (quote.stale && quote.at ? t('market.silent', { time: format.time(quote.at) }) : t('market.quoting')),
			tone: quiet,
		};
		return [
			{
				...{ id: 'symbol', title: t('market.symbol'), value: ({ symbol }: MarketInstrument) => symbol },
				cell: ({ symbol, restricted }) => (
					<>
						<Link href={`/instruments/${encodeURIComponent(symbol)}`}>
							<b>{symbol}</b>
						</Link>{' '}
						{restricted && <Status tone="bad">{t('market.restricted')}</Status>}
					</>
				),
			},
			{ id: 'description', title: t('market.description'), value: ({ description }) => description },
			live(t('market.bid'), { id: 'bid', face: () => bid }),
			live(t('market.ask'), { id: 'ask', face: () => ask }),
			live(t('market.spread'), { id: 'spread', face: ({ priceDigits }) => spreads[priceDigits] ?? bid }),
			{ ...live(t('market.session'), { id: 'session', face: () => session }), numeric: false },
			{
				...{ id: 'contract', title: t('market.contract'), numeric: true },
				value: ({ contractSize, baseCurrency }) => `${format.number(contractSize)} ${baseCurrency}`,
			},
			{ id: 'step', title: t('market.lotStep'), numeric: true, value: ({ qtyDigits }) => stepOf(qtyDigits) },
			{
				...{ id: 'tick', title: t('market.tick'), numeric: true },
				value: ({ priceDigits, quoteCurrency }) => `${stepOf(priceDigits)} ${quoteCurrency}`,
			},
			{
				...{ id: 'venues', title: t('market.venues') },
				value: ({ venueSymbols }) => venueSymbols.map(({ server, symbol }) => `${symbol} (${server})`).join(', ') || null,
			},
		];
	}, [t, format, quotes, connection]);
}
