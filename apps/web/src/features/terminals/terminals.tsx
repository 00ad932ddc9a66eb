'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { useLook } from '../../design/look-context';
import { Page, Panel } from '../../design/panel';
import { Empty, Loading } from '../../design/state';
import { Status } from '../../design/status';
import { type Column, Table } from '../../design/table';
import { useMeridian } from '../shell/session';
import '../risk/risk.css';
import { TerminalDetail } from './detail';
import { ageOf, duration, states, type Terminal } from './model';
import { Scorecard } from './scorecard';
import { Setup } from './setup';
import { useNowMs, useTerminals } from './use-terminals';

/** The terminal of every account: how it is, how quick it is, and how a new one comes to be. */
export function Terminals() {
	const { may } = useMeridian();
	const { format } = useLook();
	const terminals = useTerminals();
	const nowMs = useNowMs();
	const [detailOf, setDetailOf] = useState('');
	const [setupOf, setSetupOf] = useState('');
	const find = (id: string) => terminals?.find(({ account }) => account.id === id);
	const roundTrip = ({ stages }: Terminal) => stages.find(({ stage }) => stage === 'ROUND_TRIP');
	const columns: Column<Terminal>[] = [
		{ id: 'account', title: 'Account', value: ({ account }) => account.name },
		{
			id: 'state',
			title: 'State',
			value: ({ state }) => states[state][0],
			cell: ({ state, explanation, account }) => (
				<span title={explanation}>
					<Status tone={states[state][1]} testId={`terminal-state-${account.login}`}>
						{states[state][0]}
					</Status>
				</span>
			),
		},
		{ id: 'server', title: 'Broker’s server', value: ({ account }) => `${account.server} · ${account.login}` },
		{ id: 'ping', title: 'Line', numeric: true, value: ({ pingUs }) => duration(pingUs) },
		{ id: 'serverPing', title: 'To the broker', numeric: true, value: ({ serverPingUs }) => duration(serverPingUs) },
		{ id: 'p50', title: 'Order p50', numeric: true, value: (row) => duration(roundTrip(row)?.p50Us) },
		{ id: 'p99', title: 'Order p99', numeric: true, value: (row) => duration(roundTrip(row)?.p99Us) },
		{ id: 'tick', title: 'Last tick', numeric: true, value: ({ lastTickAt }) => ageOf(lastTickAt, nowMs) },
		{ id: 'ticks', title: 'Ticks', numeric: true, value: ({ ticks }) => format.number(ticks) },
		{
			id: 'breaks',
			title: 'Breaks',
			numeric: true,
			value: ({ openBreaks }) => openBreaks,
			cell: ({ openBreaks }) => (openBreaks === 0 ? '0' : <a href="/breaks">{openBreaks} open</a>),
		},
	];
	const ready = terminals?.filter(({ state }) => state === 'READY').length ?? 0;
	return (
		<Page title="Terminals" wide>
			<Panel title="Fleet" flush tools={terminals && <span className="m-stat-name">{`${ready} of ${terminals.length} ready`}</span>}>
				{terminals === undefined ? (
					<Loading rows={4} label="Asking how the terminals are" />
				) : (
					<Table
						label="Terminals"
						columns={columns}
						rows={terminals}
						keyOf={({ account }) => account.id}
						testId="terminals"
						rowTestId="terminal"
						empty={
							<Empty
								icon="terminals"
								title="No accounts yet"
								text="A terminal belongs to an account: the operator of Meridian adds those."
							/>
						}
						actions={({ account }) => (
							<>
								<Button size="s" tone="quiet" onClick={() => setDetailOf(account.id)} testId={`detail-${account.login}`}>
									Details
								</Button>
								{may('TERMINAL_MANAGE') && (
									<Button size="s" onClick={() => setSetupOf(account.id)} testId={`setup-${account.login}`}>
										Set up
									</Button>
								)}
							</>
						)}
					/>
				)}
			</Panel>
			<Scorecard />
			<Dialog
				open={find(detailOf) !== undefined}
				onClose={() => setDetailOf('')}
				title={find(detailOf)?.account.name ?? ''}
				kind="side"
				size="m"
			>
				<TerminalDetail terminal={find(detailOf)} nowMs={nowMs} />
			</Dialog>
			<Dialog
				open={find(setupOf) !== undefined}
				onClose={() => setSetupOf('')}
				title={`Set up the terminal of ${find(setupOf)?.account.name ?? ''}`}
				kind="side"
				size="l"
				testId="setup"
			>
				<Setup key={setupOf} terminal={find(setupOf)} />
			</Dialog>
		</Page>
	);
}
