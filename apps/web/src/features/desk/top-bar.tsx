'use client';

import Link from 'next/link';
import { signOut } from 'next-auth/react';
import { useRef } from 'react';
import { documents } from '../../lib/documents';
import { money, sign } from '../../lib/format';
import type { Account, UserError } from '../../lib/types';
import type { DeskState, Request } from './use-desk';

type Props = {
	desk: DeskState;
	account: Account;
	online: boolean;
	request: Request;
	refresh: () => Promise<void>;
	toast: (text: string) => void;
	onAccount: (id: string) => void;
};

function linkWords(account: Account): [string, string] {
	if (!account.link) return ['bad', 'Line cut'];
	if (!account.reconciled) return ['wait', 'Reconciling'];
	return account.tradeAllowed ? ['ok', 'Terminal connected'] : ['wait', 'Trading not allowed'];
}

export function TopBar({ desk, account, online, request, refresh, toast, onAccount }: Props) {
	const confirm = useRef<HTMLDialogElement>(null);
	const may = (permission: string) => desk.viewer.permissions.includes(permission);
	const [tone, words] = linkWords(account);
	const unplugged = account.brokerLine === 'UNPLUGGED';

	async function act(query: string, variables: Record<string, unknown>): Promise<void> {
		try {
			const [answer] = Object.values(await request<Record<string, UserError>>(query, variables));
			if (answer?.message !== undefined) toast(answer.message);
			await refresh();
		} catch (error) {
			toast(error instanceof Error ? error.message : String(error));
		}
	}

	return (
		<header className="topbar">
			<span className="wordmark">Meridian</span>
			<span className="muted wide">{desk.tenant.name}</span>
			<select aria-label="Account" value={account.id} onChange={(e) => onAccount(e.target.value)} data-testid="account-switcher">
				{desk.accounts.map((a) => (
					<option key={a.id} value={a.id}>
						{a.name}
					</option>
				))}
			</select>
			<Stat name={`Balance ${account.currency}`} value={money(account.balance)} />
			<Stat name="Open P&L" value={money(account.unrealisedPnl)} tone={sign(account.unrealisedPnl)} />
			<Stat name="Realised" value={money(account.realisedPnl)} tone={sign(account.realisedPnl)} />
			<span className={`pill ${tone}`} data-testid="link-state">
				{words}
			</span>
			<span className="pill plain wide" data-testid="market-label">
				{desk.tenant.marketLabel}
			</span>
			{!online && <span className="pill bad">Offline, reconnecting</span>}
			<span className="spacer" />
			<Link href="/limits" className="muted wide" data-testid="limits-link">
				Limits
			</Link>
			{desk.tenant.demo && may('DEMO_LINE') && (
				<button
					type="button"
					role="switch"
					className="switch"
					aria-checked={unplugged}
					data-testid="line-switch"
					onClick={() => act(documents.line, { input: { accountId: account.id, line: unplugged ? 'PLUGGED' : 'UNPLUGGED' } })}
				>
					<i /> {unplugged ? 'Broker unplugged' : 'Unplug the broker'}
				</button>
			)}
			{may('TENANT_HALT') && (
				<button type="button" className="danger" data-testid="halt-button" onClick={() => confirm.current?.showModal()}>
					{desk.tenant.halted ? 'Resume trading' : 'HALT'}
				</button>
			)}
			{may('PEOPLE_MANAGE') && (
				<a className="muted wide" href="/people">
					People
				</a>
			)}
			<a className="muted viewer" href="/account">
				{desk.viewer.name}
			</a>
			<button type="button" title={desk.viewer.name} onClick={() => signOut({ callbackUrl: '/login' })}>
				Sign out
			</button>
			<dialog ref={confirm}>
				<p>
					{desk.tenant.halted
						? 'Let new orders through again?'
						: 'Deny every order that adds risk, for the whole tenant, and cancel the entry orders that work? Stops, targets and closes stay.'}
				</p>
				<form method="dialog" className="pair">
					<button type="submit">Back</button>
					<button
						type="submit"
						className="danger"
						data-testid="halt-confirm"
						onClick={() => act(documents.halt, { input: { halted: !desk.tenant.halted } })}
					>
						{desk.tenant.halted ? 'Resume' : 'Halt trading'}
					</button>
				</form>
			</dialog>
		</header>
	);
}

function Stat({ name, value, tone = '' }: { name: string; value: string; tone?: string }) {
	return (
		<span className="stat">
			<span>{name}</span>
			<span className={tone}>{value}</span>
		</span>
	);
}
