'use client';

import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { IconButton } from '../button';
import { Icon } from '../icons';
import type { LiveFace } from '../live-text';
import { useLook } from '../look-context';
import { Menu } from '../menu';
import { Empty, Loading } from '../state';
import type { Column } from '../table';
import { arrange, type Sort } from './arrange';
import { csvOf, download } from './csv';
import './grid.css';
import { GridRow } from './grid-row';
import type { RowStore } from './row-store';
import { useKept } from './use-kept';
import { useStamp } from './use-stamp';
import { useWindow } from './use-window';

export type GridColumn<Row> = Column<Row> & {
	readonly width: number;
	/** Its share of the room that is left, in px of a column; as its width where it is absent. */
	readonly grow?: number;
	/** Not shown until it is chosen. */
	readonly hidden?: boolean;
	/** It moves all the time: written past React, in the place of `cell`. */
	readonly live?: LiveFace<Row> & { readonly testId?: string };
	/** Never another while its row is there: sorted by it, rows keep their places. */
	readonly steady?: boolean;
};
export type GridProps<Row> = {
	label: string;
	/** Under this name sort and columns are remembered in this browser, and the CSV is called. */
	name: string;
	store: RowStore<Row>;
	columns: readonly GridColumn<Row>[];
	keyOf: (row: Row) => string;
	/** All of a row but what its live columns show, as one text: drawn anew where it is another. A stable function; without it, with every news. */
	faceOf?: (row: Row) => string;
	/** Which rows are shown at all; a stable function. */
	only?: (row: Row) => boolean;
	sort: Sort;
	actions?: (row: Row) => ReactNode;
	/** A row as a card, where there is no width for columns. */
	card: (row: Row) => ReactNode;
	cardHeight?: number;
	onOpen?: (row: Row) => void;
	/** Attributes of a row, for styles and tests. */
	marks?: (row: Row) => Readonly<Record<`data-${string}`, string | undefined>>;
	tools?: ReactNode;
	empty?: ReactNode;
	testId?: string;
};

/** Ten thousand rows and more: only those in sight are drawn. Arrow keys walk the rows, Enter opens one. */
export function DataGrid<Row>(props: GridProps<Row>) {
	const { store, columns, keyOf, only, actions, onOpen } = props;
	const { t, format } = useLook();
	const [filter, setFilter] = useState('');
	const [kept, keep] = useKept(`grid:${props.name}`, {
		...{ sort: props.sort, hidden: columns.filter((c) => c.hidden).map((c) => c.id) },
		/** Columns were chosen: then all of them are shown, and what is too wide scrolls. */
		chosen: false,
	});
	const { sort } = kept;
	const isSteady = filter === '' && only === undefined && columns.find(({ id }) => id === sort.column)?.steady === true;
	const stamp = useStamp(store, isSteady);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the stamp says when the rows within the store changed.
	const keys = useMemo(() => {
		const rows = only ? store.all().filter(only) : store.all();
		return arrange(rows, { columns, keyOf, filter, sort });
	}, [store, only, columns, keyOf, filter, sort, stamp]);
	const scroller = useRef<HTMLDivElement>(null);
	const view = useWindow(scroller, { count: keys.length, cardHeight: props.cardHeight ?? 88 });
	const [focused, setFocused] = useState(0);
	const wanted = columns.filter(({ id }) => !kept.hidden.includes(id));
	const actionsPx = actions ? actionsWidthPx : 0;
	const room = view.width - actionsPx;
	// biome-ignore lint/correctness/useExhaustiveDependencies: these are what `wanted` is made of; rows are drawn anew where their columns are others.
	const shown = useMemo(() => (kept.chosen ? wanted : fitting(wanted, room)), [columns, kept.hidden, kept.chosen, room]);

	function walk(event: KeyboardEvent<HTMLDivElement>): void {
		const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -keys.length, End: keys.length }[event.key];
		if (by === undefined || event.target !== document.activeElement || !(event.target as HTMLElement).matches('[role=row]')) return;
		event.preventDefault();
		const next = Math.min(keys.length - 1, Math.max(0, focused + by));
		setFocused(next);
		view.reveal(next);
		requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${next + 2}"]`)?.focus());
	}
	const template = `${shown.map(({ width, grow = width }) => `minmax(${width}px, ${grow}fr)`).join(' ')}${actions ? ` ${actionsWidthPx}px` : ''}`;
	const minWidth = shown.reduce((sum, { width }) => sum + width, actionsPx);
	const exported = () =>
		keys.flatMap((key) => {
			const row = store.get(key);
			return row === undefined ? [] : [row];
		});
	return (
		<div className="m-data">
			<div className="m-data-tools">
				<span className="m-data-filter">
					<Icon name="search" size={14} />
					<input
						type="search"
						placeholder={t('table.filter')}
						aria-label={`${t('table.filter')}: ${props.label}`}
						value={filter}
						onChange={(event) => setFilter(event.target.value)}
						data-testid={`${props.name}-filter`}
					/>
				</span>
				{props.tools}
				<span className="m-data-count" aria-live="polite" data-testid={`${props.name}-count`}>
					{keys.length === store.size
						? t('table.rows', { count: format.number(keys.length) })
						: t('table.rowsOf', { count: format.number(keys.length), all: format.number(store.size) })}
				</span>
				<Menu
					label={t('table.columns')}
					trigger={<Icon name="columns" size={15} />}
					items={columns.map(({ id, title }) => ({
						...{ id, label: title, checked: !kept.hidden.includes(id) },
						run: () =>
							keep({
								...kept,
								chosen: true,
								hidden: kept.hidden.includes(id) ? kept.hidden.filter((one) => one !== id) : [...kept.hidden, id],
							}),
					}))}
				/>
				<IconButton
					icon="download"
					label={t('table.export')}
					testId={`${props.name}-export`}
					onClick={() => download(`${props.name}.csv`, csvOf(exported(), columns))}
				/>
			</div>
			{keys.length === 0 ? (
				store.isAwaited ? (
					<Loading rows={6} />
				) : (
					(props.empty ?? <Empty />)
				)
			) : (
				// biome-ignore lint/a11y/useSemanticElements: a table element can't hold rows that are not there.
				<div
					ref={scroller}
					className="m-data-scroll"
					role="grid"
					aria-label={props.label}
					aria-rowcount={keys.length + 1}
					tabIndex={-1}
					onKeyDown={walk}
					data-cards={view.cards || undefined}
					data-testid={props.testId}
				>
					{!view.cards && (
						<GridHead
							columns={shown}
							template={template}
							minWidth={minWidth}
							sort={sort}
							hasActions={actions !== undefined}
							onSort={(next) => keep({ ...kept, sort: next })}
						/>
					)}
					{/* biome-ignore lint/a11y/useSemanticElements: see above. */}
					<div
						role="rowgroup"
						style={{ height: keys.length * view.rowHeight, minWidth: view.cards ? undefined : minWidth }}
						className="m-data-body"
					>
						{keys.slice(view.from, view.to).map((key, index) => (
							<GridRow
								key={key}
								{...{ store, id: key, at: view.from + index, columns: shown, template, actions, onOpen, onFocus: setFocused }}
								faceOf={props.faceOf}
								card={view.cards ? props.card : undefined}
								height={view.rowHeight}
								marks={props.marks}
								focusable={view.from + index === Math.min(focused, keys.length - 1)}
								words={t}
							/>
						))}
					</div>
				</div>
			)}
		</div>
	);
}

