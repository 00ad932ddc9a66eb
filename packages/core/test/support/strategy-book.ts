import { createEngine, type VenueDeal, type VenueEvent } from '../../src/index.ts';
import { createOrder } from '../../src/orders/order.ts';
import { addOrder, FIRST_ORDER_ID } from '../../src/state/orders.ts';
import { createState } from '../../src/state/state.ts';
import { venueSpec } from '../../src/testing.ts';
import { unconserved } from './conservation.ts';
import { Desk, EURUSD, envelope } from './desk.ts';
import { type Random, randomFrom } from './random.ts';

const strategies = [7, 8].map((strategyId) => ({ strategyId, name: `S${strategyId}`, active: true }));
/** Orders that deals are of: none, of no strategy, and of two. */
const orderIds = [0, 1, 2, 3].map((i) => (i === 0 ? 0 : FIRST_ORDER_ID + i - 1));
const strategyOf = new Map([
	[orderIds[1], null],
	[orderIds[2], 7],
	[orderIds[3], 8],
]);

type Line = { qty: bigint; cost: bigint; realised: bigint; commission: bigint; swap: bigint; fee: bigint };
const noLine = (): Line => ({ qty: 0n, cost: 0n, realised: 0n, commission: 0n, swap: 0n, fee: 0n });
const size = (value: bigint): bigint => (value < 0n ? -value : value);
/** Half away from zero. */
function portion(amount: bigint, upTo: bigint, of: bigint): bigint {
	if (upTo === 0n) return 0n;
	const product = size(amount) * upTo;
	const rounded = (2n * product + of) / (2n * of);
	return amount < 0n ? -rounded : rounded;
}

/** One deal on one line. @returns price x quantity that was closed with. */
function fill(line: Line, deal: { readonly signed: bigint; readonly price: bigint }): bigint {
	const { signed, price } = deal;
	const held = size(line.qty);
	const closes = line.qty !== 0n && line.qty > 0n !== signed > 0n ? (size(signed) < held ? size(signed) : held) : 0n;
	const costOfClosed = closes === held ? line.cost : portion(line.cost, closes, held);
	const gone = closes === 0n ? 0n : costOfClosed;
	line.cost += (size(signed) - closes) * price - gone;
	line.qty += signed;
	return closes === 0n ? 0n : signed < 0n ? closes * price - gone : gone - closes * price;
}

/** The naive books: BigInt, the venue's order, all deals that stand, nothing shared with the engine. */
function reference(deals: readonly VenueDeal[], isNetting: boolean): Map<string, Line> {
	const books = new Map<string, Line>();
	const accounts = new Map<bigint, Line>();
	const at = (key: bigint, strategy: number): Line => {
		const name = `${key} ${strategy}`;
		const line = books.get(name) ?? noLine();
		books.set(name, line);
		return line;
	};
	for (const deal of deals) {
		const key = isNetting ? BigInt(EURUSD) : deal.positionTicket;
		const account = accounts.get(key) ?? noLine();
		accounts.set(key, account);
		const signed = deal.type === 'BUY' ? BigInt(deal.qty) : -BigInt(deal.qty);
		const price = BigInt(deal.price);
		const strategy = strategyOf.get(deal.orderId);
		const closesHeld = account.qty !== 0n && account.qty > 0n !== signed > 0n;
		const byRule = isNetting ? strategy === undefined : closesHeld;
		const points = fill(account, { signed, price });
		const shares = new Map<number, bigint>();
		if (!byRule) shares.set(strategy ?? 0, size(signed));
		else {
			const held = (id: number): bigint => {
				const { qty } = books.get(`${key} ${id}`) ?? noLine();
				return qty !== 0n && qty > 0n !== signed > 0n ? size(qty) : 0n;
			};
			const own = held(0) < size(signed) ? held(0) : size(signed);
			const total = held(7) + held(8);
			const closed = size(signed) - own < total ? size(signed) - own : total;
			const seven = total === 0n ? 0n : portion(closed, held(7), total);
			if (seven > 0n) shares.set(7, seven);
			if (closed - seven > 0n) shares.set(8, closed - seven);
			if (size(signed) - closed > 0n) shares.set(0, size(signed) - closed);
		}
		const parts = [...shares].map(([id, qty]) => {
			const line = at(key, id);
			return { line, qty, points: fill(line, { signed: signed > 0n ? qty : -qty, price }) };
		});
		const sum = parts.reduce((all, part) => all + part.points, 0n);
		const profit = BigInt(deal.profitMinor);
		const alike = sum !== 0n && parts.every((part) => part.points === 0n || part.points > 0n === sum > 0n);
		let [qtyBefore, pointsBefore, given] = [0n, 0n, 0n];
		for (const part of parts) {
			const [from, to] = [qtyBefore, qtyBefore + part.qty];
			const cut = (amount: number) => portion(BigInt(amount), to, size(signed)) - portion(BigInt(amount), from, size(signed));
			part.line.commission += cut(deal.commissionMinor);
			part.line.swap += cut(deal.swapMinor);
			part.line.fee += cut(deal.feeMinor);
			// In dollars a point of price x quantity is a cent: 100,000 units, five digits, hundredths of a lot.
			const earned =
				parts.length === 1 && sum === points
					? profit
					: sum === points && alike
						? portion(profit, size(pointsBefore + part.points), size(sum)) - portion(profit, size(pointsBefore), size(sum))
						: part.points;
			part.line.realised += earned;
			given += earned;
			qtyBefore = to;
			pointsBefore += part.points;
		}
		if (profit !== given) at(key, 0).realised += profit - given;
	}
	return books;
}

