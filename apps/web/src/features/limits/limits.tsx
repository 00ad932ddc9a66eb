'use client';

import { useCallback, useState } from 'react';
import { SelectField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Page } from '../../design/panel';
import { Failure, Loading, Notice } from '../../design/state';
import { documents } from '../../lib/documents';
import { Proof } from '../admin/proof';
import { useAct } from '../risk/use-act';
import { useMeridian } from '../shell/session';
import { useLive } from '../shell/use-live';
import '../risk/risk.css';
import { LimitTable } from './limit-table';
import type { LimitSet } from './model';
import { Pending } from './pending';
import { useLimitWords } from './use-limit-words';

type Sets = { limits: LimitSet[] };
const setsOf = ({ risk }: { risk: Sets }) => risk;
const keyOf = ({ level, subjectId }: LimitSet) => `${level}:${subjectId}`;

/** Every set of limits, how much of it is in use, and what waits for a second person. */
export function Limits() {
	const { may } = useMeridian();
	const { t } = useLook();
	const { nameOf } = useLimitWords();
	const { data, failure, reload } = useLive<{ risk: Sets }, Sets>({ live: documents.limitsLive, liveOf: setsOf, asked: documents.limits });
	const acts = useAct(useCallback(() => void reload(), [reload]));
	const [chosen, setChosen] = useState('');
	const mayManage = may('LIMITS_MANAGE');
	const set = data?.limits.find((each) => keyOf(each) === chosen) ?? data?.limits[0];
	return (
		<Page
			title={t('room.limits')}
			wide
			tools={
				data &&
				set && (
					<SelectField
						label={t('limits.whose')}
						help={t('limits.whoseHelp')}
						value={keyOf(set)}
						options={data.limits.map((each) => [
							keyOf(each),
							each.pending.length > 0 ? t('limits.waits', { name: nameOf(each) }) : nameOf(each),
						])}
						onChange={setChosen}
						testId="limits-of"
					/>
				)
			}
		>
			{acts.failure !== '' && (
				<Notice tone="bad" testId="limits-failure">
					{acts.failure}
				</Notice>
			)}
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			{data === undefined && failure === '' && <Loading rows={6} label={t('limits.reading')} />}
			{data !== undefined && <Pending sets={data.limits} mayManage={mayManage} acts={acts} />}
			{set !== undefined && <LimitTable key={`${keyOf(set)}:${set.version}`} set={set} mayManage={mayManage} acts={acts} />}
			<Proof {...acts.proof} />
		</Page>
	);
}
