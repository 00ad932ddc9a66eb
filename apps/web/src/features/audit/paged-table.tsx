'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { csvOf, download } from '../../design/grid/csv';
import { useLook } from '../../design/look-context';
import { Panel, Row } from '../../design/panel';
import { Empty, Failure, Loading } from '../../design/state';
import { type Column, Table } from '../../design/table';
import { useToast } from '../../design/toast';
import type { Edge, Pages } from './use-pages';

type Props<Line> = {
	label: string;
	name: string;
	pages: Pages<Line>;
	/** For the eye, and for the file. */
	columns: readonly Column<Line>[];
	csv: readonly Column<Line>[];
};

/** What was asked for, the newest first: older lines on demand, all of them as a file. */
export function PagedTable<Line>({ label, name, pages, columns, csv }: Props<Line>) {
	const { t, format } = useLook();
	const tell = useToast();
	const [exporting, setExporting] = useState(false);
	const save = async () => {
		setExporting(true);
		try {
			const { rows, cut } = await pages.all();
			download(`${name}.csv`, csvOf(rows, csv));
			tell(t(cut ? 'audit.cut' : 'audit.exported', { count: format.number(rows.length) }), { tone: cut ? 'unknown' : 'good' });
		} catch (error) {
			tell(error instanceof Error ? error.message : String(error), { tone: 'bad' });
		}
		setExporting(false);
	};
	if (pages.failure !== '') return <Failure text={pages.failure} onRetry={pages.reload} />;
	if (pages.edges === undefined) return <Loading rows={8} />;
	return (
		<Panel
			title={label}
			flush
			tools={
				<Button size="s" icon="download" busy={exporting} onClick={() => void save()} testId="audit-export">
					{t('audit.export')}
				</Button>
			}
		>
			<Table<Edge<Line>>
				label={label}
				rows={pages.edges}
				keyOf={({ cursor }) => cursor}
				testId="audit-lines"
				rowTestId="audit-line"
				empty={<Empty icon="audit" text={t('audit.none')} />}
				columns={columns.map(({ value, cell, ...column }) => ({
					...column,
					value: ({ node }: Edge<Line>) => value(node),
					...(cell === undefined ? {} : { cell: ({ node }: Edge<Line>) => cell(node) }),
				}))}
			/>
			{pages.older !== null && (
				<div className="m-panel-body">
					<Row>
						<Button busy={pages.busy} onClick={pages.older} testId="audit-older">
							{t('audit.older')}
						</Button>
					</Row>
				</div>
			)}
		</Panel>
	);
}
