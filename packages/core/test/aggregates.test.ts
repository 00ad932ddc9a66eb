import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OrderView, Side } from '../src/index.ts';
import { isOpen } from '../src/orders/life.ts';
import { LEG, type Sums } from '../src/state/books.ts';
import { markOf as lastMark } from '../src/state/marks.ts';
import { allOrders, peekOrder } from '../src/state/orders.ts';
import type { Account, Tenant } from '../src/state/state.ts';
import { type Desk, dealOf, EURUSD, envelope, instruments, TRADER, ticketOf, USDJPY, venueOrderOf } from './support/desk.ts';
import { CARRY, levelsOf, MACRO, twoAccounts } from './support/two-accounts.ts';

const numRuns = process.env.MERIDIAN_LONG === '1' ? 20_000 : 400;

/** Half away from zero, with BigInt: the naive reference. */
function divide(value: bigint, over: bigint): bigint {
	const magnitude = value < 0n ? -value : value;
	const rounded = (magnitude * 2n + over) / (over * 2n);
	return value < 0n ? -rounded : rounded;
}

type Leg = { net: bigint; up: bigint; down: bigint };
type Counted = { readonly legs: Map<string, Leg>; gross: bigint; floating: bigint };
const nothing = (): Counted => ({ legs: new Map(), gross: 0n, floating: 0n });

/** Counts an account from its orders and positions alone, in EUR. JPY has no minor unit, all others two digits. */
function naive(desk: Desk, account: Account): Counted {
	const counted = nothing();
	const big = (value: number) => BigInt(value);
	const markOf = (instrumentId: number) => {
		const mark = lastMark(account, instrumentId);
		if (mark === undefined) throw new Error('the schedule has marks');
		return { bid: big(mark.bid), ask: big(mark.ask) };
	};
	const [eurusd, usdjpy] = [markOf(EURUSD), markOf(USDJPY)];
	/** A liability is bought at the bid of the pair that it is the quote currency of, a claim sold at its ask. */
	const inEur = (amount: bigint, currency: string) => {
		const side = amount > 0n ? 'ask' : 'bid';
		if (currency === 'USD') return divide(amount * 100_000n, eurusd[side]);
		return divide(amount * 100n * 1_000n * 100_000n, usdjpy[side] * eurusd[side]);
	};
	for (const { instrumentId, baseCurrency, quoteCurrency, priceDigits } of instruments) {
		const { bid, ask } = markOf(instrumentId);
		const orders = allOrders(desk.state.orders).filter(
			(order) => order.accountId === account.accountId && order.instrumentId === instrumentId && isOpen(order.life),
		);
		const working = (side: Side) =>
			orders.filter((order) => order.side === side).reduce((sum, { qty, filledQty }) => sum + Math.max(0, qty - filledQty), 0);
		const positions = [...account.positions.values()].filter((position) => position.instrumentId === instrumentId);
		const net = positions.reduce((sum, { signedQty }) => sum + signedQty, 0);
		const points = positions.reduce(
			(sum, { signedQty, openNotional }) =>
				sum + (signedQty > 0 ? big(signedQty) * bid - big(openNotional) : big(openNotional) + big(signedQty) * ask),
			0n,
		);
		const worst = Math.max(net + working('BUY'), working('SELL') - net);
		const minor = (currency: string) => (currency === 'JPY' ? 1n : 100n);
		const inQuote = (value: bigint) => divide(value * 100_000n * minor(quoteCurrency), 100n * 10n ** BigInt(priceDigits));
		const inBase = (qty: number) => divide(big(qty) * 100_000n * minor(baseCurrency), 100n);
		counted.gross -= inEur(-inQuote(big(worst) * ask), quoteCurrency);
		counted.floating += inEur(inQuote(points), quoteCurrency);
		addLeg(counted, quoteCurrency, {
			net: inQuote(-big(net) * ask),
			up: inQuote(big(working('SELL')) * ask),
			down: inQuote(big(working('BUY')) * ask),
		});
		addLeg(counted, baseCurrency, { net: inBase(net), up: inBase(working('BUY')), down: inBase(working('SELL')) });
	}
	return counted;
}

function addLeg({ legs }: Counted, currency: string, by: Leg): void {
	const leg = legs.get(currency) ?? { net: 0n, up: 0n, down: 0n };
	legs.set(currency, { net: leg.net + by.net, up: leg.up + by.up, down: leg.down + by.down });
}

function together(parts: readonly Counted[]): Counted {
	const all = nothing();
	for (const part of parts) {
		all.gross += part.gross;
		for (const [currency, leg] of part.legs) addLeg(all, currency, leg);
	}
	return all;
}

function shown({ legs, gross }: Counted): string[] {
	const rows = [...legs].filter(([, { net, up, down }]) => net !== 0n || up !== 0n || down !== 0n);
	return [`gross ${gross}`, ...rows.map(([currency, { net, up, down }]) => `${currency} ${net} ${up} ${down}`).sort()];
}

