'use client';

import type { ReactNode } from 'react';
import { useLook } from './look-context';
import './table.css';

export type Column<Row> = {
	readonly id: string;
	readonly title: string;
	/** Right-aligned, in tabular figures. */
	readonly numeric?: boolean;
	/** Sort, filter and CSV take this. */
	readonly value: (row: Row) => string | number | null;
	/** What is shown; the value where it is absent. */
	readonly cell?: (row: Row) => ReactNode;
	readonly width?: number;
};

type Props<Row> = {
	label: string;
	columns: readonly Column<Row>[];
	rows: readonly Row[];
	keyOf: (row: Row) => string;
	/** Acts on a row, always in sight at its end. */
	actions?: (row: Row) => ReactNode;
	/** Shown where there are no rows. */
	empty?: ReactNode;
	testId?: string;
	rowTestId?: string;
};

/** A short table, whole on the page; a phone sees each row as a card. For thousands of rows there is DataGrid. */
export function Table<Row>({ label, columns, rows, keyOf, actions, empty, testId, rowTestId }: Props<Row>) {
	const { t } = useLook();
	if (rows.length === 0 && empty !== undefined) return empty;
	return (
		<div className="m-table-scroll">
			<table className="m-table" aria-label={label} data-testid={testId}>
				<thead>
					<tr>
						{columns.map(({ id, title, numeric, width }) => (
							<th key={id} scope="col" className={numeric ? 'num' : undefined} style={width === undefined ? undefined : { width }}>
								{title}
							</th>
						))}
						{actions && (
							<th scope="col">
								<span className="sr">{t('table.actions')}</span>
							</th>
						)}
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => (
						<tr key={keyOf(row)} data-testid={rowTestId} data-key={keyOf(row)}>
							{columns.map(({ id, title, numeric, value, cell }) => (
								<td key={id} className={numeric ? 'num' : undefined} data-name={title}>
									{cell ? cell(row) : (value(row) ?? '–')}
								</td>
							))}
							{actions && <td className="m-table-actions">{actions(row)}</td>}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
