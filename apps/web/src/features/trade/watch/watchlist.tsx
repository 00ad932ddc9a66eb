'use client';

import { useRef, useState } from 'react';
import { Button } from '../../../design/button';
import { Dialog } from '../../../design/dialog';
import { CheckField, TextField } from '../../../design/field';
import { useWindow } from '../../../design/grid/use-window';
import { Icon } from '../../../design/icons';
import { LiveText } from '../../../design/live-text';
import { useLook } from '../../../design/look-context';
import { Menu } from '../../../design/menu';
import { Empty } from '../../../design/state';
import { spreadPoints } from '../../../lib/format';
import type { LiveQuote } from '../../../lib/quotes';
import type { Instrument } from '../../../lib/types';
import { useDesk } from '../desk-context';
import { useTrade } from '../trade-context';
import { everything, useWatchlists } from './lists';

const arrows = { up: '▲', down: '▼', flat: '·' } as const;
const tone = ({ stale, direction }: LiveQuote) => (stale ? 'stale' : direction);
const quiet = ({ stale }: LiveQuote) => (stale ? 'stale' : '');
const arrow = { text: ({ direction }: LiveQuote) => arrows[direction], tone };
const bid = { text: (quote: LiveQuote) => quote.bid, tone };
const ask = { text: (quote: LiveQuote) => quote.ask, tone };
const spreads = Array.from({ length: 9 }, (_, digits) => ({ text: (quote: LiveQuote) => spreadPoints(quote, digits), tone: quiet }));

/** Prices of a list of instruments; a press takes one to chart and ticket. Only rows in sight are drawn. */
export function Watchlist({ onChosen }: { onChosen?: () => void }) {
	const { t } = useLook();
	const { instruments, data, tenant } = useDesk();
	const { instrument: selected, chooseInstrument } = useTrade();
	const lists = useWatchlists(instruments);
	const [filter, setFilter] = useState('');
	const [editing, setEditing] = useState(false);
	const [naming, setNaming] = useState<string>();
	const scroller = useRef<HTMLDivElement>(null);
	const wanted = filter.trim().toLowerCase();
	const rows = lists.shown.filter(({ symbol, description }) => `${symbol} ${description}`.toLowerCase().includes(wanted));
	const view = useWindow(scroller, { count: rows.length });
	const height = view.rowHeight;
	const choose = ({ id }: Instrument) => {
		chooseInstrument(id);
		onChosen?.();
	};
	const save = () => {
		const name = naming?.trim() ?? '';
		if (name !== '') lists.add(name);
		setNaming(undefined);
		setEditing(name !== '');
	};
	return (
		<section className="t-panel t-watch" aria-label={t('watch.title')}>
			<div className="m-data-tools">
				<span className="m-data-filter">
					<Icon name="search" size={14} />
					<input
						type="search"
						value={filter}
						placeholder={lists.current === everything ? t('watch.title') : lists.current}
						aria-label={t('watch.filter')}
						onChange={(event) => setFilter(event.target.value)}
						data-testid="watch-filter"
					/>
				</span>
				<span className="t-spacer" />
				<Menu
					label={t('watch.lists')}
					testId="watch-menu"
					trigger={<Icon name="more" size={16} />}
					items={[
						{ id: everything, label: t('watch.all'), checked: lists.current === everything, run: () => lists.choose(everything) },
						...lists.names.map((name) => ({ id: name, label: name, checked: lists.current === name, run: () => lists.choose(name) })),
						{ id: 'new', label: t('watch.new'), icon: 'plus' as const, testId: 'watch-new', run: () => setNaming('') },
						...(lists.current === everything
							? []
							: [
									{ id: 'edit', label: t('watch.edit'), icon: 'edit' as const, run: () => setEditing(true) },
									{
										...{ id: 'remove', label: t('watch.remove'), icon: 'close' as const, tone: 'danger' as const },
										run: () => lists.remove(lists.current),
									},
								]),
					]}
				/>
			</div>
			<div className="t-watch-head" aria-hidden="true">
				<span>{t('watch.symbol')}</span>
				<span>{t('trade.bid')}</span>
				<span>{t('trade.ask')}</span>
				<span title={t('watch.spreadHelp')}>{t('watch.spread')}</span>
			</div>
			{rows.length === 0 ? (
				<Empty text={t('watch.empty')} icon="market" />
			) : (
				<div className="m-data-scroll" ref={scroller}>
					<ul className="m-data-body" style={{ height: rows.length * height }} aria-label={t('watch.title')}>
						{rows.slice(view.from, view.to).map((instrument, index) => (
							<li key={instrument.id} style={{ transform: `translateY(${(view.from + index) * height}px)`, height }}>
								<button
									type="button"
									className="t-watch-row"
									aria-pressed={instrument.id === selected.id}
									onClick={() => choose(instrument)}
									title={instrument.description}
									data-testid={`watch-row-${instrument.symbol}`}
								>
									<span className="t-symbol">
										<b>{instrument.symbol}</b>
										<LiveText source={data.quotes} id={instrument.id} face={arrow} cell />
									</span>
									<LiveText source={data.quotes} id={instrument.id} face={bid} cell testId={`quote-bid-${instrument.symbol}`} />
									<LiveText source={data.quotes} id={instrument.id} face={ask} cell testId={`quote-ask-${instrument.symbol}`} />
									<LiveText source={data.quotes} id={instrument.id} face={spreads[instrument.priceDigits] ?? arrow} cell />
								</button>
							</li>
						))}
					</ul>
				</div>
			)}
			<p className="t-watch-foot muted">{tenant.marketLabel}</p>
			<Dialog
				open={naming !== undefined}
				onClose={() => setNaming(undefined)}
				title={t('watch.new')}
				actions={
					<>
						<Button onClick={() => setNaming(undefined)}>{t('dialog.cancel')}</Button>
						<Button tone="primary" onClick={save} testId="watch-new-confirm">
							{t('workspace.save')}
						</Button>
					</>
				}
			>
				<TextField
					label={t('workspace.name')}
					help={t('watch.nameHelp')}
					value={naming ?? ''}
					onChange={setNaming}
					testId="watch-new-name"
				/>
			</Dialog>
			<Dialog
				open={editing && lists.current !== everything}
				onClose={() => setEditing(false)}
				title={lists.current}
				description={t('watch.editText')}
			>
				<div className="t-checks">
					{instruments.map(({ id, symbol }) => (
						<CheckField key={id} label={symbol} checked={lists.shown.some((one) => one.id === id)} onChange={() => lists.toggle(symbol)} />
					))}
				</div>
			</Dialog>
		</section>
	);
}
