'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { SwitchField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Stat } from '../../design/panel';
import { Status, type StatusTone } from '../../design/status';
import type { Word } from '../../i18n/words';
import { documents } from '../../lib/documents';
import { sign } from '../../lib/format';
import type { Account } from '../../lib/types';
import { useMeridian } from '../shell/session';
import { Slot } from '../shell/slot';
import { useDesk } from './desk-context';
import { useTrade } from './trade-context';
import { useWorth } from './use-worth';
import type { Workspaces } from './workspace';
import { WorkspaceMenu } from './workspace-menu';

function linkWords(account: Account): readonly [StatusTone, Word] {
	if (!account.link) return ['bad', 'account.cut'];
	if (!account.reconciled) return ['wait', 'account.reconciling'];
	return account.tradeAllowed ? ['good', 'account.connected'] : ['wait', 'account.notAllowed'];
}

/** Which account, what it is worth now, and whether its terminal is there. In the bar on a desk; above the parts on a phone. */
export function AccountStrip({ workspaces, narrow }: { workspaces: Workspaces; narrow: boolean }) {
	const { t } = useLook();
	const { accounts, tenant, act, refresh } = useDesk();
	const { account, chooseAccount } = useTrade();
	const { may } = useMeridian();
	const [asks, setAsks] = useState(false);
	const [tone, word] = linkWords(account);
	const unplugged = account.brokerLine === 'UNPLUGGED';
	const halt = async () => {
		setAsks(false);
		await act(documents.halt, { input: { halted: !tenant.halted } });
		await refresh();
	};
	const line = async (cut: boolean) => {
		await act(documents.line, { input: { accountId: account.id, line: cut ? 'UNPLUGGED' : 'PLUGGED' } });
		await refresh();
	};
	const content = (
		<div className="t-strip">
			<select
				aria-label={t('account.choose')}
				value={account.id}
				onChange={(event) => chooseAccount(event.target.value)}
				data-testid="account-switcher"
			>
				{accounts.map((one) => (
					<option key={one.id} value={one.id}>
						{one.name}
					</option>
				))}
			</select>
			<Worth account={account} />
			<Status tone={tone} testId="link-state">
				{t(word)}
			</Status>
			<span className="t-market t-widest muted" data-testid="market-label" title={tenant.marketLabel}>
				{tenant.marketLabel}
			</span>
			<span className="t-spacer" />
			{tenant.demo && may('DEMO_LINE') && (
				<span className="t-wider">
					<SwitchField
						label={t('account.line')}
						help={t('account.lineHelp')}
						checked={!unplugged}
						onChange={(on) => void line(!on)}
						testId="line-switch"
					/>
				</span>
			)}
			{may('TENANT_HALT') && (
				<Button tone="danger" size="s" onClick={() => setAsks(true)} testId="halt-button">
					{t(tenant.halted ? 'halt.resume' : 'halt.halt')}
				</Button>
			)}
			{!narrow && <WorkspaceMenu workspaces={workspaces} />}
			<Dialog
				open={asks}
				onClose={() => setAsks(false)}
				title={t(tenant.halted ? 'halt.resume' : 'halt.halt')}
				description={t(tenant.halted ? 'halt.resumeText' : 'halt.haltText')}
				actions={
					<>
						<Button onClick={() => setAsks(false)}>{t('dialog.cancel')}</Button>
						<Button tone={tenant.halted ? 'primary' : 'sell'} onClick={() => void halt()} testId="halt-confirm">
							{t(tenant.halted ? 'halt.resume' : 'halt.halt')}
						</Button>
					</>
				}
			/>
		</div>
	);
	return narrow ? content : <Slot>{content}</Slot>;
}

function Worth({ account }: { account: Account }) {
	const { t, format } = useLook();
	const worth = useWorth(account.id);
	const [open, realised] = [worth?.unrealisedPnl ?? null, worth?.realisedPnl ?? null];
	return (
		<>
			<Stat name={`${t('account.equity')} ${account.currency}`} value={format.number(worth?.equity ?? worth?.balance)} />
			<Stat name={t('account.openPnl')} value={format.signed(open)} tone={sign(open)} />
			<span className="t-wider">
				<Stat name={t('account.realised')} value={format.signed(realised)} tone={sign(realised)} />
			</span>
		</>
	);
}
