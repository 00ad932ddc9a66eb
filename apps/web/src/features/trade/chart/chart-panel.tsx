'use client';

import Link from 'next/link';
import { useRef, useState, useSyncExternalStore } from 'react';
import { Button } from '../../../design/button';
import { Dialog } from '../../../design/dialog';
import { useKept } from '../../../design/grid/use-kept';
import { Icon } from '../../../design/icons';
import { useLook } from '../../../design/look-context';
import { Menu } from '../../../design/menu';
import { Loading, Notice } from '../../../design/state';
import { useMeridian } from '../../shell/session';
import { useDesk } from '../desk-context';
import { useTrade } from '../trade-context';
import { LineLayer } from './line-layer';
import { firstGuess, type Line, linesOf, orderKey, positionKey } from './lines';
import { type Study, studies } from './studies';
import { type Frame, frames, useChart } from './use-chart';
import { useLineActs } from './use-line-acts';

const nothing = () => '';
const isFrame = (text: string): text is Frame => frames.some((one) => one === text);

/** The market of one instrument, and everything of one's own in it. What is dragged is sent: at once where trading is armed, else after a second look. */
export function ChartPanel() {
	const { t, look } = useLook();
	const { api, connection, may } = useMeridian();
	const { data } = useDesk();
	const { account, instrument, legs, armed, contingency, setContingency, setDraft } = useTrade();
	const [kept, keep] = useKept('chart', { every: '1m' as Frame, chosen: [] as readonly Study[] });
	const canvas = useRef<HTMLDivElement>(null);
	const { drawn, bars, loaded, failure } = useChart(canvas, {
		api,
		connection,
		quotes: data.quotes,
		instrument,
		every: kept.every,
		chosen: kept.chosen,
		look,
	});
	// Results move ten times a second, lines do not: drawn anew only where a price of a line or its size is another.
	const here = { accountId: account.id, instrumentId: instrument.id };
	useSyncExternalStore(data.orders.subscribe, () => orderKey(data.orders.all(), here), nothing);
	useSyncExternalStore(data.positions.subscribe, () => positionKey(data.positions.all(), here), nothing);
	const acts = useLineActs();
	const [asked, setAsked] = useState<{ line: Line; price: string | null }>();
	const mayTrade = may('ORDER_PLACE');
	const lines = linesOf({
		...{ accountId: account.id, instrument, legs, mayTrade },
		orders: data.orders.all(),
		positions: data.positions.all(),
	});
	// It is there when it has nothing to do, too: else its neighbours would jump under the pointer.
	const isClean = contingency === 'SINGLE' && legs.every((leg) => leg.stopLoss === '' && leg.takeProfit === '' && leg.price === '');
	const change = (line: Line, price: string | null) => {
		if (line.of.kind !== 'leg' && !armed) return setAsked({ line, price });
		if (price === null) acts.remove(line);
		else acts.move(line, price);
	};
	const guess = () => {
		const candles = drawn?.candles() ?? [];
		const recent = candles.slice(-20);
		const range = recent.reduce((total, { high, low }) => total + high - low, 0) / Math.max(1, recent.length);
		const price = Number(data.quotes.get(instrument.id)?.bid ?? candles.at(-1)?.close ?? 0);
		return price > 0 ? firstGuess({ price, range: range * 2, digits: instrument.priceDigits, side: legs[0]?.side ?? 'BUY' }) : null;
	};
	const bracket = () => {
		const near = guess();
		if (near) setDraft({ stopLoss: near.stopLoss, takeProfit: near.takeProfit, bracket: account.mode === 'NETTING' }, 0);
	};
	const pair = () => {
		const near = guess();
		if (near)
			setContingency('OCO', [
				{ side: 'BUY', type: 'STOP', price: near.above, stopLoss: '', takeProfit: '', timeInForce: 'GTC' },
				{ side: 'SELL', type: 'STOP', price: near.below, stopLoss: '', takeProfit: '', timeInForce: 'GTC' },
			]);
	};
	return (
		<section className="t-panel t-chart" aria-label={t('chart.title', { symbol: instrument.symbol })}>
			<header className="t-chart-head">
				<Link href={`/instruments/${encodeURIComponent(instrument.symbol)}`} prefetch={false} data-testid="instrument-link">
					<b>{instrument.symbol}</b>
				</Link>
				<span className="muted t-description">{instrument.description}</span>
				<span className="t-spacer" />
				<select
					className="t-small"
					aria-label={t('chart.every')}
					value={kept.every}
					onChange={(event) => isFrame(event.target.value) && keep({ ...kept, every: event.target.value })}
					data-testid="chart-every"
				>
					{frames.map((one) => (
						<option key={one} value={one}>
							{one}
						</option>
					))}
				</select>
				<Menu
					label={t('chart.studies')}
					testId="chart-studies"
					trigger={
						<>
							<Icon name="trade" size={15} /> <span className="t-wide">{t('chart.studies')}</span>
						</>
					}
					items={studies.map((one) => ({
						...{ id: one, label: one, checked: kept.chosen.includes(one) },
						run: () =>
							keep({ ...kept, chosen: kept.chosen.includes(one) ? kept.chosen.filter((other) => other !== one) : [...kept.chosen, one] }),
					}))}
				/>
				{mayTrade && (
					<>
						<Button size="s" tone="quiet" onClick={bracket} title={t('chart.bracketHelp')} testId="chart-bracket">
							{t('chart.bracket')}
						</Button>
						<Button size="s" tone="quiet" onClick={pair} title={t('chart.ocoHelp')} testId="chart-oco">
							OCO
						</Button>
						<Button
							size="s"
							tone="quiet"
							disabled={isClean}
							onClick={() =>
								setContingency('SINGLE', [{ price: '', limitPrice: '', stopLoss: '', takeProfit: '', type: 'MARKET', bracket: false }])
							}
							testId="chart-clear"
						>
							{t('chart.clear')}
						</Button>
					</>
				)}
			</header>
			{failure !== '' && <Notice tone="bad">{failure}</Notice>}
			<div className="t-canvas">
				<div className="t-canvas-inner" ref={canvas} data-testid="price-chart" data-bars={bars} />
				{!loaded && failure === '' && (
					<div className="m-wait">
						<Loading rows={6} />
					</div>
				)}
				{drawn && (
					<LineLayer
						drawn={drawn}
						lines={lines}
						digits={instrument.priceDigits}
						onMove={(line, price) => change(line, price)}
						onRemove={(line) => change(line, null)}
					/>
				)}
			</div>
			{asked && (
				<Dialog
					open
					onClose={() => setAsked(undefined)}
					title={t(asked.price === null ? 'chart.confirmRemove' : 'chart.confirmMove')}
					description={t('chart.confirmText', { symbol: instrument.symbol, lots: asked.line.lots, price: asked.price ?? '–' })}
					testId="dialog-move"
					actions={
						<>
							<Button onClick={() => setAsked(undefined)}>{t('dialog.cancel')}</Button>
							<Button
								tone="primary"
								testId="move-confirm"
								onClick={() => {
									setAsked(undefined);
									if (asked.price === null) acts.remove(asked.line);
									else acts.move(asked.line, asked.price);
								}}
							>
								{t('chart.confirm')}
							</Button>
						</>
					}
				/>
			)}
		</section>
	);
}