function venueDeals(random: Random, isNetting: boolean): VenueDeal[] {
	const open = new Map<bigint, number>();
	return Array.from({ length: 2 + random(8) }, (_, i) => {
		const tickets = [...open.keys()];
		const some = tickets[random(Math.max(1, tickets.length))];
		const closes = some !== undefined && (isNetting || random(2) === 0);
		const ticket = closes ? some : BigInt(100 + i);
		const before = open.get(ticket) ?? 0;
		const lots = 1 + random(random(3) === 0 ? 5 : 10_000);
		const signed = !closes || isNetting ? (random(2) === 0 ? lots : -lots) : -Math.sign(before) * (1 + random(Math.abs(before)));
		if (before + signed === 0) open.delete(ticket);
		else open.set(ticket, before + signed);
		const reason = random(6) === 0 ? 'SL' : 'EXPERT';
		return {
			orderId: reason === 'SL' ? 0 : (orderIds[random(orderIds.length)] ?? 0),
			...{ ticket: BigInt(10_000 + i), orderTicket: BigInt(20_000 + i), positionTicket: ticket, instrumentId: EURUSD },
			...{ type: signed > 0 ? 'BUY' : 'SELL', entry: 'IN', reason, qty: Math.abs(signed), price: 1 + random(300_000) },
			...{ profitMinor: random(200_001) - 100_000, commissionMinor: -random(50), swapMinor: random(21) - 10, feeMinor: -random(5) },
			venueAtMs: 1_000 + i,
		} satisfies VenueDeal;
	});
}

/** Deals as they arrive, some swapped; then some taken back, cancelled or said anew. @returns what is said, and the deals that stand in the end. */
function story(
	random: Random,
	deals: readonly VenueDeal[],
): { readonly events: VenueEvent[]; readonly stand: VenueDeal[]; readonly canceled: VenueDeal[] } {
	const heard = [...deals];
	const [a, b] = [random(heard.length), random(heard.length)];
	const [first, second] = [heard[a], heard[b]];
	if (first !== undefined && second !== undefined && random(2) === 0) [heard[a], heard[b]] = [second, first];
	const events: VenueEvent[] = heard.map((deal) => ({ event: 'deal', deal }));
	const standing = new Map(deals.map((deal) => [deal.ticket, deal]));
	const canceled: VenueDeal[] = [];
	for (let times = random(3); times > 0; times--) {
		const deal = [...standing.values()][random(Math.max(1, standing.size))];
		if (deal === undefined) break;
		const how = random(3);
		if (how === 2) {
			const anew = { ...deal, qty: 1 + random(9_000), price: 1 + random(300_000), profitMinor: random(999), swapMinor: -random(9) };
			standing.set(deal.ticket, anew);
			events.push({ event: 'deal', deal: anew });
			continue;
		}
		standing.delete(deal.ticket);
		if (how === 0) events.push({ event: 'dealGone', ticket: deal.ticket });
		else {
			canceled.push(deal);
			events.push({ event: 'deal', deal: { ...deal, type: `${deal.type === 'BUY' ? 'BUY' : 'SELL'}_CANCELED`, profitMinor: 0 } });
		}
	}
	return { events, stand: [...standing.values()], canceled };
}

