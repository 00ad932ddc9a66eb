import type { Tick } from './ticks.ts';

export type Side = 'BUY' | 'SELL';
export type Mode = 'NETTING' | 'HEDGING';
/** After `at` ticks. */
type Moment = { readonly at: number; readonly id: string };
/** Lots in hundredths, prices in points, 0: none. */
export type Order = Moment & {
	readonly kind: 'market' | 'limit';
	readonly side: Side;
	readonly lots: bigint;
	readonly price: bigint;
	readonly sl: bigint;
	readonly tp: bigint;
};
/** `of` names an earlier step of the same account. */
type Cancel = Moment & { readonly kind: 'cancel'; readonly of: string };
type Close = Moment & { readonly kind: 'close'; readonly of: string; readonly lots: bigint };
/** What the desk does. */
export type Step = Order | Cancel | Close;
/** SKIPPED: there was nothing left to cancel or close. */
export type Outcome = 'FILLED' | 'WORKING' | 'CANCELED' | 'SKIPPED';

/** The same numbers for the same seed, everywhere (mulberry32). */
function seeded(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}

/**
 * A day of orders for each desk, spread evenly over the ticks: market and limit orders with and without stops, cancels, and (hedging) whole
 * and partial closes. Risk denies an order that would meet one of the same tenant, so none is written that could: limits rest further away
 * than any spread of the day, and a market order waits where an own limit may rest inside the spread.
 */
export function writeScripts(ticks: readonly Tick[], input: { seed: number; steps: number; modes: readonly Mode[] }): Map<Mode, Step[]> {
	const desks = input.modes.map((mode, index) => ({ mode, below: seeded(input.seed + index), script: [] as Step[] }));
	const limits: Order[] = [];
	const every = Math.floor(ticks.length / (input.steps + 1));
	for (let i = 0; i < input.steps; i++) {
		const at = (i + 1) * every;
		const written = desks.map(({ mode, below, script }) => {
			const step: Step = { at, id: `${mode}-${i}`, ...next({ mode, below, script, quote: ticks[at - 1] as Tick, limits }) };
			script.push(step);
			return step;
		});
		limits.push(...written.filter((step): step is Order => step.kind === 'limit'));
	}
	return new Map(desks.map(({ mode, script }) => [mode, script]));
}

type Without<S> = S extends Step ? Omit<S, keyof Moment> : never;
type Desk = {
	readonly mode: Mode;
	readonly below: (below: number) => number;
	readonly script: readonly Step[];
	readonly quote: Tick;
	readonly limits: readonly Order[];
};

function next(desk: Desk): Without<Step> {
	const { mode, below, script } = desk;
	const orders = script.filter((step): step is Order => step.kind === 'market' || step.kind === 'limit');
	const earlier = orders[orders.length - 1 - below(Math.min(orders.length, 20))];
	const choice = below(100);
	if (earlier !== undefined && choice < 8) return { kind: 'cancel', of: earlier.id };
	if (earlier === undefined || choice >= 28 || mode === 'NETTING') return order(desk);
	return { kind: 'close', of: earlier.id, lots: below(2) === 0 || earlier.lots < 2n ? earlier.lots : earlier.lots / 2n };
}

function order({ quote, below, limits }: Desk): Omit<Order, keyof Moment> {
	const side: Side = below(2) === 0 ? 'BUY' : 'SELL';
	const sign = side === 'BUY' ? 1n : -1n;
	const inSpread = limits.some((limit) => limit.side !== side && limit.price >= quote.bid && limit.price <= quote.ask);
	const kind = below(100) < 45 || inSpread ? 'limit' : 'market';
	const lots = BigInt(1 + below(100));
	const price = kind === 'market' ? 0n : (side === 'BUY' ? quote.ask : quote.bid) - sign * BigInt(70 + below(150));
	// Stops are judged by the side that would trigger them, or by the limit price.
	const base = kind === 'limit' ? price : side === 'BUY' ? quote.bid : quote.ask;
	const sl = below(2) === 0 ? base - sign * BigInt(70 + below(150)) : 0n;
	const tp = below(2) === 0 ? base + sign * BigInt(70 + below(150)) : 0n;
	return { kind, side, lots, price, sl, tp };
}
