import type { EngineInput, VenueSend } from '@meridian/core';
import type { Lane } from './lanes.ts';

/** What is asked of one account and may send something to its broker. */
const laneOfKind = {
	place: 'ADD',
	placeGroup: 'ADD',
	amend: 'ADD',
	decide: 'ADD',
	close: 'REDUCE',
	closeBy: 'REDUCE',
	amendPosition: 'REDUCE',
	cancel: 'CANCEL',
	cancelAll: 'CANCEL',
} as const satisfies Partial<Record<EngineInput['kind'], Lane>>;
type PacedKind = keyof typeof laneOfKind;
export type PacedInput = Extract<EngineInput, { readonly kind: PacedKind }>;

export const isPaced = (input: EngineInput): input is PacedInput => Object.hasOwn(laneOfKind, input.kind);

export function laneOf(input: PacedInput): Lane {
	if (input.kind === 'place' && (input.reduceOnly || input.positionTicket !== 0n)) return 'REDUCE';
	if (input.kind === 'decide' && !input.approved) return 'CANCEL'; // sends nothing
	return laneOfKind[input.kind];
}

/** Of a request that the engine has decided. */
export function laneOfSend({ action, positionTicket }: Pick<VenueSend, 'action' | 'positionTicket'>): Lane {
	if (action === 'REMOVE') return 'CANCEL';
	return action === 'SLTP' || action === 'CLOSE_BY' || positionTicket !== 0n ? 'REDUCE' : 'ADD';
}

/** Whether an order that still waits here is among those that are all taken back now: its client can't name it yet. */
export function isTakenBack(waiting: PacedInput, by: Extract<EngineInput, { kind: 'cancelAll' }>): boolean {
	if (waiting.tenantId !== by.tenantId || waiting.accountId !== by.accountId) return false;
	const fits = (order: { readonly instrumentId: number; readonly side: string }): boolean =>
		(by.instrumentId === null || by.instrumentId === order.instrumentId) && (by.side === null || by.side === order.side);
	if (waiting.kind === 'placeGroup') return waiting.orders.some(fits);
	return waiting.kind === 'place' && fits(waiting);
}
