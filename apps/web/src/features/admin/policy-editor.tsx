'use client';

import { useMemo, useState } from 'react';
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
const words = (text: string): string => text.toLowerCase().replaceAll('_', ' ');

/** Policies are tried before they are in force: who could then do what. */
export function PolicyEditor(props: AdminInput & { act: Act; inForce: { version: number; text: string } | undefined }) {
	const { apiUrl: url, token: first, expiresAtMs, act, inForce } = props;
	const token = useMemo(() => tokenSource({ token: first, expiresAtMs }), [first, expiresAtMs]);
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
			<label>
				Cedar; empty: the roles alone decide
				<textarea value={text} onChange={(event) => setText(event.target.value)} rows={8} spellCheck={false} data-testid="policy-text" />
			</label>
			{problem !== '' && (
				<p className="error-text" role="alert" data-testid="policy-problem">
					{problem}
				</p>
			)}
			<div className="actions">
				<button type="button" onClick={() => void tryOut()} data-testid="policy-try">
					Who could do what
				</button>
				<button
					className="primary"
					type="button"
					onClick={() => void act(documents.changePolicies, { baseVersion: inForce?.version ?? 0, text })}
					data-testid="policy-save"
				>
					Put in force
				</button>
			</div>
			{rows && (
				<table data-testid="who-can">
					<thead>
						<tr>
							<th>Person</th>
							<th>Role</th>
							<th>May open orders</th>
						</tr>
					</thead>
					<tbody>
						{rows.map((row) => (
							<tr key={row.email}>
								<td>{row.email}</td>
								<td title={row.permissions.map(words).join(', ')}>{words(row.role)}</td>
								<td>
									{row.orders.length === 0
										? 'none'
										: row.orders
												.map(
													({ account, instruments, maxLots }) =>
														`${account}: ${instruments.join(' ')}${maxLots === null ? '' : ` up to ${maxLots} lots`}`,
												)
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
