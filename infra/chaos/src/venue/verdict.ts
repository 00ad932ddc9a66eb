import { existsSync, readFileSync } from 'node:fs';
import { allOrders, type EngineMemory, findDeal, isOpen } from '@meridian/core';
import { readBrokerBooks } from '../broker-books.ts';
import type { VenueTerminal } from './terminal.ts';
import type { Witness } from './witness.ts';

type Account = NonNullable<ReturnType<typeof accountOf>>;
export type Evidence = { readonly memory: EngineMemory; readonly venue: VenueTerminal; readonly witness: Witness };

/** What an account of ours and its broker do not agree about. */
export function differencesOf({ memory, venue, witness }: Evidence): readonly string[] {
	const account = accountOf(memory, venue);
	if (account === undefined) return [`account ${venue.account.accountId} is unknown`];
	const differ: string[] = [];
	const say = (text: string): void => void differ.push(`account ${account.accountId}: ${text}`);
	const same = (what: string, pair: { readonly ours: unknown; readonly theirs: unknown }): void => {
		if (pair.ours !== pair.theirs) say(`${what} is ${pair.ours} here and ${pair.theirs} at the broker`);
	};
	const books = venue.books;
	if (books === undefined) return [`account ${account.accountId}: the terminal is down`];
	const file = readBrokerBooks(venue.stateFile);
	if (!account.reconciled) say('not reconciled');
	const sum = (of: (deal: (typeof file.allDeals)[number]) => number): number => file.allDeals.reduce((total, deal) => total + of(deal), 0);
	same('the balance', { ours: account.money.balanceMinor, theirs: books.balanceCents });
	same('the credit', { ours: account.money.creditMinor, theirs: books.creditCents });
	same('the number of deals', { ours: account.dealCount, theirs: file.allDeals.length });
	same('commission', {
		ours: account.money.commissionMinor,
		theirs: sum((deal) => deal.commissionMinor + (deal.isCommission ? deal.profitMinor : 0)),
	});
	same('swap of deals', { ours: account.money.swapMinor, theirs: sum(({ swapMinor }) => swapMinor) });
	for (const deal of file.allDeals) {
		const ours = findDeal(memory.deals, { account, ticket: deal.ticket });
		if (ours === undefined) say(`deal ${deal.ticket} is lost`);
		else
			same(`deal ${deal.ticket}`, {
				ours: [ours.profitMinor, ours.commissionMinor, ours.swapMinor, ...(deal.isTrade ? [ours.qty, ours.price] : [])].join(' '),
				theirs: [deal.profitMinor, deal.commissionMinor, deal.swapMinor, ...(deal.isTrade ? [deal.qty, deal.price] : [])].join(' '),
			});
	}
	comparePositions({ account, memory, books, say });
	compareOrders({ account, memory, file, witness, say });
	return differ;
}

/** Positions: volume to the lot's hundredth, average price to a thousandth of a point, swap to the cent. */
function comparePositions(input: {
	readonly account: Account;
	readonly memory: EngineMemory;
	readonly books: NonNullable<VenueTerminal['books']>;
	readonly say: (text: string) => void;
}): void {
	const { account, memory, books, say } = input;
	const tenant = memory.tenants.get(account.tenantId);
	const open = new Map([...account.positions.values()].filter(({ signedQty }) => signedQty !== 0).map((p) => [p.positionTicket, p]));
	for (const theirs of books.positions) {
		const ours = open.get(theirs.identifier);
		open.delete(theirs.identifier);
		const name = `position ${theirs.identifier} in ${theirs.symbol}`;
		if (ours === undefined) {
			say(`${name} is not here`);
			continue;
		}
		if (tenant?.instruments.get(ours.instrumentId)?.symbol !== theirs.symbol) say(`${name} is in another symbol here`);
		const signed = theirs.buy ? theirs.volume : -theirs.volume;
		if (ours.signedQty !== signed) say(`${name} is ${ours.signedQty} here and ${signed} at the broker`);
		const average = ours.openNotional / Math.abs(ours.signedQty);
		if (Math.abs(average - theirs.openNum / theirs.openDen) > 0.001 + 1 / Math.abs(ours.signedQty))
			say(`${name} has an average price of ${average} here and ${theirs.openNum / theirs.openDen} at the broker`);
		const swap = account.venuePositions.get(theirs.identifier)?.swapMinor;
		if (swap !== theirs.swapCents) say(`${name} has a swap of ${swap} here and ${theirs.swapCents} at the broker`);
	}
	for (const ticket of open.keys()) say(`position ${ticket} is not at the broker`);
}

function compareOrders(input: {
	readonly account: Account;
	readonly memory: EngineMemory;
	readonly file: ReturnType<typeof readBrokerBooks>;
	readonly witness: Witness;
	readonly say: (text: string) => void;
}): void {
	const { account, memory, file, witness, say } = input;
	const ours = allOrders(memory.orders).filter(
		(order) => order.tenantId === account.tenantId && order.accountId === account.accountId && order.life !== 'DENIED',
	);
	const filled = new Map<number, number>();
	for (const deal of file.allDeals)
		if (deal.isTrade && deal.isByRequest) filled.set(deal.orderId, (filled.get(deal.orderId) ?? 0) + deal.qty);
	for (const order of ours) {
		const { orderId, life } = order;
		const theirs = filled.get(orderId) ?? 0;
		if (order.positionByTicket === 0n && order.filledQty !== theirs)
			say(`order ${orderId} (${life}) is filled with ${order.filledQty} here and ${theirs} at the broker`);
		const works = file.working.has(orderId);
		const traced = works || theirs > 0 || file.ended.has(orderId);
		if (life === 'SUBMITTED') say(`order ${orderId} is still SUBMITTED`);
		if (life === 'UNKNOWN' && (traced || !witness.written.has(orderId))) say(`order ${orderId} is UNKNOWN, and there is evidence`);
		if (life === 'NOT_SENT' && traced) say(`order ${orderId} is NOT_SENT, and the broker has it`);
		if (works && !isOpen(life)) say(`order ${orderId} is ${life} here and works at the broker`);
		if (life === 'ACCEPTED' && !works) say(`order ${orderId} is ACCEPTED here and does not work at the broker`);
	}
}

/** What the broker's own log shows twice: the EA's memory was switched off, so that only the gateway stood in the way. */
export function doubledAt(venue: VenueTerminal): readonly string[] {
	const file = `${venue.stateFile}.log`;
	if (!existsSync(file)) return [];
	const seen = new Set<string>();
	return readFileSync(file, 'utf8')
		.split('\n')
		.filter((line) => line.startsWith('request '))
		.map((line) => line.split(' ').slice(2).join(' '))
		.filter((text) => / (DEAL|PENDING|CLOSE_BY)$/.test(text))
		.filter((text) => {
			const twice = seen.has(text);
			seen.add(text);
			return twice;
		})
		.map((text) => `the broker was asked twice for order ${text}`);
}

export function accountOf(memory: EngineMemory, venue: VenueTerminal) {
	return memory.tenants.get(venue.account.tenantId)?.accounts.get(venue.account.accountId);
}
