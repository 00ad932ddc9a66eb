import { useLook } from '../../design/look-context';
import { Table } from '../../design/table';
import type { Preview, PreviewRow } from './model';

/** The first rows as they will be read, next to what stands in the file. */
export function PreviewTable({ preview }: { preview: Preview }) {
	const { t, code } = useLook();
	const { format, instrument, zone, priceDigits: digits } = preview;
	const fault = ({ fault: kind }: PreviewRow) =>
		kind !== null && <span className={kind === 'none' ? 'muted' : 'down'}>{code('badRow', kind)}</span>;
	return (
		<>
			<p className="muted">{t('data.previewOf', { format, instrument, zone, digits })}</p>
			<Table
				label={t('data.preview')}
				rows={preview.rows}
				keyOf={({ row }) => String(row)}
				testId="preview-rows"
				columns={[
					{ id: 'row', title: t('data.lineHead'), numeric: true, value: ({ row }) => row },
					{
						...{ id: 'at', title: t('data.timeUtc'), value: ({ at }: PreviewRow) => at },
						cell: (row) => fault(row) || row.at?.replace('T', ' ').replace('Z', ''),
					},
					{ id: 'first', title: t('data.first'), numeric: true, value: ({ first }) => first },
					{ id: 'second', title: t('data.second'), numeric: true, value: ({ second }) => second },
					{
						...{ id: 'text', title: t('data.inFile'), value: ({ text }: PreviewRow) => text },
						cell: ({ text }) => <code>{text.slice(0, 90)}</code>,
					},
				]}
			/>
		</>
	);
}
