import { useState } from 'react';
import { Button } from '../../design/button';
import { Help } from '../../design/field';
import { Gauge } from '../../design/gauge';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Table } from '../../design/table';
import { documents } from '../../lib/documents';
import type { Acts } from '../risk/use-act';
import { limitHelp, limitText, limitTitle, limitUnit, limitValue } from './limit-words';
import type { LimitSet, LimitValue } from './model';

type Props = { set: LimitSet; mayManage: boolean; acts: Acts };

/** One set: what is in force, how much of it is in use, and a field for what it shall be. */
export function LimitTable({ set, mayManage, acts }: Props) {
	const { format } = useLook();
	const [asked, setAsked] = useState<Record<string, string>>({});
	const typed = (limit: LimitValue) => asked[limit.name] ?? (limit.value === null ? '' : limitText(limit.name, limit.value));
	const wanted = (limit: LimitValue) => limitValue(limit.name, typed(limit).trim());
	const malformed = set.limits.filter((limit) => wanted(limit) === null);
	const changed = set.limits.filter((limit) => asked[limit.name] !== undefined && wanted(limit) !== (limit.value ?? ''));

	async function propose(): Promise<void> {
		const limits = changed.map((limit) => ({ name: limit.name, value: wanted(limit) || null }));
		const { level, subjectId, version: expectedVersion } = set;
		if ((await acts.act(documents.setLimits, { input: { level, subjectId, expectedVersion, limits } })) !== null) setAsked({});
	}
	return (
		<Panel
			title={set.name}
			label={`Limits of ${set.name}`}
			flush
			tools={
				<>
					<span className="m-stat-name">{`version ${set.version}`}</span>
					{mayManage && (
						<Button
							tone="primary"
							size="s"
							busy={acts.busy}
							disabled={changed.length === 0 || malformed.length > 0}
							onClick={() => void propose()}
							testId="limits-propose"
						>
							{changed.length > 0 ? `Propose ${changed.length}` : 'Propose'}
						</Button>
					)}
				</>
			}
		>
			{malformed[0] !== undefined && (
				<p
					className="pad"
					role="alert"
				>{`${limitTitle(malformed[0].name)}: a number ${limitUnit(malformed[0].name)}, or empty for none.`}</p>
			)}
			<Table
				label="Limits"
				rows={set.limits}
				keyOf={({ name }) => name}
				testId="limits-table"
				rowTestId="limit"
				columns={[
					{
						id: 'name',
						title: 'Limit',
						value: ({ name }) => limitTitle(name),
						cell: ({ name }) => (
							<span className="limit-name">
								{limitTitle(name)} <Help name={limitTitle(name)} text={limitHelp(name)} />
							</span>
						),
					},
					{
						id: 'value',
						title: 'In force',
						numeric: true,
						value: ({ value }) => value,
						cell: ({ name, value }) =>
							value === null
								? set.level === 'ACCOUNT'
									? 'none: denies'
									: 'none'
								: `${format.number(limitText(name, value))} ${limitUnit(name)}`,
					},
					{
						id: 'used',
						title: 'In use',
						width: 220,
						value: ({ used }) => used,
						cell: ({ name, value, used }) =>
							used === null ? '' : value === null ? used : <Gauge label={limitTitle(name)} used={Number(used)} limit={Number(value)} />,
					},
					...(mayManage
						? [
								{
									id: 'proposed',
									title: 'Proposed',
									numeric: true,
									value: typed,
									cell: (limit: LimitValue) => (
										<span className="limit-edit">
											<input
												aria-label={`Propose ${limitTitle(limit.name)}`}
												aria-invalid={wanted(limit) === null || undefined}
												inputMode="decimal"
												value={typed(limit)}
												onChange={(event) => setAsked({ ...asked, [limit.name]: event.target.value })}
											/>
											{limitUnit(limit.name)}
										</span>
									),
								},
							]
						: []),
				]}
			/>
		</Panel>
	);
}