/** The same in every row, so that columns stand below one another. */
const actionsWidthPx = 136;
const fewest = 3;

/** As many columns as there is room for, from the first on. */
function fitting<Row>(columns: readonly GridColumn<Row>[], widthPx: number): readonly GridColumn<Row>[] {
	let used = 0;
	return columns.filter(({ width }, index) => {
		used += width;
		return index < fewest || used <= widthPx;
	});
}

type HeadProps<Row> = {
	columns: readonly GridColumn<Row>[];
	template: string;
	minWidth: number;
	sort: Sort;
	hasActions: boolean;
	onSort: (sort: Sort) => void;
};

function GridHead<Row>({ columns, template, minWidth, sort, hasActions, onSort }: HeadProps<Row>) {
	const { t } = useLook();
	return (
		// biome-ignore lint/a11y/useSemanticElements: part of a grid that is no table element.
		<div role="rowgroup" className="m-data-headgroup" style={{ minWidth }}>
			{/* biome-ignore lint/a11y/useSemanticElements: part of a grid that is no table element. */}
			{/* biome-ignore lint/a11y/useFocusableInteractive: its cells hold buttons. */}
			<div role="row" className="m-data-row m-data-head" style={{ gridTemplateColumns: template }} aria-rowindex={1}>
				{columns.map(({ id, title, numeric }) => {
					const sorted = sort.column === id;
					return (
						// biome-ignore lint/a11y/useSemanticElements: part of a grid that is no table element.
						// biome-ignore lint/a11y/useFocusableInteractive: its button has the focus.
						<div
							key={id}
							role="columnheader"
							aria-sort={sorted ? (sort.down ? 'descending' : 'ascending') : 'none'}
							className={numeric ? 'num' : undefined}
						>
							<button type="button" onClick={() => onSort({ column: id, down: sorted ? !sort.down : (numeric ?? false) })}>
								{title}
								{sorted && <Icon name={sort.down ? 'down' : 'up'} size={11} />}
							</button>
						</div>
					);
				})}
				{hasActions && (
					// biome-ignore lint/a11y/useSemanticElements: part of a grid that is no table element.
					// biome-ignore lint/a11y/useFocusableInteractive: a heading that does nothing.
					<div role="columnheader" className="m-data-actions">
						<span className="sr">{t('table.actions')}</span>
					</div>
				)}
			</div>
		</div>
	);
}
