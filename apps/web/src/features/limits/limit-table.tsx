import { useState } from 'react';
import { Button } from '../../design/button';
import { Help } from '../../design/field';
import { Gauge } from '../../design/gauge';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Table } from '../../design/table';
import { documents } from '../../lib/documents';
import type { Acts } from '../risk/use-act';
import { limitText, limitValue } from './limit-words';
import type { LimitSet, LimitValue } from './model';
import { useLimitWords } from './use-limit-words';

type Props = { set: LimitSet; mayManage: boolean; acts: Acts };

/** One set: what is in force, how much of it is in use, and a field for what it shall be. */
export function LimitTable({ set, mayManage, acts }: Props) {
	const { t } = useLook();
	const words = useLimitWords();
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
			label={t('limits.of', { name: set.name })}
			flush
			tools={
				<>
					<span className="m-stat-name">{t('limits.version', { version: set.version })}</span>
					{mayManage && (
						<Button
							tone="primary"
							size="s"
							busy={acts.busy}
							disabled={changed.length === 0 || malformed.length > 0}
							onClick={() => void propose()}
							testId="limits-propose"
						>
							{changed.length > 0 ? t('limits.proposeMany', { count: changed.length }) : t('limits.propose')}
						</Button>
					)}
				</>
			}
		>
			{malformed[0] !== undefined && (
				<p className="pad" role="alert">
					{t('limits.malformed', { name: words.title(malformed[0].name), unit: words.unit(malformed[0].name) })}
				</p>
			)}
			<Table
				label={t('room.limits')}
				rows={set.limits}
				keyOf={({ name }) => name}
				testId="limits-table"
				rowTestId="limit"
				columns={[
					{
						id: 'name',
						title: t('limits.limit'),
						value: ({ name }) => words.title(name),
						cell: ({ name }) => (
							<span className="limit-name">
								{words.title(name)} <Help name={words.title(name)} text={words.help(name)} />
							</span>
						),
					},
					{
						id: 'value',
						title: t('limits.inForce'),
						numeric: true,
						value: ({ value }) => value,
						cell: ({ name, value }) =>
							value === null ? t(set.level === 'ACCOUNT' ? 'limits.noneDenies' : 'limits.none') : words.value(name, value),
					},
					{
						id: 'used',
						title: t('limits.inUse'),
						width: 220,
						value: ({ used }) => used,
						cell: ({ name, value, used }) =>
							used === null ? '–' : value === null ? used : <Gauge label={words.title(name)} used={Number(used)} limit={Number(value)} />,
					},
					...(mayManage
						? [
								{
									id: 'proposed',
									title: t('limits.proposed'),
									numeric: true,
									value: typed,
									cell: (limit: LimitValue) => (
										<span className="limit-edit">
											<input
												aria-label={t('limits.proposeOne', { name: words.title(limit.name) })}
												aria-invalid={wanted(limit) === null || undefined}
												inputMode="decimal"
												value={typed(limit)}
												onChange={(event) => setAsked({ ...asked, [limit.name]: event.target.value })}
											/>
											<span>{words.unit(limit.name)}</span>
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
