'use client';

import { type AutoscaleInfo, LineStyle } from 'lightweight-charts';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { Icon } from '../../../design/icons';
import { useLook } from '../../../design/look-context';
import type { Word } from '../../../i18n/words';
import { color } from '../../../lib/color';
import { priceAt } from '../../../lib/decimal';
import { type Line, type LineKind, spreadBySide } from './lines';
import type { DrawnChart } from './use-chart';

type Props = {
	drawn: DrawnChart;
	lines: readonly Line[];
	digits: number;
	/** A line was dropped, or moved by keys and confirmed. */
	onMove: (line: Line, price: string) => void;
	onRemove: (line: Line) => void;
};
const tagHeightPx = 22;
/** At the foot of the left side: who made the chart. */
const attributionPx = 34;
const words = {
	...{ entry: 'line.entry', order: 'line.order', limit: 'line.limit', sl: 'line.sl', tp: 'line.tp' },
	...{ draft: 'line.draft', 'draft-sl': 'line.sl', 'draft-tp': 'line.tp', 'draft-limit': 'line.limit' },
} as const satisfies Record<LineKind, Word>;
const toneOf = ({ kind, side }: Line): string =>
	kind.endsWith('sl') ? '--down' : kind.endsWith('tp') ? '--up' : kind === 'entry' ? (side === 'BUY' ? '--up' : '--down') : '--accent';

const widestSpans = 1;
/** As a share of the price: so near, it is shown however still the market is. */
const alwaysWithin = 0.002;

function widened(own: AutoscaleInfo | null, lines: readonly (readonly [string, number, string, LineKind])[]): AutoscaleInfo | null {
	const range = own?.priceRange;
	if (own === null || !range) return own;
	const reach = Math.max((range.maxValue - range.minValue) * widestSpans, range.maxValue * alwaysWithin);
	const near = lines.map(([, price]) => price).filter((price) => price > range.minValue - reach && price < range.maxValue + reach);
	return { ...own, priceRange: { minValue: Math.min(range.minValue, ...near), maxValue: Math.max(range.maxValue, ...near) } };
}

