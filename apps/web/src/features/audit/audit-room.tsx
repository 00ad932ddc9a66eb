'use client';

import { useState } from 'react';
import { useLook } from '../../design/look-context';
import { Page } from '../../design/panel';
import { Failure } from '../../design/state';
import { Tabs } from '../../design/tabs';
import { documents } from '../../lib/documents';
import { useQuery } from '../shell/session';
import './audit.css';
import { Filters } from './filters';
import { Acts, OrderChanges } from './lists';
import { type Asked, askedNothing, type Choices } from './model';

/** Who did what to the set-up, and what became of every order: searched, and taken away as a file. */
export function AuditRoom() {
	const { t } = useLook();
	const [which, setWhich] = useState<'acts' | 'orders'>('acts');
	const [asked, setAsked] = useState<Asked>(askedNothing);
	const { data: choices, failure, reload } = useQuery<Choices>(documents.auditChoices);
	return (
		<Page title={t('room.audit')} wide>
			<p className="muted">{t('audit.text')}</p>
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			<Tabs
				label={t('audit.views')}
				value={which}
				onChange={setWhich}
				tabs={[
					{ id: 'acts', label: t('audit.acts'), testId: 'audit-tab-acts' },
					{ id: 'orders', label: t('audit.orders'), testId: 'audit-tab-orders' },
				]}
			>
				<Filters {...{ which, asked, choices }} onChange={(change) => setAsked((old) => ({ ...old, ...change }))} />
				{which === 'acts' ? <Acts asked={asked} /> : <OrderChanges asked={asked} />}
			</Tabs>
		</Page>
	);
}