const config = (mode: 'NETTING' | 'HEDGING') => {
	const { config: plain } = new Desk({ mode, ready: false });
	return { ...plain, strategies, baseCurrency: 'USD', accounts: plain.accounts.map((account) => ({ ...account, currency: 'USD' })) };
};
const configs = { netting: config('NETTING'), hedging: config('HEDGING') };
const terms = { tenantId: 1, accountId: 1, instrumentId: EURUSD, side: 'BUY', type: 'MARKET', tif: 'IOC', qty: 1, price: null } as const;

/** Runs random stories through engines and the reference; money is conserved after every event. @throws where they differ, with the seed of the sequence. */
export function compareStrategies(input: { readonly seed: number; readonly sequences: number }): {
	readonly busts: number;
	readonly shared: number;
} {
	const covered = { busts: 0, shared: 0 };
	for (let i = 0; i < input.sequences; i++) {
		const random = randomFrom((Math.imul(input.seed, 0x9e3779b1) + Math.imul(i, 0x85ebca6b)) | 0);
		const isNetting = random(3) > 0;
		const { events, stand, canceled } = story(random, venueDeals(random, isNetting));
		const state = createState();
		const engine = createEngine(state);
		engine.apply({ kind: 'configure', config: isNetting ? configs.netting : configs.hedging }, 1);
		for (const [orderId, strategyId] of strategyOf) {
			const none = { sl: null, tp: null, positionTicket: 0n, reduceOnly: false, envelope, clientOrderId: `o${orderId}` };
			const order = createOrder({ orderId: orderId ?? 0, terms: { ...terms, ...none, strategyId }, termsHash: 0, atMs: 1 });
			addOrder(state.orders, Object.assign(order, { life: 'ACCEPTED', placed: { ...order.placed, commandSeq: 1 } }));
		}
		const where = { kind: 'venue', tenantId: 1, accountId: 1 } as const;
		engine.apply({ ...where, event: 'spec', instrumentId: EURUSD, spec: venueSpec() }, 1);
		const fail = (what: string) => new Error(`sequence ${i} of seed ${input.seed}, ${isNetting ? 'netting' : 'hedging'}: ${what}`);
		for (const event of events) {
			engine.apply({ ...where, ...event }, 1);
			const fault = unconserved(state);
			if (fault !== undefined) throw fail(fault);
		}
		const account = state.tenants.get(1)?.accounts.get(1);
		if (account === undefined) throw fail('there is no account');
		const theirs = reference(stand, isNetting);
		const kept = canceled.reduce((sum, deal) => sum + BigInt(deal.profitMinor), 0n);
		if (BigInt(account.money.canceledMinor) !== kept) throw fail(`canceled ${account.money.canceledMinor}, ${kept}`);
		for (const [key, books] of account.subBooks)
			for (const [strategyId, book] of books) {
				if (key === -1) continue;
				const line = theirs.get(`${key} ${strategyId}`) ?? noLine();
				const [ours, expected] = [
					[book.signedQty, book.openNotional, book.realisedMinor, book.commissionMinor, book.swapMinor, book.feeMinor].join(),
					[line.qty, line.cost, line.realised, line.commission, line.swap, line.fee].join(),
				];
				if (ours !== expected) throw fail(`strategy ${strategyId} of ${key}: ${ours}, ${expected} expected`);
				theirs.delete(`${key} ${strategyId}`);
			}
		for (const [name, line] of theirs) if (Object.values(line).some((value) => value !== 0n)) throw fail(`${name} is missing`);
		covered.busts += stand.length < events.length ? 1 : 0;
		covered.shared += [...account.subBooks.values()].some((books) => books.size > 1) ? 1 : 0;
	}
	return covered;
}