/** A line and a tag for each price that means something. A tag is dragged, or moved by arrow keys: Enter confirms, Escape takes it back. */
export function LineLayer({ drawn, lines, digits, onMove, onRemove }: Props) {
	const { t } = useLook();
	const layer = useRef<HTMLDivElement>(null);
	const [moved, setMoved] = useState<{ key: string; price: number } | null>(null);
	const priceOf = (line: Line) => (moved?.key === line.key ? moved.price : line.price);
	const shown = JSON.stringify(lines.map((line) => [line.key, priceOf(line), toneOf(line), line.kind]));

	// Drawn again where a line came, went or moved, and not with every tick.
	useEffect(() => {
		const drawnLines: readonly (readonly [string, number, string, LineKind])[] = JSON.parse(shown);
		const made = drawnLines.map(([, price, tone, kind]) =>
			drawn.series.createPriceLine({
				...{ price, color: color(tone), lineWidth: 1, axisLabelVisible: false, title: '' },
				lineStyle: kind.startsWith('draft') ? LineStyle.Dashed : kind === 'entry' ? LineStyle.Solid : LineStyle.LargeDashed,
			}),
		);
		const tags = [...(layer.current?.children ?? [])].filter((node) => node instanceof HTMLElement);
		let room = 0;
		// Called with every picture of the chart: it reads nothing of the page, which would have to be laid out for it, and writes what differs.
		const place = () => {
			const tops = tags.map((tag) => drawn.series.priceToCoordinate(Number(tag.dataset.price)));
			// What is off the scale waits at its edge, and can be taken from there.
			const wanted = tops.map((top) => (top ?? 0) - tagHeightPx / 2);
			const spots = spreadBySide(wanted, {
				height: tagHeightPx,
				room: { left: room - attributionPx, right: room },
				isLeft: (index) => tags[index]?.dataset.kind === 'entry',
			});
			for (const [index, tag] of tags.entries()) {
				const transform = `translateY(${Math.round(spots[index] ?? 0)}px)`;
				const hidden = tops[index] === null;
				const top = tops[index] ?? 0;
				const off = top < 0 ? 'above' : top > room + tagHeightPx ? 'below' : '';
				if (tag.style.transform !== transform) tag.style.transform = transform;
				if (tag.hidden !== hidden) tag.hidden = hidden;
				if (tag.dataset.off !== off) tag.dataset.off = off;
			}
		};
		const measured = new ResizeObserver(([entry]) => {
			room = Math.max(0, (entry?.contentRect.height ?? 0) - tagHeightPx);
			place();
		});
		if (layer.current !== null) measured.observe(layer.current);
		// What is drawn is in sight: a stop beyond the candles widens the scale, as long as the candles stay readable.
		drawn.series.applyOptions({ autoscaleInfoProvider: (own: () => AutoscaleInfo | null) => widened(own(), drawnLines) });
		const primitive = { updateAllViews: place };
		drawn.series.attachPrimitive(primitive);
		return () => {
			measured.disconnect();
			drawn.series.detachPrimitive(primitive);
			for (const line of made) drawn.series.removePriceLine(line);
		};
	}, [drawn, shown]);

	const commit = (line: Line, price: number) => {
		setMoved(null);
		if (priceAt(price, digits) !== priceAt(line.price, digits)) onMove(line, priceAt(price, digits));
	};
	function drag(event: PointerEvent<HTMLElement>, line: Line): void {
		if (!line.draggable || event.button !== 0) return;
		const node = event.currentTarget;
		node.setPointerCapture(event.pointerId);
		const top = layer.current?.getBoundingClientRect().top ?? 0;
		// A tag that made room for others, or was taken at its rim, does not jump to the pointer; one from off the scale does, as its own place is not in sight.
		const own = drawn.series.priceToCoordinate(line.price);
		const grip = own === null || node.parentElement?.dataset.off !== '' ? 0 : event.clientY - top - own;
		let price = line.price;
		const move = (to: globalThis.PointerEvent) => {
			price = drawn.series.coordinateToPrice(to.clientY - top - grip) ?? price;
			setMoved({ key: line.key, price });
		};
		const end = (to: globalThis.PointerEvent) => {
			node.removeEventListener('pointermove', move);
			node.removeEventListener('pointerup', end);
			node.removeEventListener('pointercancel', end);
			to.type === 'pointerup' ? commit(line, price) : setMoved(null);
		};
		node.addEventListener('pointermove', move);
		node.addEventListener('pointerup', end);
		node.addEventListener('pointercancel', end);
	}
	function keys(event: KeyboardEvent, line: Line): void {
		const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
		if (step !== 0 && line.draggable) setMoved({ key: line.key, price: priceOf(line) + step * (event.shiftKey ? 10 : 1) * 10 ** -digits });
		else if (event.key === 'Enter' && moved?.key === line.key) commit(line, moved.price);
		else if (event.key === 'Escape' && moved?.key === line.key) setMoved(null);
		else if (event.key === 'Delete' && line.kind !== 'entry') onRemove(line);
		else return;
		event.preventDefault();
		event.stopPropagation();
	}
	return (
		<div className="t-lines" ref={layer}>
			{lines.map((line) => {
				const price = priceAt(priceOf(line), digits);
				const name =
					`${t(words[line.kind])} ${line.kind === 'entry' || line.kind === 'order' || line.kind === 'draft' ? `${t(line.side === 'BUY' ? 'trade.buy' : 'trade.sell')} ${line.lots}` : ''}`.trim();
				return (
					<div
						key={line.key}
						className="t-tag"
						data-kind={line.kind}
						data-price={priceOf(line)}
						data-draggable={line.draggable || undefined}
						style={{ borderColor: `var(${toneOf(line)})` }}
						data-testid={`line-${line.kind}`}
					>
						<button
							type="button"
							className="t-grip"
							onPointerDown={(event) => drag(event, line)}
							onKeyDown={(event) => keys(event, line)}
							aria-label={t(line.draggable ? 'line.move' : 'line.fixed', { name, price })}
							title={line.draggable ? t('line.help') : undefined}
						>
							{name} <b>{price}</b>
						</button>
						{line.draggable && (
							<button type="button" className="t-tag-x" aria-label={t('line.remove', { name })} onClick={() => onRemove(line)}>
								<Icon name="close" size={11} />
							</button>
						)}
					</div>
				);
			})}
		</div>
	);
}
