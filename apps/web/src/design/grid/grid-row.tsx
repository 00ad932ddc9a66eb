import { memo, type ReactNode, useCallback, useSyncExternalStore } from 'react';
import { LiveText } from '../live-text';
import type { GridColumn } from './data-grid';
import type { RowStore } from './row-store';

type Props<Row> = {
	store: RowStore<Row>;
	id: string;
	faceOf: ((row: Row) => string) | undefined;
	at: number;
	columns: readonly GridColumn<Row>[];
	template: string;
	height: number;
	focusable: boolean;
	/** The person's words: cells are drawn anew where the language changes. */
	words: unknown;
	actions: ((row: Row) => ReactNode) | undefined;
	card: ((row: Row) => ReactNode) | undefined;
	marks: ((row: Row) => Readonly<Record<`data-${string}`, string | undefined>>) | undefined;
	onOpen: ((row: Row) => void) | undefined;
	onFocus: (at: number) => void;
};

function Draw<Row>(props: Props<Row>) {
	const { store, id, faceOf, at, columns, template, height, focusable, actions, card, marks, onOpen, onFocus } = props;
	const face = () => {
		const row = store.get(id);
		return row !== undefined && faceOf ? faceOf(row) : row;
	};
	const subscribe = useCallback((listener: () => void) => store.on(id, listener), [store, id]);
	useSyncExternalStore<unknown>(subscribe, face, face);
	const row = store.get(id);
	if (row === undefined) return null;
	return (
		// biome-ignore lint/a11y/useSemanticElements: part of a grid that is no table element.
		<div
			role="row"
			className={card ? 'm-data-card' : 'm-data-row'}
			aria-rowindex={at + 2}
			tabIndex={focusable ? 0 : -1}
			style={{ transform: `translateY(${at * height}px)`, height, ...(card ? {} : { gridTemplateColumns: template }) }}
			onFocus={() => onFocus(at)}
			onDoubleClick={onOpen && (() => onOpen(row))}
			onClick={(event) => {
				// A finger has no double click.
				if (card && event.target instanceof Element && event.target.closest('button') === null) onOpen?.(row);
			}}
			onKeyDown={(event) => {
				if (event.key === 'Enter' && event.target === event.currentTarget) onOpen?.(row);
			}}
			{...marks?.(row)}
		>
			{card ? (
				// biome-ignore lint/a11y/useSemanticElements: part of a grid that is no table element.
				// biome-ignore lint/a11y/useFocusableInteractive: the row has the focus.
				<div role="gridcell" className="m-data-cardcell">
					{card(row)}
				</div>
			) : (
				columns.map(({ id: column, numeric, value, cell, live }) => (
					// biome-ignore lint/a11y/useSemanticElements: part of a grid that is no table element.
					// biome-ignore lint/a11y/useFocusableInteractive: the row has the focus.
					<div key={column} role="gridcell" className={`${numeric ? 'num' : ''}${live ? ' m-livecell' : ''}`}>
						{live ? <LiveText source={store} id={id} face={live} testId={live.testId} /> : cell ? cell(row) : (value(row) ?? '–')}
					</div>
				))
			)}
			{actions && (
				// biome-ignore lint/a11y/useSemanticElements: part of a grid that is no table element.
				// biome-ignore lint/a11y/useFocusableInteractive: its buttons have the focus.
				<div role="gridcell" className="m-data-actions">
					{actions(row)}
				</div>
			)}
		</div>
	);
}

/** Drawn anew only where its own face, place or columns changed. */
export const GridRow = memo(Draw) as typeof Draw;
