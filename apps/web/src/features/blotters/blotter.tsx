'use client';

import { useState } from 'react';
import { documents } from '../../lib/documents';
import type { Order, Position, UserError } from '../../lib/types';
import type { DeskState, Request } from '../desk/use-desk';
import { Executions } from './executions';
import { Orders } from './orders';
import { Positions } from './positions';

export function Blotter({ desk, request, toast }: { desk: DeskState; request: Request; toast: (text: string) => void }) {
	const [tab, setTab] = useState<'positions' | 'orders' | 'executions'>('positions');
	const may = (permission: string) => desk.viewer.permissions.includes(permission);
	const accountName = (id: string) => desk.accounts.find((a) => a.id === id)?.name ?? '';

	const act = (query: string, input: Record<string, unknown>) => ask(query, { input });

	async function ask(query: string, variables: Record<string, unknown>): Promise<void> {
		try {
			const [answer] = Object.values(await request<Record<string, UserError>>(query, variables));
			if (answer?.message !== undefined) toast(answer.message);
		} catch (error) {
			toast(error instanceof Error ? error.message : String(error));
		}
	}
	const close = (p: Position) =>
		act(documents.close, { accountId: p.account.id, instrumentId: p.instrument.id, ticket: p.ticket, clientOrderId: crypto.randomUUID() });
	const decide = (o: Order, approved: boolean) => ask(approved ? documents.approve : documents.refuse, { orderId: o.id });
	const held = desk.orders.filter((o) => o.life === 'HELD').length;
	const cancel = (o: Order) => act(documents.cancel, { orderId: o.id });
	const working = desk.orders.filter((o) => ['HELD', 'SUBMITTED', 'ACCEPTED', 'TRIGGERED', 'UNKNOWN'].includes(o.life)).length;

	return (
		<section className="panel blotter" aria-label="Blotter">
			<div className="tabs" role="tablist">
				{(
					[
						['positions', `Positions ${desk.positions.length}`],
						['orders', `Orders ${working}${held === 0 ? '' : ` · ${held} to approve`}`],
						['executions', 'Executions'],
					] as const
				).map(([name, title]) => (
					<button key={name} type="button" role="tab" aria-selected={tab === name} onClick={() => setTab(name)} data-testid={`tab-${name}`}>
						{title}
					</button>
				))}
			</div>
			<div className="scroll" hidden={tab !== 'positions'}>
				<Positions rows={desk.positions} accountName={accountName} onClose={may('POSITION_CLOSE') ? close : undefined} />
			</div>
			<div className="scroll" hidden={tab !== 'orders'}>
				<Orders
					rows={desk.orders}
					accountName={accountName}
					onCancel={may('ORDER_CANCEL') ? cancel : undefined}
					onDecide={may('ORDER_APPROVE') ? decide : undefined}
				/>
			</div>
			<div className="scroll" hidden={tab !== 'executions'}>
				<Executions rows={desk.executions} accountName={accountName} />
			</div>
		</section>
	);
}
