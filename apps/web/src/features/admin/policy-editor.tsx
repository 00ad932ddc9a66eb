'use client';

import { useMemo, useState } from 'react';
import { Button } from '../../design/button';
import { LinesField } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { requestApi } from '../../lib/api';
import { documents } from '../../lib/documents';
import { tokenSource } from '../../lib/token';
import type { Act, AdminInput } from './use-admin';

type Row = {
	email: string;
	role: string;
	permissions: string[];
	orders: { account: string; instruments: string[]; maxLots: string | null }[];
};

/** Policies are tried before they are in force: who could then do what. */
export function PolicyEditor(props: AdminInput & { act: Act; inForce: { version: number; text: string } | undefined }) {
	const { apiUrl: url, token: first, expiresAtMs, act, inForce } = props;
	const token = useMemo(() => tokenSource({ token: first, expiresAtMs }), [first, expiresAtMs]);
	const { t, code } = useLook();
	const [text, setText] = useState(inForce?.text ?? '');
	const [rows, setRows] = useState<Row[]>();
	const [problem, setProblem] = useState('');

	async function tryOut(): Promise<void> {
		setProblem('');
		try {
			setRows((await requestApi<{ whoCan: Row[] }>({ url, token }, { query: documents.whoCan, variables: { text } })).whoCan);
		} catch (error) {
			setProblem(error instanceof Error ? error.message : String(error));
		}
	}
	return (
		<section className="card">
			<LinesField
				label={t('policy.text')}
				help={t('policy.help')}
				value={text}
				onChange={setText}
				rows={8}
				spellCheck={false}
				testId="policy-text"
			/>
			{problem !== '' && (
				<p className="error-text" role="alert" data-testid="policy-problem">
					{problem}
				</p>
			)}
			<div className="actions">
				<Button onClick={() => void tryOut()} testId="policy-try">
					{t('policy.try')}
				</Button>
				<Button
					tone="primary"
					onClick={() => void act(documents.changePolicies, { baseVersion: inForce?.version ?? 0, text })}
					testId="policy-save"
				>
					{t('policy.save')}
				</Button>
			</div>
			{rows && (
				<table data-testid="who-can">
					<thead>
						<tr>
							<th>{t('policy.person')}</th>
							<th>{t('policy.role')}</th>
							<th>{t('policy.orders')}</th>
						</tr>
					</thead>
					<tbody>
						{rows.map((row) => (
							<tr key={row.email}>
								<td>{row.email}</td>
								<td title={row.permissions.map((one) => code('permission', one)).join(', ')}>{code('role', row.role)}</td>
								<td>
									{row.orders.length === 0
										? t('policy.none')
										: row.orders
												.map(({ account, instruments, maxLots }) => {
													const what = `${account}: ${instruments.join(' ')}`;
													return maxLots === null ? what : t('policy.upTo', { what, lots: maxLots });
												})
												.join('; ')}
								</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</section>
	);
}
