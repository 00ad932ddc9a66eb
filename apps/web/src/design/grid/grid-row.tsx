import { memo, type ReactNode } from 'react';
import type { GridColumn } from './data-grid';

type Props<Row> = {
	row: Row;
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

function Draw<Row>({ row, at, columns, template, height, focusable, actions, card, marks, onOpen, onFocus }: Props<Row>) {
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
				columns.map(({ id, numeric, value, cell }) => (
					// biome-ignore lint/a11y/useSemanticElements: part of a grid that is no table element.
					// biome-ignore lint/a11y/useFocusableInteractive: the row has the focus.
					<div key={id} role="gridcell" className={numeric ? 'num' : undefined}>
						{cell ? cell(row) : (value(row) ?? '–')}
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

/** Drawn anew only where its own row, place or columns changed. */
export const GridRow = memo(Draw) as typeof Draw;
