import { createEngine, type EngineOutput, findFxPaths, type PositionView, profitOf, type Side, type VenueDeal } from '../../src/index.ts';
import { Desk, EURUSD, instruments, plainSpec } from './desk.ts';
import { type Random, randomFrom } from './random.ts';

/** What the venue did, in its order: netting opens, adds, closes, reverses; hedging opens tickets and closes them in parts. */
function venueDeals(random: Random, isNetting: boolean): VenueDeal[] {
	const open = new Map<bigint, number>();
	const count = 2 + random(9);
	const deals: VenueDeal[] = [];
	for (let i = 0; i < count; i++) {
		const held = [...open.entries()];
		const some = held[random(Math.max(1, held.length))];
		const closes = some !== undefined && (isNetting || random(2) === 0);
		const ticket = closes ? some[0] : BigInt(100 + i);
		const before = open.get(ticket) ?? 0;
		const size = 1 + random(random(3) === 0 ? 5 : 100_000);
		const signed = !closes || isNetting ? (random(2) === 0 ? size : -size) : -Math.sign(before) * (1 + random(Math.abs(before)));
		const after = before + signed;
		if (after === 0) open.delete(ticket);
		else open.set(ticket, after);
		deals.push({
			...{ orderId: 0, ticket: BigInt(10_000 + i), orderTicket: BigInt(20_000 + i), positionTicket: ticket, instrumentId: EURUSD },
			...{ type: signed > 0 ? 'BUY' : 'SELL', entry: before === 0 ? 'IN' : 'OUT', reason: 'EXPERT', qty: Math.abs(signed) },
			price: 1 + random(300_000),
			profitMinor: random(200_001) - 100_000,
			commissionMinor: -random(50),
			swapMinor: random(21) - 10,
			feeMinor: -random(5),
			// Deals of one time are told apart by their tickets.
			venueAtMs: 1_000 + (i >> 1),
		});
	}
	return deals;
}

/** As it reaches us: half of the time in order, else shuffled here and there; some deals twice. */
function arrival(random: Random, deals: readonly VenueDeal[]): VenueDeal[] {
	const list = [...deals];
	if (random(2) === 0)
		for (let swaps = 1 + random(4); swaps > 0; swaps--) {
			const [a, b] = [random(list.length), random(list.length)];
			const [first, second] = [list[a], list[b]];
			if (first !== undefined && second !== undefined) [list[a], list[b]] = [second, first];
		}
	const again = list[random(list.length)];
	if (again !== undefined) list.push(again);
	return list;
}

type Line = { qty: bigint; cost: bigint; realised: bigint; swap: bigint };

/** The naive book: BigInt, the venue's order, one line per ticket, nothing shared with the engine. */
function reference(deals: readonly VenueDeal[]): { readonly lines: Map<bigint, Line>; readonly balance: bigint } {
	const lines = new Map<bigint, Line>();
	let balance = 0n;
	for (const deal of deals) {
		const line = lines.get(deal.positionTicket) ?? { qty: 0n, cost: 0n, realised: 0n, swap: 0n };
		lines.set(deal.positionTicket, line);
		const size = BigInt(deal.qty);
		const signed = deal.type === 'BUY' ? size : -size;
		const held = line.qty < 0n ? -line.qty : line.qty;
		const closed = line.qty !== 0n && line.qty > 0n !== signed > 0n ? (size < held ? size : held) : 0n;
		if (closed > 0n) line.cost -= closed === held ? line.cost : (2n * line.cost * closed + held) / (2n * held);
		line.cost += (size - closed) * BigInt(deal.price);
		line.qty += signed;
		line.realised += BigInt(deal.profitMinor);
		line.swap += BigInt(deal.swapMinor);
		balance += BigInt(deal.profitMinor) + BigInt(deal.commissionMinor) + BigInt(deal.swapMinor) + BigInt(deal.feeMinor);
	}
	return { lines, balance };
}

const quote = { bid: 110_000, ask: 110_010 };
const fxPaths = findFxPaths(instruments, ['EUR']);

