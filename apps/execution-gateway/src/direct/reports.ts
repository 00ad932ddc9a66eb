import type { EngineOutput, OrderView } from '@meridian/core';
import type { Message, OrderEntryProtocol } from '@meridian/protocol';
import { orderRecord } from '../entry/replies.ts';

/** An output of the engine that an institution is told: a change of an order, or a deal that was booked. */
export type Report = { readonly journalSeq: number; readonly output: Extract<EngineOutput, { kind: 'order' | 'execution' }> };

export type Order = Omit<Message<OrderEntryProtocol, 'OrderReport'>, 'resent'>;

export function orderFields(order: OrderView, at: { readonly accountSeq: number; readonly journalSeq: number }): Order {
	return { ...orderRecord(order), ...at };
}

export function fillReport(report: Report, resent: boolean): Message<OrderEntryProtocol, 'FillReport'> | undefined {
	const { journalSeq, output } = report;
	if (output.kind !== 'execution') return undefined;
	const { tenantId: _, ticket, orderTicket, ...rest } = output.execution;
	return { ...rest, resent, journalSeq, accountSeq: output.accountSeq, dealTicket: ticket, venueOrderTicket: orderTicket };
}
