'use client';

import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { type ReactNode, Suspense, useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useLook } from '../../design/look-context';
import { Empty, Failure, Loading, Notice } from '../../design/state';
import { useMeridian } from '../shell/session';
import { AccountStrip } from './account-strip';
import { Blotter } from './blotter/blotter';
import { DepthPanel } from './depth/depth-panel';
import { DeskProvider, useDesk } from './desk-context';
import type { ToldDesk } from './facts';
import { Ticket } from './ticket/ticket';
import { SendProvider } from './ticket/use-send';
import './trade.css';
import './ticket.css';
import './chart.css';
import './blotter.css';
import './phone.css';
import { TradeProvider, useTrade } from './trade-context';
import { TradeKeys } from './trade-keys';
import { useNarrow } from './use-narrow';
import { Watchlist } from './watch/watchlist';
import { type PanelName, useWorkspaces, type Workspaces } from './workspace';

/** The chart is the heaviest part: the rest can be used while it comes. */
const ChartPanel = dynamic(() => import('./chart/chart-panel').then((module) => module.ChartPanel), {
	ssr: false,
	loading: () => <Loading rows={6} />,
});

export function TradeRoom({ first }: { first: Promise<ToldDesk | null> }) {
	const { t } = useLook();
	const symbol = useSearchParams().get('instrument');
	return (
		<Suspense fallback={<Loading rows={8} />}>
			<DeskProvider first={first} waiting={(failure) => (failure === '' ? <Loading rows={8} /> : <Failure text={failure} />)}>
				<TradeProvider symbol={symbol} empty={<Empty title={t('trade.noAccount')} text={t('trade.noAccountText')} />}>
					<SendProvider>
						<Room />
					</SendProvider>
				</TradeProvider>
			</DeskProvider>
		</Suspense>
	);
}

function Room() {
	const { t } = useLook();
	const { tenant } = useDesk();
	const { line } = useMeridian();
	const workspaces = useWorkspaces();
	const narrow = useNarrow();
	return (
		<div className="t-room">
			<AccountStrip workspaces={workspaces} narrow={narrow} />
			<TradeKeys />
			{tenant.halted && (
				<Notice tone="bad" testId="halted-banner">
					{t('trade.halted')}
				</Notice>
			)}
			{!line.online && line.refusal !== '' && <Notice tone="bad">{line.refusal}</Notice>}
			{narrow ? <Phone /> : <Desktop workspaces={workspaces} />}
		</div>
	);
}

function Desktop({ workspaces }: { workspaces: Workspaces }) {
	const { name, current, change } = workspaces;
	const shows = (panel: PanelName) => !current.hidden.includes(panel);
	const key = `${name}:${current.hidden.join()}`;
	return (
		<Group
			key={`across:${key}`}
			orientation="horizontal"
			className="t-panels"
			defaultLayout={current.across}
			onLayoutChanged={(across) => change({ across: { ...current.across, ...across } })}
		>
			{(shows('watch') || shows('depth')) && (
				<>
					<Panel id="watch" minSize="190px" defaultSize="20%">
						<Left workspaces={workspaces} />
					</Panel>
					<Separator className="t-sash" />
				</>
			)}
			<Panel id="middle" minSize="340px">
				<Group
					orientation="vertical"
					className="t-panels"
					defaultLayout={current.down}
					onLayoutChanged={(down) => change({ down: { ...current.down, ...down } })}
				>
					<Panel id="chart" minSize="140px">
						<ChartPanel />
					</Panel>
					{shows('blotter') && (
						<>
							<Separator className="t-sash" />
							<Panel id="blotter" minSize="120px" defaultSize="38%">
								<Blotter />
							</Panel>
						</>
					)}
				</Group>
			</Panel>
			{shows('ticket') && (
				<>
					<Separator className="t-sash" />
					<Panel id="ticket" minSize="264px" defaultSize="23%">
						<Ticket />
					</Panel>
				</>
			)}
		</Group>
	);
}

/** Prices above, the book of the chosen one below. */
function Left({ workspaces }: { workspaces: Workspaces }) {
	const { name, current, change } = workspaces;
	const [watch, depth] = [!current.hidden.includes('watch'), !current.hidden.includes('depth')];
	if (!depth) return <Watchlist />;
	if (!watch) return <DepthPanel />;
	return (
		<Group
			key={name}
			orientation="vertical"
			className="t-panels"
			defaultLayout={current.left ?? { prices: 58, depth: 42 }}
			onLayoutChanged={(left) => change({ left })}
		>
			<Panel id="prices" minSize="120px">
				<Watchlist />
			</Panel>
			<Separator className="t-sash" />
			<Panel id="depth" minSize="96px">
				<DepthPanel />
			</Panel>
		</Group>
	);
}

const tabs = ['watch', 'depth', 'chart', 'trade', 'orders'] as const;
type TabName = (typeof tabs)[number];

/** One part at a time, whole; the price stays in sight above. */
function Phone() {
	const { t } = useLook();
	const { instrument } = useTrade();
	const [tab, setTab] = useState<TabName>('watch');
	const parts = {
		watch: <Watchlist onChosen={() => setTab('trade')} />,
		depth: <DepthPanel onChosen={() => setTab('trade')} />,
		chart: <ChartPanel />,
		trade: <Ticket />,
		orders: <Blotter />,
	} satisfies Record<TabName, ReactNode>;
	return (
		<>
			<div className="t-phone-tabs" role="tablist" aria-label={t('room.trade')}>
				{tabs.map((name) => (
					<button
						key={name}
						type="button"
						role="tab"
						id={`tab-${name}`}
						aria-selected={tab === name}
						aria-controls="phone-panel"
						onClick={() => setTab(name)}
						data-testid={`phone-tab-${name}`}
					>
						{name === 'chart' ? `${t(`tab.${name}`)} ${instrument.symbol}` : t(`tab.${name}`)}
					</button>
				))}
			</div>
			<div className="t-phone-panel" role="tabpanel" id="phone-panel" aria-labelledby={`tab-${tab}`}>
				{parts[tab]}
			</div>
		</>
	);
}
