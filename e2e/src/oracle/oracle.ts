import type { Mode, Order, Outcome, Side, Step } from './script.ts';
import type { Tick } from './ticks.ts';

/** One deal: lots in hundredths, price in points, profit in cents of the account's currency. */
export type Deal = { readonly side: Side; readonly lots: bigint; readonly price: bigint; readonly profit: bigint };
/** Open cost is the exact sum of price x lots, as a fraction: an average price is never rounded. */
export type Held = { seq: number; id: string; side: Side; lots: bigint; cost: bigint; costDen: bigint; sl: bigint; tp: bigint };
export type Books = {
	readonly balance: bigint;
	/** Profit of all open positions if closed at the last quote, each rounded to cents. */
	readonly floating: bigint;
	readonly deals: readonly Deal[];
	readonly positions: readonly Held[];
	readonly outcomes: ReadonlyMap<string, Outcome>;
};

/**
 * What the day must end in, from the order script and the ticks alone; it shares no code with the engine or the simulated broker.
 * EURUSD, contract 100,000, 5 digits. Market orders fill at the last quote, limits at the first later tick that reaches them, at that tick's
 * price; at one tick first stops (loss before gain), then limits, each in the order in which they were given. A profit in dollars goes to a
 * euro account at the EURUSD quote of that tick: a gain at the ask (dollars are sold), a loss at the bid (dollars are bought). One rounding
 * a deal, half away from zero.
 */
export function expectedBooks(
	ticks: readonly Tick[],
	script: readonly Step[],
	input: { mode: Mode; currency: 'EUR' | 'USD'; balance: bigint },
): Books {
	let balance = input.balance;
	let quote = ticks[0] as Tick;
	let held: Held[] = [];
	let working: (Order & { seq: number })[] = [];
	const deals: Deal[] = [];
	const outcomes = new Map<string, Outcome>();

	const cents = (position: Held, lots: bigint, price: bigint): bigint => {
		// points x hundredths of a lot x 100,000 / 100,000 = cents of a dollar
		const gained = (price * position.lots * position.costDen - position.cost) * lots * (position.side === 'BUY' ? 1n : -1n);
		const den = position.lots * position.costDen;
		if (input.currency === 'USD') return round(gained, den);
		return round(gained * 100_000n, den * (gained >= 0n ? quote.ask : quote.bid));
	};
	const closePart = (position: Held, lots: bigint, price: bigint): bigint => {
		const profit = cents(position, lots, price);
		balance += profit;
		position.cost = position.cost * (position.lots - lots);
		position.costDen *= position.lots;
		position.lots -= lots;
		if (position.lots === 0n) held = held.filter((other) => other !== position);
		return profit;
	};
	const open = (order: { seq: number; id: string; side: Side; sl: bigint; tp: bigint }, lots: bigint, price: bigint): void => {
		held.push({ seq: order.seq, id: order.id, side: order.side, lots, cost: price * lots, costDen: 1n, sl: order.sl, tp: order.tp });
	};
	const fill = (order: { seq: number; id: string; side: Side; lots: bigint; sl: bigint; tp: bigint }, price: bigint): void => {
		outcomes.set(order.id, 'FILLED');
		const net = input.mode === 'NETTING' ? held[0] : undefined;
		let profit = 0n;
		if (net === undefined) open(order, order.lots, price);
		else if (net.side === order.side) {
			net.cost += price * order.lots * net.costDen;
			net.lots += order.lots;
			if (order.sl > 0n) net.sl = order.sl;
			if (order.tp > 0n) net.tp = order.tp;
		} else {
			const rest = order.lots - net.lots;
			profit = closePart(net, rest > 0n ? net.lots : order.lots, price);
			if (rest > 0n) open(order, rest, price);
		}
		deals.push({ side: order.side, lots: order.lots, price, profit });
	};
	const exit = (position: Held, lots: bigint, price: bigint): void => {
		const side = position.side === 'BUY' ? 'SELL' : 'BUY';
		deals.push({ side, lots, price, profit: closePart(position, lots, price) });
	};
	const exitPrice = (position: Held): bigint => (position.side === 'BUY' ? quote.bid : quote.ask);

	function tick(next: Tick): void {
		quote = next;
		for (const position of held.toSorted((a, b) => a.seq - b.seq)) {
			const price = exitPrice(position);
			const sign = position.side === 'BUY' ? 1n : -1n;
			const lost = position.sl > 0n && (price - position.sl) * sign <= 0n;
			const won = position.tp > 0n && (price - position.tp) * sign >= 0n;
			if (lost || won) exit(position, position.lots, price);
		}
		for (const order of [...working]) {
			const price = order.side === 'BUY' ? quote.ask : quote.bid;
			if (order.side === 'BUY' ? price > order.price : price < order.price) continue;
			working = working.filter((other) => other !== order);
			fill(order, price);
		}
	}
	function act(step: Step, seq: number): void {
		if (step.kind === 'cancel') {
			const order = working.find((other) => other.id === step.of);
			working = working.filter((other) => other !== order);
			if (order !== undefined) outcomes.set(order.id, 'CANCELED');
			outcomes.set(step.id, order === undefined ? 'SKIPPED' : 'CANCELED');
		} else if (step.kind === 'close') {
			const position = held.find((other) => other.id === step.of);
			const possible = position !== undefined && position.lots >= step.lots;
			if (possible) exit(position, step.lots, exitPrice(position));
			outcomes.set(step.id, possible ? 'FILLED' : 'SKIPPED');
		} else if (step.kind === 'market') fill({ ...step, seq }, step.side === 'BUY' ? quote.ask : quote.bid);
		else {
			working.push({ ...step, seq });
			outcomes.set(step.id, 'WORKING');
		}
	}

	let at = 0;
	script.forEach((step, seq) => {
		while (at < step.at) tick(ticks[at++] as Tick);
		act(step, seq);
	});
	while (at < ticks.length) tick(ticks[at++] as Tick);
	const floating = held.reduce((sum, position) => sum + cents(position, position.lots, exitPrice(position)), 0n);
	return { balance, floating, deals, positions: held, outcomes };
}

/** Half away from zero; `den` is positive. */
function round(num: bigint, den: bigint): bigint {
	const size = (2n * (num < 0n ? -num : num) + den) / (2n * den);
	return num < 0n ? -size : size;
}
