'use client';

import { spreadPoints } from '../../lib/format';
import { type QuoteStore, useQuote } from '../../lib/quotes';
import type { Instrument } from '../../lib/types';

type Props = { instruments: Instrument[]; quotes: QuoteStore; selectedId: string; onSelect: (id: string) => void; marketLabel: string };
const arrows = { up: '▲', down: '▼', flat: '·' } as const;

export function Watchlist({ instruments, quotes, selectedId, onSelect, marketLabel }: Props) {
	return (
		<section className="panel watch" aria-label="Watchlist">
			<h2>
				Watchlist <span className="narrow">· {marketLabel}</span>
			</h2>
			<div className="scroll">
				<table>
					<thead>
						<tr>
							<th>Symbol</th>
							<th className="num">Bid</th>
							<th className="num">Ask</th>
							<th className="num">Spr</th>
						</tr>
					</thead>
					<tbody>
						{instruments.map((instrument) => (
							<WatchRow key={instrument.id} {...{ instrument, quotes, onSelect }} selected={instrument.id === selectedId} />
						))}
					</tbody>
				</table>
			</div>
		</section>
	);
}

function WatchRow({
	instrument,
	quotes,
	selected,
	onSelect,
}: {
	instrument: Instrument;
	quotes: QuoteStore;
	selected: boolean;
	onSelect: (id: string) => void;
}) {
	const quote = useQuote(quotes, instrument.id);
	const tone = quote?.direction === 'up' ? 'up' : quote?.direction === 'down' ? 'down' : '';
	return (
		<tr
			aria-selected={selected}
			onClick={() => onSelect(instrument.id)}
			data-testid={`watch-row-${instrument.symbol}`}
			className={quote?.stale ? 'stale' : ''}
		>
			<td>
				<b>{instrument.symbol}</b> <span className={tone}>{arrows[quote?.direction ?? 'flat']}</span>
			</td>
			<td className={`num ${tone}`} data-testid={`quote-bid-${instrument.symbol}`}>
				{quote?.bid ?? '–'}
			</td>
			<td className={`num ${tone}`} data-testid={`quote-ask-${instrument.symbol}`}>
				{quote?.ask ?? '–'}
			</td>
			<td className="num muted">{quote ? spreadPoints(quote, instrument.priceDigits) : ''}</td>
		</tr>
	);
}
