'use client';

import { Chart } from '../../../design/chart/charts';
import { useLook } from '../../../design/look-context';
import { Stat } from '../../../design/panel';
import { Empty } from '../../../design/state';
import { add } from '../../../lib/decimal';
import { sign } from '../../../lib/format';
import { useDesk } from '../desk-context';
import { useTrade } from '../trade-context';
import { useWorth } from '../use-worth';

/** What the account is worth, what is bound as margin, and how that went while this page was open. */
export function AccountView() {
	const { t, format } = useLook();
	const { equity: log } = useDesk();
	const { account } = useTrade();
	const worth = useWorth(account.id);
	if (worth === undefined) return null;
	const { balance, equity, margin } = worth;
	const free = equity === null || margin === null ? null : add(equity, `-${margin}`);
	const level = equity === null || margin === null || Number(margin) === 0 ? null : Number(equity) / Number(margin);
	const marks = log.of(account.id);
	return (
		<div className="t-account" data-testid="account-view">
			<div className="t-figures">
				<Stat name={`${t('account.balance')} ${account.currency}`} value={format.number(balance)} />
				<Stat name={t('account.equity')} value={format.number(equity)} />
				<Stat name={t('account.openPnl')} value={format.signed(worth.unrealisedPnl)} tone={sign(worth.unrealisedPnl)} />
				<Stat name={t('account.margin')} value={format.number(margin)} />
				<Stat name={t('account.free')} value={format.number(free)} />
				<Stat name={t('account.level')} value={level === null ? '–' : format.percent(level)} />
				<Stat name={t('account.server')} value={`${account.server} · ${account.login}`} />
			</div>
			{marks.length < 2 ? (
				<Empty text={t('account.noMarks')} icon="usage" />
			) : (
				<div className="t-account-charts">
					<Chart
						label={t('account.overTime')}
						height={140}
						series={[
							{ name: t('account.equity'), tone: 'accent', points: marks.map(({ atMs, equity: y }) => ({ x: atMs, y })) },
							{ name: t('account.balance'), tone: 'muted', points: marks.map(({ atMs, balance: y }) => ({ x: atMs, y })) },
						]}
						testId="equity-chart"
					/>
					<Chart
						label={t('account.margin')}
						kind="area"
						height={140}
						series={[{ name: t('account.margin'), tone: 'warn', points: marks.map(({ atMs, margin: y }) => ({ x: atMs, y })) }]}
					/>
				</div>
			)}
			<p className="muted">{t('account.since')}</p>
		</div>
	);
}
