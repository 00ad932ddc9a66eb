'use client';

import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { useLook } from '../../design/look-context';
import { Page, Panel } from '../../design/panel';
import { Empty, Loading, Notice } from '../../design/state';
import { Status } from '../../design/status';
import { Table } from '../../design/table';
import { useToast } from '../../design/toast';
import { documents } from '../../lib/documents';
import { Proof } from '../admin/proof';
import { useAct } from '../risk/use-act';
import { useMeridian, useQuery } from '../shell/session';
import '../risk/risk.css';
import { type Break, type Choice, choices, keyOf, mergeBreaks } from './model';
import { UnknownOrders } from './unknown-orders';

type Decided = { breaks: { edges: { node: Break }[] } };

/** Where our books and the venue's differ, and the orders whose fate nobody knows: what a person must decide. */
export function Breaks() {
	const { api, connection, may } = useMeridian();
	const { t, code, format } = useLook();
	const tell = useToast();
	const [open, setOpen] = useState<Break[]>();
	const [asked, setAsked] = useState<{ of: Break; choice: Choice }>();
	const { data: decided, reload } = useQuery<Decided>(documents.decided);
	const after = useCallback(() => void reload(), [reload]);
	const { act, busy, failure, proof } = useAct(after);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a reconnect begins with what is open.
	useEffect(() => {
		let isFirst = true;
		return api.subscribe<{ breaks: Break[] }>(documents.breaks, ({ breaks: told }) => {
			const begins = isFirst;
			isFirst = false;
			setOpen((known) => mergeBreaks(begins ? [] : (known ?? []), told));
			if (told.some(({ resolvedAt }) => resolvedAt !== null)) after();
		});
	}, [api, connection, after]);

	async function decide(): Promise<void> {
		if (asked === undefined) return;
		const { of, choice } = asked;
		const done = await act(documents.resolveBreak, { input: { accountId: of.account.id, breakSeq: of.seq, choice } });
		setAsked(undefined);
		if (done !== null)
			tell(t('breaks.told', { account: of.account.name, done: t(`breaks.${choice}.done`) }), {
				tone: 'good',
				detail: code('break', of.code),
			});
	}
	const how = ({ choice }: Break) => t(choice === null ? 'breaks.byItself' : `breaks.${choice}.done`);
	return (
		<Page title={t('room.breaks')} wide>
			{failure !== '' && (
				<Notice tone="bad" testId="break-failure">
					{failure}
				</Notice>
			)}
			<Panel
				title={t('breaks.open')}
				flush
				tools={open && <span className="m-stat-name">{t('breaks.openCount', { count: open.length })}</span>}
				testId="breaks-open"
			>
				{open === undefined && <Loading rows={3} />}
				{open?.length === 0 && <Empty icon="ok" title={t('breaks.nothing')} text={t('breaks.nothingText')} />}
				<div className="break-list">
					{open?.map((one) => (
						<article key={keyOf(one)} className="break" data-testid="break" data-code={one.code}>
							<div>
								<b>{code('break', one.code)}</b> · {one.account.name} <span className="m-stat-name">{one.account.server}</span>
								<p>{code('break', `${one.code}.why`, one.explanation)}</p>
								<p>
									{[
										format.dateTime(one.at),
										...(one.orderId === null ? [] : [t('breaks.order', { id: one.orderId })]),
										...(one.ticket === null ? [] : [t('breaks.ticket', { id: one.ticket })]),
									].join(' · ')}
								</p>
							</div>
							{may('BREAK_RESOLVE') && (
								<div className="m-row">
									{choices.map((choice) => (
										<Button
											key={choice}
											size="s"
											tone={choice === 'HALT' ? 'danger' : choice === 'ACCEPT_VENUE' ? 'primary' : 'plain'}
											onClick={() => setAsked({ of: one, choice })}
											testId={`choose-${choice}`}
										>
											{t(`breaks.${choice}`)}
										</Button>
									))}
								</div>
							)}
						</article>
					))}
				</div>
			</Panel>
			<UnknownOrders />
			<Panel title={t('breaks.ended')} flush>
				{decided === undefined ? (
					<Loading rows={3} />
				) : (
					<Table
						label={t('breaks.endedLabel')}
						rows={decided.breaks.edges.map(({ node }) => node)}
						keyOf={keyOf}
						rowTestId="break-ended"
						empty={<Empty icon="breaks" title={t('breaks.noneEnded')} />}
						columns={[
							{ id: 'code', title: t('breaks.what'), value: (one) => code('break', one.code) },
							{ id: 'account', title: t('breaks.account'), value: ({ account }) => account.name },
							{ id: 'at', title: t('breaks.began'), value: ({ at }) => format.dateTime(at) },
							{ id: 'ended', title: t('breaks.end'), value: ({ resolvedAt }) => format.dateTime(resolvedAt) },
							{
								id: 'how',
								title: t('breaks.how'),
								value: how,
								cell: (one) => <Status tone="good">{how(one)}</Status>,
							},
						]}
					/>
				)}
			</Panel>
			<Dialog
				open={asked !== undefined}
				onClose={() => setAsked(undefined)}
				title={asked ? t('breaks.ask', { act: t(`breaks.${asked.choice}`), account: asked.of.account.name }) : ''}
				description={asked ? t(`breaks.${asked.choice}.effect`) : ''}
				testId="break-confirm"
				actions={
					<>
						<Button onClick={() => setAsked(undefined)}>{t('dialog.cancel')}</Button>
						<Button tone={asked?.choice === 'HALT' ? 'danger' : 'primary'} busy={busy} onClick={() => void decide()} testId="break-decide">
							{asked ? t(`breaks.${asked.choice}`) : ''}
						</Button>
					</>
				}
			>
				{asked && <p>{t('breaks.since', { what: code('break', asked.of.code), time: format.dateTime(asked.of.at) })}</p>}
			</Dialog>
			<Proof {...proof} />
		</Page>
	);
}
