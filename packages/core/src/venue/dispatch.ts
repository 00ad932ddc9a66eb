import type { EngineInput, VenueDeal } from '../messages.ts';
import { bookDeal, bustDeal } from '../positions/book-deal.ts';
import { noteProfit } from '../positions/group-profit.ts';
import { recount } from '../positions/sums.ts';
import type { Scope } from '../state/outbox.ts';
import { findOrder, setSpec } from '../state/state.ts';
import { onVenueAccount } from './account.ts';
import { onAck, onResult } from './answers.ts';
import { settleBreaks } from './breaks.ts';
import { linkDown, linkUp } from './link.ts';
import { onVenueOrder } from './order-state.ts';
import { onVenuePosition } from './positions.ts';
import { onSnapshot } from './snapshot.ts';

export function onVenueEvent(scope: Scope, event: Extract<EngineInput, { kind: 'venue' }>): void {
	switch (event.event) {
		case 'linkUp':
			linkUp(scope);
			return;
		case 'linkDown':
			linkDown(scope);
			return;
		case 'spec':
			setSpec(scope.account, event);
			scope.account.serverOffsetSec = event.spec.serverOffsetSec;
			recount(scope, event.instrumentId);
			return;
		case 'account':
			onVenueAccount(scope, event.account);
			return;
		case 'ack':
			onAck(scope, event);
			return;
		case 'result':
			onResult(scope, event);
			return;
		case 'order':
			onVenueOrder(scope, event.order);
			return;
		case 'deal':
			onDeal(scope, event.deal);
			return;
		case 'dealGone':
			onDealGone(scope, event.ticket);
			return;
		case 'position':
			onVenuePosition(scope, event.position);
			return;
		case 'positionGone':
			scope.account.venuePositions.delete(event.positionTicket);
			scope.account.stopRequests.delete(event.positionTicket);
			return;
		case 'deadman':
			scope.out.break(scope.account, { code: 'DEADMANS_SWITCH' });
			return;
		case 'state':
			if (event.agrees) settleBreaks(scope, { code: 'STATE_MISMATCH' });
			else scope.out.breakWhile(scope.account, { code: 'STATE_MISMATCH', ticket: 0n });
			return;
		case 'stages':
			onStages(scope, event);
			return;
		case 'snapshot':
			onSnapshot(scope, event);
			return;
	}
}

/** Of the request that placed the order: what amends and takes it back has times of its own, which nobody asks the order for. */
function onStages({ state, account, out }: Scope, { orderId, epoch, commandSeq, stages }: Extract<EngineInput, { event: 'stages' }>): void {
	const order = findOrder(state, orderId);
	if (order === undefined || order.tenantId !== account.tenantId || order.accountId !== account.accountId) return;
	if (order.placed.epoch === epoch && order.placed.commandSeq === commandSeq) out.stages(account, { orderId, stages });
}

function onDealGone(scope: Scope, ticket: bigint): void {
	const { balanceMinor } = scope.account.money;
	bustDeal(scope, ticket);
	noteProfit(scope);
	if (scope.account.money.balanceMinor !== balanceMinor) scope.out.account(scope.account);
}

/** A snapshot ends with the account's picture; a deal on its own brings it along where money moved. */
function onDeal(scope: Scope, deal: VenueDeal): void {
	const { balanceMinor } = scope.account.money;
	bookDeal(scope, deal);
	noteProfit(scope);
	if (scope.account.money.balanceMinor !== balanceMinor) scope.out.account(scope.account);
}
