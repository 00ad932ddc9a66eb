'use client';

import { useState } from 'react';
import { Blotter } from '../blotters/blotter';
import { PriceChart } from '../chart/price-chart';
import { Ticket } from '../ticket/ticket';
import { Watchlist } from '../watchlist/watchlist';
import { TopBar } from './top-bar';
import { useDesk } from './use-desk';

const tabs = ['watch', 'chart', 'trade', 'orders'] as const;

export function Desk(props: { apiUrl: string; token: string; expiresAtMs: number }) {
	const { desk, quotes, line, failure, toasts, toast, refresh, request } = useDesk(props);
	const [accountId, setAccountId] = useState('');
	const [instrumentId, setInstrumentId] = useState('');
	const [tab, setTab] = useState<(typeof tabs)[number]>('watch');
	if (!desk)
		return (
			<div className="login">{failure === '' ? <p className="muted">Loading the desk…</p> : <p className="error-text">{failure}</p>}</div>
		);
	const account = desk.accounts.find((a) => a.id === accountId) ?? desk.accounts[0];
	const instrument = desk.instruments.find((i) => i.id === instrumentId) ?? desk.instruments[0];
	if (!account || !instrument) return <div className="login">This tenant has no account or instrument yet.</div>;
	return (
		<div className="desk">
			<TopBar {...{ desk, account, online: line.online, request, refresh, toast }} onAccount={setAccountId} />
			<div>
				{desk.tenant.halted && (
					<div className="banner" role="alert" data-testid="halted-banner">
						Trading is halted: orders that add risk are denied, working entry orders are cancelled. Closing and cancelling still work.
					</div>
				)}
				{!line.online && line.refusal !== '' && (
					<div className="banner" role="alert">
						{line.refusal}
					</div>
				)}
				{failure !== '' && <div className="banner">{failure}</div>}
			</div>
			<div className="grid" data-tab={tab}>
				<Watchlist
					instruments={desk.instruments}
					quotes={quotes}
					selectedId={instrument.id}
					onSelect={setInstrumentId}
					marketLabel={desk.tenant.marketLabel}
				/>
				<PriceChart
					instrument={instrument}
					quotes={quotes}
					request={request}
					positions={desk.positions.filter((p) => p.instrument.id === instrument.id && p.account.id === account.id)}
				/>
				<Ticket
					{...{ account, instrument, quotes, request, orders: desk.orders, mayTrade: desk.viewer.permissions.includes('ORDER_PLACE') }}
				/>
				<Blotter {...{ desk, request, toast }} />
			</div>
			<nav className="phone-tabs">
				{tabs.map((name) => (
					<button key={name} type="button" aria-current={tab === name} onClick={() => setTab(name)} data-testid={`phone-tab-${name}`}>
						{name[0]?.toUpperCase() + name.slice(1)}
					</button>
				))}
			</nav>
			<div className="toasts" aria-live="polite">
				{toasts.map(({ id, text }) => (
					<div key={id} className="toast" data-testid="toast">
						{text}
					</div>
				))}
			</div>
		</div>
	);
}
