import { useState } from 'react';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { Panel } from '../../design/panel';
import { Notice } from '../../design/state';
import { Status } from '../../design/status';
import { useToast } from '../../design/toast';
import { documents } from '../../lib/documents';
import { Proof } from '../admin/proof';
import { useMeridian } from '../shell/session';
import type { RiskData } from './model';
import { useAct } from './use-act';

type Asked = { readonly kind: 'halt' | 'resume' } | { readonly kind: 'takeBack'; readonly accountId: string; readonly name: string };

/** Two clicks: what, and yes. What it will do stands in between, and what it has done is counted live beside it. */
export function Kill({ data, reload }: { data: RiskData; reload: () => void }) {
	const { may } = useMeridian();
	const tell = useToast();
	const { act, busy, failure, proof } = useAct(reload);
	const [asked, setAsked] = useState<Asked>();
	const { halted, name } = data.tenant;
	const workingOf = (accountId?: string) =>
		data.working.edges.filter(({ node }) => accountId === undefined || node.account.id === accountId).length;
	const counted = (count: number) =>
		`${count}${data.working.pageInfo.hasNextPage ? ' or more' : ''} working ${count === 1 ? 'order' : 'orders'}`;

	async function go(): Promise<void> {
		if (asked === undefined) return;
		if (asked.kind === 'takeBack') {
			const answer = await act(documents.cancelAll, { input: { accountId: asked.accountId } });
			if (answer !== null) {
				const waits = Number(answer.notReady) > 0 ? `, ${answer.notReady} when the line is up` : '';
				tell(`${asked.name}: ${answer.sent} cancels sent${waits}`, { tone: 'good' });
			}
		} else if ((await act(documents.halt, { input: { halted: asked.kind === 'halt' } })) !== null)
			tell(asked.kind === 'halt' ? 'Trading is halted' : 'Trading goes on', { tone: asked.kind === 'halt' ? 'bad' : 'good' });
		setAsked(undefined);
	}
	return (
		<Panel title="Kill switch" flush testId="kill">
			{failure !== '' && <Notice tone="bad">{failure}</Notice>}
			<div className="kill">
				<div>
					<b>{name}</b>
					<small data-testid="kill-effect">
						<Status tone={halted ? 'bad' : 'good'} testId="kill-state">
							{halted ? 'Halted' : 'Trading'}
						</Status>{' '}
						{counted(workingOf())}
					</small>
				</div>
				{may('TENANT_HALT') && (
					<Button
						tone={halted ? 'primary' : 'danger'}
						icon={halted ? 'ok' : 'stop'}
						onClick={() => setAsked({ kind: halted ? 'resume' : 'halt' })}
						testId="kill-tenant"
					>
						{halted ? 'Resume' : 'Halt all trading'}
					</Button>
				)}
			</div>
			{data.accounts.map((account) => (
				<div className="kill" key={account.id} data-testid="kill-account">
					<div>
						<b>{account.name}</b>
						<small>
							{account.link ? '' : 'no terminal · '}
							{counted(workingOf(account.id))}
						</small>
					</div>
					{may('ORDER_CANCEL') && (
						<Button
							size="s"
							disabled={workingOf(account.id) === 0}
							onClick={() => setAsked({ kind: 'takeBack', accountId: account.id, name: account.name })}
							testId={`take-back-${account.name}`}
						>
							Cancel all orders
						</Button>
					)}
				</div>
			))}
			<Dialog
				open={asked !== undefined}
				onClose={() => setAsked(undefined)}
				title={
					asked?.kind === 'takeBack' ? `Cancel all orders of ${asked.name}` : asked?.kind === 'resume' ? `Resume ${name}` : `Halt ${name}`
				}
				testId="kill-confirm"
				actions={
					<>
						<Button onClick={() => setAsked(undefined)}>Back</Button>
						<Button tone={asked?.kind === 'resume' ? 'primary' : 'danger'} busy={busy} onClick={() => void go()} testId="kill-go">
							{asked?.kind === 'takeBack' ? 'Cancel them' : asked?.kind === 'resume' ? 'Resume' : 'Halt now'}
						</Button>
					</>
				}
			>
				{asked?.kind === 'halt' && (
					<>
						<p>{`From the next order on nothing that adds risk passes, in all ${data.accounts.length} accounts. Working entry orders are taken back: ${counted(workingOf())} now.`}</p>
						<p>Stops, targets and whatever closes a position go on. Positions stay open.</p>
					</>
				)}
				{asked?.kind === 'resume' && <p>Orders that add risk pass again. What was taken back is not sent anew.</p>}
				{asked?.kind === 'takeBack' && (
					<p>{`${counted(workingOf(asked.accountId))} are cancelled at the broker, stops of positions not. New orders still pass.`}</p>
				)}
			</Dialog>
			<Proof {...proof} />
		</Panel>
	);
}