/** Profit in euro cents of closing at a price, half away from zero: points x 100,000 / 10^(5 + 2) dollars, x 100 cents, sold at the ask or bought at the bid. */
function profitReference(line: Line, closePrice: number): bigint {
	const points = line.qty > 0n ? line.qty * BigInt(closePrice) - line.cost : line.cost + line.qty * BigInt(closePrice);
	const numerator = points * 100_000n * 100n * 100_000n;
	const denominator = 10_000_000n * BigInt(points > 0n ? quote.ask : quote.bid);
	const size = numerator < 0n ? -numerator : numerator;
	const rounded = (2n * size + denominator) / (2n * denominator);
	return numerator < 0n ? -rounded : rounded;
}

function profitOfEngine(position: PositionView, closePrice: number): number | undefined {
	const { side, qty, openNotional } = position;
	const scales = { priceDigits: 5, qtyDigits: 2, spec: plainSpec, accountCurrencyDigits: 2 };
	return profitOf({
		side,
		qty,
		openNotional,
		closePrice,
		...scales,
		quoteCurrency: 'USD',
		accountCurrency: 'EUR',
		fxPaths,
		quote: () => quote,
	});
}

const config = (isNetting: boolean) => new Desk({ mode: isNetting ? 'NETTING' : 'HEDGING', ready: false }).config;
const configs = { netting: config(true), hedging: config(false) };

/** Runs random sequences of deals through engines and the reference. @returns what was covered. @throws where they differ, with the seed of the sequence. */
export function compareBooks(input: { readonly seed: number; readonly sequences: number }): {
	readonly deals: number;
	readonly outOfOrder: number;
	readonly estimates: number;
} {
	const covered = { deals: 0, outOfOrder: 0, estimates: 0 };
	for (let i = 0; i < input.sequences; i++) {
		const seed = (Math.imul(input.seed, 0x9e3779b1) + Math.imul(i, 0x85ebca6b)) | 0;
		const random = randomFrom(seed);
		const isNetting = random(2) === 0;
		const deals = venueDeals(random, isNetting);
		const heard = arrival(random, deals);
		const engine = createEngine();
		engine.apply({ kind: 'configure', config: isNetting ? configs.netting : configs.hedging }, 1);
		const seen = { positions: new Map<bigint, PositionView>(), balanceMinor: 0 };
		for (const deal of heard) {
			for (const output of engine.apply({ kind: 'venue', tenantId: 1, accountId: 1, event: 'deal', deal }, 1)) note(seen, output);
		}
		const { lines, balance } = reference(deals);
		const show = (ticket: bigint, side: Side, values: readonly (number | bigint)[]) => `${ticket} ${side} ${values.join(' ')}`;
		const ours = [...seen.positions.values()].map((p) =>
			show(p.positionTicket, p.qty === 0 ? 'BUY' : p.side, [p.qty, p.openNotional, p.realisedMinor, p.swapMinor]),
		);
		const theirs = [...lines].map(([ticket, line]) =>
			show(ticket, line.qty < 0n ? 'SELL' : 'BUY', [line.qty < 0n ? -line.qty : line.qty, line.cost, line.realised, line.swap]),
		);
		const difference = [...ours.filter((one) => !theirs.includes(one)), ...theirs.filter((one) => !ours.includes(one))];
		if (difference.length > 0 || BigInt(seen.balanceMinor) !== balance)
			throw new Error(
				`sequence ${i} of seed ${input.seed}, ${isNetting ? 'netting' : 'hedging'}: ${difference.join(' | ')}; balance ${seen.balanceMinor}, ${balance}; arrival ${heard.map(({ ticket }) => ticket).join()}`,
			);
		for (const [ticket, line] of lines) {
			const position = seen.positions.get(ticket);
			if (position === undefined || line.qty === 0n) continue;
			const closePrice = 1 + random(300_000);
			const [estimate, expected] = [profitOfEngine(position, closePrice), profitReference(line, closePrice)];
			if (estimate === undefined || BigInt(estimate) !== expected)
				throw new Error(`sequence ${i} of seed ${input.seed}: profit ${estimate}, ${expected} expected`);
			covered.estimates += 1;
		}
		covered.deals += deals.length;
		covered.outOfOrder += heard.some((deal, at) => deals[at] !== undefined && deals[at] !== deal) ? 1 : 0;
	}
	return covered;
}

function note(seen: { positions: Map<bigint, PositionView>; balanceMinor: number }, output: EngineOutput): void {
	if (output.kind === 'position') seen.positions.set(output.position.positionTicket, output.position);
	if (output.kind === 'account') seen.balanceMinor = output.account.balanceMinor;
}
