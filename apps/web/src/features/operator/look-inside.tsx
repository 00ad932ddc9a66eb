'use client';

import { useEffect, useState } from 'react';
import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';
import { Row } from '../../design/panel';
import { Empty, Failure, Loading, Notice } from '../../design/state';
import { Status } from '../../design/status';
import { Table } from '../../design/table';
import { requestApi } from '../../lib/api';
import { documents } from '../../lib/documents';
import { useMeridian } from '../shell/session';
import { lifeTone, lifeWord } from '../trade/words';
import type { Inside } from './model';

/** What an operator may read of a tenant that agreed, with the token of minutes that was lent. Nothing of it can be changed. */
export function LookInside({ token, onLeave }: { token: string; expiresAt: string; onLeave: () => void }) {
	const { t, code, format } = useLook();
	const { apiUrl } = useMeridian();
	const [inside, setInside] = useState<Inside>();
	const [failure, setFailure] = useState('');
	useEffect(() => {
		let gone = false;
		requestApi<Inside>({ url: apiUrl, token: () => Promise.resolve(token) }, { query: documents.supportView, variables: {} }).then(
			(found) => gone || setInside(found),
			(error: Error) => gone || setFailure(error.message),
		);
		return () => {
			gone = true;
		};
	}, [apiUrl, token]);
	if (failure !== '') return <Failure text={failure} onRetry={onLeave} />;
	if (inside === undefined) return <Loading />;
	const { tenant, accounts } = inside;
	return (
		<div className="o-inside" data-testid="support-inside">
			<Notice tone="info">
				{t('operator.inside', { name: tenant.displayName })} {tenant.halted && t('operator.halted')}
			</Notice>
			<Table
				label={t('operator.accounts')}
				rows={accounts}
				keyOf={({ id }) => id}
				rowTestId="inside-account"
				columns={[
					{ id: 'account', title: t('operator.account'), value: ({ name }) => name },
					{ id: 'terminal', title: t('operator.terminal'), value: ({ server, login }) => `${server} ${login}` },
					{
						...{ id: 'state', title: '', value: ({ link }: Inside['accounts'][number]) => String(link) },
						cell: ({ link, reconciled }) => (
							<Status tone={link && reconciled ? 'good' : 'bad'}>{t(link ? 'operator.connected' : 'operator.cut')}</Status>
						),
					},
				]}
			/>
			<Table
				label={t('operator.breaks')}
				rows={inside.breaks.edges.map(({ node }) => node)}
				keyOf={({ account, seq }) => `${account.name} ${seq}`}
				empty={<Empty title={t('operator.breaks')} text={t('operator.noBreaks')} icon="breaks" />}
				columns={[
					{ id: 'when', title: t('operator.when'), value: ({ at }) => format.dateTime(at) },
					{ id: 'account', title: t('operator.account'), value: ({ account }) => account.name },
					{
						id: 'what',
						title: t('operator.what'),
						value: (one) => `${code('break', one.code)}: ${code('break', `${one.code}.why`, one.explanation)}`,
					},
				]}
			/>
			<Table
				label={t('operator.orders')}
				rows={inside.orders.edges.map(({ node }) => node)}
				keyOf={({ id }) => id}
				empty={<Empty title={t('operator.orders')} text={t('operator.noOrders')} icon="orders" />}
				columns={[
					{ id: 'when', title: t('operator.when'), value: ({ updatedAt }) => format.dateTime(updatedAt) },
					{ id: 'account', title: t('operator.account'), value: ({ account }) => account.name },
					{
						...{ id: 'what', title: t('operator.what') },
						value: ({ orderId, side, quantity, instrument }) => `${orderId}: ${code('side', side)} ${quantity} ${instrument?.symbol ?? ''}`,
					},
					{
						...{ id: 'state', title: '', value: ({ life }: { life: string }) => life },
						cell: ({ life }) => <Status tone={lifeTone(life)}>{t(lifeWord(life))}</Status>,
					},
				]}
			/>
			<Row>
				<Button onClick={onLeave} testId="support-leave">
					{t('operator.leave')}
				</Button>
			</Row>
		</div>
	);
}
