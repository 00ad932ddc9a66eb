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
import { ageOf, duration, type Terminal, tones } from './model';
import { Scorecard } from './scorecard';
import { Setup } from './setup';
import { useNowMs, useTerminals } from './use-terminals';

/** The terminal of every account: how it is, how quick it is, and how a new one comes to be. */
export function Terminals() {
	const { may } = useMeridian();
	const { t, code, format } = useLook();
	const terminals = useTerminals();
	const nowMs = useNowMs();
	const [detailOf, setDetailOf] = useState('');
	const [setupOf, setSetupOf] = useState('');
	const find = (id: string) => terminals?.find(({ account }) => account.id === id);
	const roundTrip = ({ stages }: Terminal) => stages.find(({ stage }) => stage === 'ROUND_TRIP');
	const columns: Column<Terminal>[] = [
		{ id: 'account', title: t('terminals.account'), value: ({ account }) => account.name },
		{
			id: 'state',
			title: t('terminals.state'),
			value: ({ state }) => t(`terminal.${state}`),
			cell: ({ state, explanation, account }) => (
				<span title={code('terminal', `${state}.why`, explanation)}>
					<Status tone={tones[state]} testId={`terminal-state-${account.login}`}>
						{t(`terminal.${state}`)}
					</Status>
				</span>
			),
		},
		{ id: 'server', title: t('terminals.server'), value: ({ account }) => `${account.server} · ${account.login}` },
		{ id: 'ping', title: t('terminals.line'), numeric: true, value: ({ pingUs }) => duration(pingUs) },
		{ id: 'serverPing', title: t('terminals.toBroker'), numeric: true, value: ({ serverPingUs }) => duration(serverPingUs) },
		{ id: 'p50', title: t('terminals.p50'), numeric: true, value: (row) => duration(roundTrip(row)?.p50Us) },
		{ id: 'p99', title: t('terminals.p99'), numeric: true, value: (row) => duration(roundTrip(row)?.p99Us) },
		{ id: 'tick', title: t('terminals.lastTick'), numeric: true, value: ({ lastTickAt }) => ageOf(lastTickAt, nowMs) },
		{ id: 'ticks', title: t('terminals.ticks'), numeric: true, value: ({ ticks }) => format.number(ticks) },
		{
			id: 'breaks',
			title: t('terminals.breaks'),
			numeric: true,
			value: ({ openBreaks }) => openBreaks,
			cell: ({ openBreaks }) => (openBreaks === 0 ? '0' : <a href="/breaks">{t('terminals.openBreaks', { count: openBreaks })}</a>),
		},
	];
	const ready = terminals?.filter(({ state }) => state === 'READY').length ?? 0;
	return (
		<Page title={t('room.terminals')} wide>
			<Panel
				title={t('terminals.fleet')}
				flush
				tools={terminals && <span className="m-stat-name">{t('terminals.ready', { ready, all: terminals.length })}</span>}
			>
				{terminals === undefined ? (
					<Loading rows={4} label={t('terminals.asking')} />
				) : (
					<Table
						label={t('room.terminals')}
						columns={columns}
						rows={terminals}
						keyOf={({ account }) => account.id}
						testId="terminals"
						rowTestId="terminal"
						empty={<Empty icon="terminals" title={t('terminals.none')} text={t('terminals.noneText')} />}
						actions={({ account }) => (
							<>
								<Button size="s" tone="quiet" onClick={() => setDetailOf(account.id)} testId={`detail-${account.login}`}>
									{t('terminals.details')}
								</Button>
								{may('TERMINAL_MANAGE') && (
									<Button size="s" onClick={() => setSetupOf(account.id)} testId={`setup-${account.login}`}>
										{t('terminals.setUp')}
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
				title={t('terminals.setUpOf', { name: find(setupOf)?.account.name ?? '' })}
				kind="side"
				size="l"
				testId="setup"
			>
				<Setup key={setupOf} terminal={find(setupOf)} />
			</Dialog>
		</Page>
	);
}