function kept({ currencyRows }: Tenant, sums: Sums): string[] {
	expect([sums.unvalued, sums.unrated]).toEqual([0, 0]);
	const legs = [...currencyRows].map(([currency, row]) => {
		const [net = 0, up = 0, down = 0] = sums.legs.subarray(row * LEG);
		return [currency, { net: BigInt(net), up: BigInt(up), down: BigInt(down) }] as const;
	});
	return shown({ legs: new Map(legs), gross: BigInt(sums.grossMinor), floating: 0n });
}

function compare(desk: Desk): void {
	const tenant = desk.state.tenants.get(1);
	if (tenant === undefined) throw new Error('the desk has a tenant');
	const accounts = [...tenant.accounts.values()].map((account) => ({ account, counted: naive(desk, account) }));
	for (const { account, counted } of accounts) {
		expect(kept(tenant, account.sums)).toEqual(shown(counted));
		expect(BigInt(account.sums.floatingMinor)).toBe(counted.floating);
		expect(account.counters.openOrders).toBe(account.open.size);
	}
	expect(kept(tenant, tenant.group.sums)).toEqual(shown(together(accounts.map(({ counted }) => counted))));
	expect(tenant.group.counters.openOrders).toBe(accounts.reduce((sum, { account }) => sum + account.open.size, 0));
	for (const [deskId, group] of tenant.desks) {
		const own = accounts.filter(({ account }) => account.config.deskId === deskId);
		expect(kept(tenant, group.sums)).toEqual(shown(together(own.map(({ counted }) => counted))));
		expect(group.counters.openOrders).toBe(own.reduce((sum, { account }) => sum + account.open.size, 0));
	}
	compareCounters(desk, tenant);
	compareResting(desk, tenant);
}

function compareCounters(desk: Desk, tenant: Tenant): void {
	const open = allOrders(desk.state.orders).filter(({ life }) => isOpen(life));
	for (const [instrumentId, { openOrders }] of tenant.counters.instruments)
		expect(openOrders).toBe(open.filter((order) => order.instrumentId === instrumentId).length);
	expect(tenant.counters.users.get(TRADER)?.openOrders).toBe(open.length);
	expect(tenant.counters.strategies.get(CARRY)?.openOrders).toBe(open.filter(({ strategyId }) => strategyId === CARRY).length);
	for (const account of tenant.accounts.values()) {
		const own = open.filter(({ accountId }) => accountId === account.accountId);
		expect(account.reservedMarginMinor).toBe(own.reduce((sum, { reservedMarginMinor }) => sum + reservedMarginMinor, 0));
		for (const [instrumentId, { openingQty, workingBuyQty, workingSellQty }] of account.exposures) {
			const leaves = own
				.filter((order) => order.instrumentId === instrumentId)
				.reduce((sum, { qty, filledQty }) => sum + qty - filledQty, 0);
			expect([openingQty, workingBuyQty + workingSellQty]).toEqual([leaves, leaves]);
		}
	}
}

function compareResting(desk: Desk, tenant: Tenant): void {
	const resting = allOrders(desk.state.orders)
		.filter((order) => order.type === 'LIMIT' && isOpen(order.life))
		.flatMap(({ instrumentId, side, price, replacement }) =>
			[...new Set([price, replacement?.price ?? price])].map((each) => `${instrumentId} ${side} ${each}`),
		);
	const index = [...(tenant.resting.get('Sim') ?? [])].flatMap(([instrumentId, book]) =>
		(['BUY', 'SELL'] as const).flatMap((side) =>
			(side === 'BUY' ? book.buys : book.sells).flatMap(({ price, orders }) =>
				Array.from({ length: orders }, () => `${instrumentId} ${side} ${price}`),
			),
		),
	);
	expect(index.toSorted()).toEqual(resting.toSorted());
	for (const book of tenant.resting.get('Sim')?.values() ?? []) {
		const buys = book.buys.map(({ price }) => price);
		const sells = book.sells.map(({ price }) => price);
		expect(buys).toEqual(buys.toSorted((a, b) => a - b));
		expect(sells).toEqual(sells.toSorted((a, b) => b - a));
		expect([book.bestBuy, book.bestSell]).toEqual([buys.at(-1), sells.at(-1)]);
	}
}

const amending = ['accept', 'accept', 'amend', 'amend', 'amend', 'answer', 'answer', 'kill', 'cancelAll'] as const;

const step = fc.record({
	do: fc.constantFrom('place', 'place', 'limit', 'limit', 'fill', 'fill', 'expire', 'mark', 'move', ...amending),
	accountId: fc.constantFrom(1, 2),
	instrumentId: fc.constantFrom(EURUSD, USDJPY),
	pick: fc.nat({ max: 100_000 }),
});

