import { type EngineMemory, isOpen } from '@meridian/core';
import { BrokerBooks } from './books.ts';
import type { Checker } from './checker.ts';
import { keyOf } from './config.ts';
import { atBroker } from './evidence.ts';
import { exitOf } from './reserves.ts';
import type { Venue } from './venue.ts';
import type { World } from './world.ts';

type Account = NonNullable<ReturnType<EngineMemory['tenants']['get']>> extends { accounts: Map<number, infer A> } ? A : never;
type At = { readonly checker: Checker; readonly key: string; readonly venue: Venue; readonly account: Account };

/** Nothing is on its way any more: both sides' books are the same, and what is not known was received and left no trace. */
export function checkSettled({ checker, venues, gateway }: World): void {
	const state = gateway?.memory.engine.memory();
	for (const [key, venue] of venues) {
		const [tenantId, accountId] = key.split(':').map(Number);
		const account = state?.tenants.get(tenantId ?? 0)?.accounts.get(accountId ?? 0);
		if (account === undefined) {
			checker.fail('all settles', `account ${key} is not there at the end`);
			continue;
		}
		const at = { checker, key, venue, account };
		books(at);
		positionStops(at);
		orders(at);
		exits(at);
	}
	ties(checker);
}

function books({ checker, key, venue, account }: At): void {
	const where = `account ${key} at the end`;
	checker.expect('all settles', { is: account.reconciled, should: true, where: `${where}, reconciled` });
	checker.expect('all settles', { is: account.dealCount, should: venue.deals.length, where: `${where}, deals` });
	checker.expect('all settles', { is: account.money.balanceMinor, should: venue.books?.balanceMinor, where: `${where}, balance` });
	const brokers = new BrokerBooks(venue);
	brokers.advance(venue.deals.length);
	checker.expect('all settles', { is: account.positions.size, should: brokers.positions.size, where: `${where}, positions` });
}

function positionStops({ checker, key, venue, account }: At): void {
	for (const { positionTicket, sl, tp } of account.positions.values()) {
		const held = venue.books?.positions.find(({ ticket }) => BigInt(ticket) === positionTicket);
		const where = `position ${positionTicket} of ${key}`;
		checker.expect('stops are the broker’s', { is: sl, should: held?.sl, where: `${where}, stop loss` });
		checker.expect('stops are the broker’s', { is: tp, should: held?.tp, where: `${where}, take profit` });
		// Received, and the terminal was lost before it was done: that it had no effect shows only after a while.
		const request = account.stopRequests.get(positionTicket);
		const known = request === undefined || venue.hasReceived(request);
		checker.expect('all settles', { is: known, should: true, where: `${where}, its stops are asked for` });
	}
}

/** What is open works at the broker, or at the engine, or was received and left no trace. */
function orders({ checker, key, venue, account }: At): void {
	const { ledger } = checker;
	const working = new Set((venue.books?.orders ?? []).map(({ magic }) => Number(magic)));
	for (const orderId of account.open) {
		const order = ledger.orders.get(orderId);
		const wasSent = ledger.entered.has(orderId);
		if (order !== undefined && !wasSent) {
			const isHere = order.life === 'HELD' || order.waitsFor !== null;
			checker.expect('all settles', { is: isHere, should: true, where: `order ${orderId}, ${order.life}, is held here` });
		} else if (order?.life === 'ACCEPTED' || order?.life === 'TRIGGERED')
			checker.expect('all settles', { is: working.delete(orderId), should: true, where: `order ${orderId} works at the broker` });
		else {
			checker.expect('all settles', { is: order?.life, should: 'UNKNOWN', where: `order ${orderId}` });
			const received = venue.hasReceived(ledger.entered.get(orderId));
			const traced = order !== undefined && atBroker(order, venue).length > 0;
			checker.expect('all settles', { is: received && !traced, should: true, where: `order ${orderId} received without a trace` });
		}
	}
	checker.expect('all settles', {
		is: working.size,
		should: 0,
		where: `account ${key} at the end, orders at the broker that we do not have`,
	});
}

/** On each side no more is protected by exits than is held. */
function exits({ checker, key, account }: At): void {
	const resting = new Map<string, number>();
	for (const orderId of account.open) {
		const order = checker.ledger.orders.get(orderId);
		const exit = order && exitOf(order);
		// One of unknown fate left no trace: nothing at the broker would fill.
		if (order === undefined || exit === undefined || order.life === 'UNKNOWN') continue;
		const at = `${order.instrumentId} ${order.side} ${exit}`;
		resting.set(at, (resting.get(at) ?? 0) + order.qty - order.filledQty);
	}
	for (const [at, qty] of resting) {
		const [instrumentId, side] = at.split(' ');
		const net = account.exposures.get(Number(instrumentId))?.netQty ?? 0;
		const held = Math.max(0, side === 'SELL' ? net : -net);
		checker.expect('no more is protected than is held', { is: qty <= held, should: true, where: `${at} in ${key}, ${qty} of ${held}` });
	}
}

/** Of alternatives of which one was filled none works on; nothing waits for what has ended. */
function ties(checker: Checker): void {
	const { ledger } = checker;
	const open = [...ledger.accounts.values()].flatMap((account) => [...account.open]);
	for (const orderId of open) {
		const order = ledger.orders.get(orderId);
		if (order === undefined || order.life === 'UNKNOWN') continue;
		const others = [...(ledger.alternatives.get(order.ocoId) ?? [])].filter((other) => other !== orderId);
		const filled = others.filter((other) => (ledger.filledQty.get(other) ?? 0) > 0);
		checker.expect('ties hold', { is: filled.length, should: 0, where: `order ${orderId} of ${keyOf(order)} works, filled alternatives` });
		const parent = order.waitsFor === 'PARENT' ? ledger.orders.get(order.parentOrderId) : undefined;
		const waits = parent !== undefined && !isOpen(parent.life);
		checker.expect('ties hold', {
			is: waits,
			should: false,
			where: `order ${orderId} waits for ${order.parentOrderId}, which is ${parent?.life}`,
		});
	}
}
