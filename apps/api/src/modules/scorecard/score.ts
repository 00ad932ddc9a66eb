import type { OrderStages, Side } from '@meridian/core';

/** One order whose request the venue answered, in the integers of its row: prices in points, quantities in the instrument's unit. */
export type ScoredOrder = {
	readonly side: Side;
	readonly type: string;
	readonly isRejected: boolean;
	readonly retcode: number;
	readonly price: bigint | null;
	readonly filledQty: bigint;
	/** Sum of quantity times price. */
	readonly filledNotional: bigint;
	readonly stages: OrderStages;
};

export type Percentiles = { readonly count: number; readonly p50Us: number; readonly p99Us: number };
/** Hundredths of a point; better for us is positive. Means are weighed by quantity and rounded half away from zero. */
export type Slippage = {
	readonly better: number;
	readonly same: number;
	readonly worse: number;
	readonly meanCentipoints: bigint | null;
	readonly meanBetterCentipoints: bigint | null;
	readonly meanWorseCentipoints: bigint | null;
};
export type Score = {
	readonly asked: number;
	readonly filled: number;
	readonly rejected: number;
	readonly requoted: number;
	readonly slippage: Slippage;
	/** From OrderSendAsync until the deal of what was filled. */
	readonly holdFilled: Percentiles | null;
	/** The same until the answer of what was refused: longer than of fills, it looks like a last look. */
	readonly holdRefused: Percentiles | null;
	readonly spread: { readonly count: number; readonly meanCentipoints: bigint | null; readonly maxPoints: bigint | null };
};

/** REQUOTE and PRICE_CHANGED: the venue would trade, but not at this price. */
const requotes: ReadonlySet<number> = new Set([10004, 10020]);
type Sum = { notional: bigint; qty: bigint };

/** What a venue did with these orders, in integers throughout. */
export function scoreOf(orders: readonly ScoredOrder[]): Score {
	const counts = { filled: 0, rejected: 0, requoted: 0, better: 0, same: 0, worse: 0 };
	const sums = { all: newSum(), better: newSum(), worse: newSum() };
	const holdFilled: number[] = [];
	const holdRefused: number[] = [];
	const spreads: bigint[] = [];
	for (const order of orders) {
		const { stages } = order;
		if (order.isRejected) {
			if (requotes.has(order.retcode)) counts.requoted += 1;
			else counts.rejected += 1;
			if (stages.toAnswerUs !== null) holdRefused.push(stages.toAnswerUs);
		}
		if (order.filledQty <= 0n) continue;
		counts.filled += 1;
		if (stages.toDealUs !== null) holdFilled.push(stages.toDealUs);
		if (stages.dealBid !== null && stages.dealAsk !== null) spreads.push(BigInt(stages.dealAsk) - BigInt(stages.dealBid));
		const gain = gainOf(order);
		if (gain === null) continue;
		const sign = gain > 0n ? 'better' : gain < 0n ? 'worse' : 'same';
		counts[sign] += 1;
		add(sums.all, { notional: gain, qty: order.filledQty });
		if (sign !== 'same') add(sums[sign], { notional: gain, qty: order.filledQty });
	}
	const { filled, rejected, requoted, better, same, worse } = counts;
	return {
		...{ asked: orders.length, filled, rejected, requoted },
		slippage: {
			...{ better, same, worse },
			meanCentipoints: mean(sums.all),
			meanBetterCentipoints: mean(sums.better),
			meanWorseCentipoints: mean(sums.worse),
		},
		holdFilled: percentiles(holdFilled),
		holdRefused: percentiles(holdRefused),
		spread: {
			count: spreads.length,
			meanCentipoints: mean({ notional: spreads.reduce((sum, spread) => sum + spread, 0n), qty: BigInt(spreads.length) }),
			maxPoints: spreads.reduce<bigint | null>((most, spread) => (most === null || spread > most ? spread : most), null),
		},
	};
}

/**
 * What the fill was better than what it should have been, in points times quantity: of a market order than the quote that it was sent at, of a stop
 * than its price. Null where that is not known; a limit can only be filled at its price or better, so it tells nothing of a venue's asymmetry.
 */
function gainOf(order: ScoredOrder): bigint | null {
	const quoted = order.side === 'BUY' ? order.stages.sentAsk : order.stages.sentBid;
	const due = order.type === 'MARKET' ? (quoted === null ? null : BigInt(quoted)) : order.type === 'STOP' ? order.price : null;
	if (due === null) return null;
	const worth = due * order.filledQty;
	return order.side === 'BUY' ? worth - order.filledNotional : order.filledNotional - worth;
}

const newSum = (): Sum => ({ notional: 0n, qty: 0n });
function add(sum: Sum, more: Sum): void {
	sum.notional += more.notional;
	sum.qty += more.qty;
}
/** In hundredths, rounded half away from zero. */
function mean({ notional, qty }: Sum): bigint | null {
	if (qty === 0n) return null;
	const scaled = notional * 100n;
	const twice = 2n * (scaled < 0n ? -scaled : scaled);
	const rounded = (twice + qty) / (2n * qty);
	return scaled < 0n ? -rounded : rounded;
}
/** By nearest rank. */
function percentiles(values: number[]): Percentiles | null {
	if (values.length === 0) return null;
	const sorted = values.toSorted((a, b) => a - b);
	const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
	return { count: sorted.length, p50Us: at(0.5), p99Us: at(0.99) };
}