function take(
	desk: Desk,
	{ do: action, accountId, instrumentId, pick }: typeof step extends fc.Arbitrary<infer Step> ? Step : never,
): void {
	const place = { tenantId: 1, accountId };
	const side = pick % 2 === 0 ? 'BUY' : 'SELL';
	const bid = (instrumentId === EURUSD ? 110_000 : 150_000) + (pick % 97);
	const open = [...desk.orders.values()].filter((order) => order.accountId === accountId && isOpen(order.life));
	const order = open[pick % Math.max(1, open.length)];
	switch (action) {
		case 'place':
			desk.apply({
				kind: 'place',
				...desk.terms({ instrumentId, side, qty: 1 + (pick % 300), strategyId: pick % 3 === 0 ? CARRY : null }),
				accountId,
			});
			break;
		case 'limit': {
			const price = bid + (side === 'BUY' ? -1 - (pick % 7) : 11 + (pick % 7));
			desk.apply({
				kind: 'place',
				...desk.terms({ instrumentId, side, qty: 1 + (pick % 300), type: 'LIMIT', tif: 'GTC', price }),
				accountId,
			});
			break;
		}
		case 'fill':
			if (order === undefined) break;
			desk.apply({
				kind: 'venue',
				...place,
				event: 'deal',
				// Older than what is booked as often as not: the position is made again.
				deal: dealOf(order, {
					qty: 1 + (pick % order.reservedQty),
					price: bid,
					positionTicket: BigInt(order.instrumentId),
					venueAtMs: pick % 23,
				}),
			});
			break;
		case 'expire':
			if (order === undefined) break;
			desk.apply({
				kind: 'venue',
				...place,
				event: 'order',
				order: venueOrderOf(order, { state: 'EXPIRED', leavesQty: order.qty - order.filledQty }),
			});
			break;
		case 'accept':
			if (order !== undefined) desk.apply({ kind: 'venue', ...place, event: 'order', order: venueOrderOf(order) });
			break;
		case 'amend':
			if (order !== undefined) amend(desk, { order, pick });
			break;
		case 'answer':
			if (order !== undefined) answer(desk, { order, pick });
			break;
		case 'kill':
			desk.halt(true);
			desk.halt(false);
			break;
		case 'cancelAll':
			desk.apply({ kind: 'cancelAll', ...place, instrumentId, side: null, envelope });
			break;
		case 'mark':
			desk.apply({ kind: 'mark', ...place, instrumentId, bid, ask: bid + (pick % 20), venueAtMs: 1 });
			break;
		case 'move':
			desk.reconfigure({ config: levelsOf(desk.config, { secondDesk: [null, MACRO, MACRO + 1][pick % 3] ?? null }) });
			break;
	}
}

/** To another price on its side, one that the collar forbids, or with a stop alone. */
function amend(desk: Desk, { order, pick }: { readonly order: OrderView; readonly pick: number }): void {
	const { tenantId, accountId, orderId } = order;
	const away = pick % 5 === 0 ? 50_000 : pick % 40;
	const price = order.price === null || pick % 7 === 0 ? null : order.price + (order.side === 'BUY' ? -away : away);
	const sl = order.side === 'BUY' ? 50_000 : 200_000;
	const terms = { qty: null, price, sl: pick % 3 === 0 ? sl : null, tp: null };
	desk.apply({ kind: 'amend', tenantId, accountId, orderId, amendId: `a${desk.inputs.length}`, ...terms, envelope });
}

/** The venue's answer of what was asked last of the order: yes, no or neither. */
function answer(desk: Desk, { order, pick }: { readonly order: OrderView; readonly pick: number }): void {
	const { tenantId, accountId, orderId } = order;
	const known = peekOrder(desk.state.orders, orderId);
	const last = [known?.replaced, known?.canceled].toSorted((a, b) => (b?.commandSeq ?? 0) - (a?.commandSeq ?? 0))[0];
	const { epoch, commandSeq } = last ?? { epoch: 0, commandSeq: 0 };
	const retcode = [10009, 10015, 10012][pick % 3] ?? 10009;
	const result = { orderId, epoch, commandSeq, retcode, orderTicket: ticketOf(order), dealTicket: 0n };
	desk.apply({ kind: 'venue', tenantId, accountId, event: 'result', ...result });
}

/** Says of one input after the other whether it is a deal that the venue made before one already told. */
function isLate(): (step: Desk['inputs'][number]) => boolean {
	const newest = new Map<string, number>();
	return ({ input }) => {
		if (input.kind !== 'venue' || input.event !== 'deal') return false;
		const { instrumentId, venueAtMs } = input.deal;
		const key = `${input.accountId} ${instrumentId}`;
		const before = newest.get(key) ?? 0;
		newest.set(key, Math.max(before, venueAtMs));
		return venueAtMs < before;
	};
}

it('kept sums and indices are what a naive count of orders and positions gives, at tenant, desk and account, after every step', () => {
	const covered = new Set<string>();
	fc.assert(
		fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
			const desk = twoAccounts();
			for (const each of steps) {
				take(desk, each);
				compare(desk);
			}
			for (const output of desk.outputs) if (output.kind === 'send') covered.add(output.send.action);
			if (desk.inputs.some(isLate())) covered.add('LATE_DEAL');
		}),
		{ numRuns },
	);
	expect([...covered].sort()).toEqual(['DEAL', 'LATE_DEAL', 'MODIFY', 'PENDING', 'REMOVE']);
});
