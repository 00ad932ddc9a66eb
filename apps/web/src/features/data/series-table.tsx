import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Empty } from '../../design/state';
import { Table } from '../../design/table';
import type { Series } from './model';

const minute = (iso: string | null): string => (iso === null ? '–' : iso.slice(0, 16).replace('T', ' '));

/** What the store has for this tenant: its own, and the shared data that it is entitled to. */
export function SeriesTable({ series }: { series: readonly Series[] }) {
	const { t, format } = useLook();
	const bytesPerRow = ({ bytes, rows }: Series) => (rows === '0' ? '–' : format.number((Number(bytes) / Number(rows)).toFixed(1)));
	return (
		<Panel title={t('data.stored')} flush>
			<Table
				label={t('data.stored')}
				rows={series}
				keyOf={({ owner, venue, instrument, table }) => `${owner} ${venue} ${instrument} ${table}`}
				testId="series"
				empty={<Empty icon="data" title={t('data.nothing')} />}
				columns={[
					{ id: 'venue', title: t('data.venue'), value: ({ venue }) => venue },
					{ id: 'instrument', title: t('data.instrument'), value: ({ instrument }) => instrument },
					{ id: 'table', title: t('data.table'), value: ({ table }) => table },
					{ id: 'rows', title: t('data.rowsHead'), numeric: true, value: ({ rows }) => format.number(rows) },
					{ id: 'bytes', title: t('data.bytes'), numeric: true, value: bytesPerRow },
					{ id: 'from', title: t('data.from'), value: ({ firstAt }) => minute(firstAt) },
					{ id: 'to', title: t('data.to'), value: ({ lastAt }) => minute(lastAt) },
					{ id: 'owner', title: t('data.owner'), value: ({ owner }) => t(`data.${owner}`) },
				]}
			/>
		</Panel>
	);
}
