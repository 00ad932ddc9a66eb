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
import { type Break, type Choice, choices, choiceWords, keyOf, mergeBreaks, title } from './model';
import { UnknownOrders } from './unknown-orders';

type Decided = { breaks: { edges: { node: Break }[] } };

/** Where our books and the venue's differ, and the orders whose fate nobody knows: what a person must decide. */
export function Breaks() {
	const { api, connection, may } = useMeridian();
	const { format } = useLook();
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
		if (done !== null) tell(`${of.account.name}: ${choiceWords[choice][2]}`, { tone: 'good', detail: title(of.code) });
	}
	return (
		<Page title="Breaks" wide>
			{failure !== '' && (
				<Notice tone="bad" testId="break-failure">
					{failure}
				</Notice>
			)}
			<Panel title="Open breaks" flush tools={open && <span className="m-stat-name">{open.length} open</span>} testId="breaks-open">
				{open === undefined && <Loading rows={3} />}
				{open?.length === 0 && <Empty icon="ok" title="Nothing to decide" text="Our books and every venue’s agree." />}
				<div className="break-list">
					{open?.map((one) => (
						<article key={keyOf(one)} className="break" data-testid="break" data-code={one.code}>
							<div>
								<b>{title(one.code)}</b> · {one.account.name} <span className="m-stat-name">{one.account.server}</span>
								<p>{one.explanation}</p>
								<p>
									{format.dateTime(one.at)}
									{one.orderId !== null && ` · order ${one.orderId}`}
									{one.ticket !== null && ` · venue’s ticket ${one.ticket}`}
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
											{choiceWords[choice][0]}
										</Button>
									))}
								</div>
							)}
						</article>
					))}
				</div>
			</Panel>
			<UnknownOrders />
			<Panel title="Ended lately" flush>
				{decided === undefined ? (
					<Loading rows={3} />
				) : (
					<Table
						label="Breaks that ended"
						rows={decided.breaks.edges.map(({ node }) => node)}
						keyOf={keyOf}
						rowTestId="break-ended"
						empty={<Empty icon="breaks" title="None has ended yet" />}
						columns={[
							{ id: 'code', title: 'What', value: ({ code }) => title(code) },
							{ id: 'account', title: 'Account', value: ({ account }) => account.name },
							{ id: 'at', title: 'Began', value: ({ at }) => format.dateTime(at) },
							{ id: 'ended', title: 'Ended', value: ({ resolvedAt }) => format.dateTime(resolvedAt) },
							{
								id: 'how',
								title: 'How',
								value: ({ choice }) => (choice === null ? 'by the venue’s later word' : choiceWords[choice][2]),
								cell: ({ choice }) => <Status tone="good">{choice === null ? 'by the venue’s later word' : choiceWords[choice][2]}</Status>,
							},
						]}
					/>
				)}
			</Panel>
			<Dialog
				open={asked !== undefined}
				onClose={() => setAsked(undefined)}
				title={asked ? `${choiceWords[asked.choice][0]}: ${asked.of.account.name}` : ''}
				description={asked ? choiceWords[asked.choice][1] : ''}
				testId="break-confirm"
				actions={
					<>
						<Button onClick={() => setAsked(undefined)}>Back</Button>
						<Button tone={asked?.choice === 'HALT' ? 'danger' : 'primary'} busy={busy} onClick={() => void decide()} testId="break-decide">
							{asked ? choiceWords[asked.choice][0] : ''}
						</Button>
					</>
				}
			>
				{asked && <p>{`${title(asked.of.code)}, since ${format.dateTime(asked.of.at)}. It is written to the audit with your name.`}</p>}
			</Dialog>
			<Proof {...proof} />
		</Page>
	);
}
