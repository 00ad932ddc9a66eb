import { pick } from '../data/dataset.ts';
import { type FeatureSetDefinition, featureSetDefinition } from '../features/definition.ts';
import { FeatureEngine } from '../features/engine.ts';
import { direction } from '../features/labels.ts';
import type { Quote } from '../features/microstructure.ts';
import { predictGbdt } from '../gbdt/model.ts';
import type { GbdtOptions } from '../gbdt/parameters.ts';
import { trainGbdt } from '../gbdt/train.ts';
import { areaUnderCurve } from '../metrics/ranking.ts';
import { Random } from '../random/random.ts';
import { walkForward } from '../validation/walk-forward.ts';

/** Of quotes and ten-second bars: what a minute's direction could show in. */
export const directionFeatures: FeatureSetDefinition = featureSetDefinition.parse({
	name: 'direction',
	version: 1,
	barMs: 10_000,
	features: [
		...(['spreadBps', 'hourSin', 'hourCos'] as const).map((name) => ({ kind: 'quote', name })),
		...(['midReturnBps', 'volatilityBps', 'tickImbalance', 'quoteRate'] as const).flatMap((name) =>
			[10, 50, 200].map((period) => ({ kind: 'quote', name, periods: { period } })),
		),
		...(['rsi', 'cci', 'roc', 'williamsR'] as const).flatMap((name) =>
			[6, 30].map((period) => ({ kind: 'indicator', name, periods: { period } })),
		),
		{ kind: 'indicator', name: 'ema', periods: { period: 30 }, relative: true },
		{ kind: 'indicator', name: 'natr', periods: { period: 30 } },
	],
});

export type DirectionReport = {
	readonly rows: number;
	readonly folds: readonly { readonly trainRows: number; readonly testRows: number; readonly auc: number }[];
	readonly auc: number;
	/** 95 %, by resampling blocks of ten minutes. */
	readonly aucLow: number;
	readonly aucHigh: number;
	/** Of trades where the model is surest (the outer fifths), each way: mean move over the horizon, and what crossing the spread costs, in basis points. */
	readonly trades: number;
	readonly grossBps: number;
	readonly spreadBps: number;
	readonly hasSkill: boolean;
	readonly hasEdge: boolean;
};

const options: GbdtOptions = {
	objective: 'binary',
	trees: 60,
	leavesMax: 15,
	learningRate: 0.05,
	rowsInLeafMin: 100,
	rowShare: 0.7,
	featureShare: 0.7,
};
const blockMs = 600_000;

/**
 * Whether the next minute's direction can be told from the quotes before it, tested on what training did not see: walk-forward folds, purged and embargoed.
 *
 * @param quotes in time's order, of one instrument.
 */
export function directionReport(quotes: readonly Quote[], { horizonMs = 60_000, folds = 4, seed = 1 } = {}): DirectionReport {
	const { dataset, times, labelTimes, mids, spreads, moves } = table(quotes, horizonMs);
	const cut = walkForward({ times, labelTimes }, { folds, embargo: horizonMs });
	const scores: number[] = [];
	const tested: number[] = [];
	const perFold = cut.map(({ train, test }) => {
		const model = trainGbdt({ dataset: pick(dataset, train), options: { ...options, seed } });
		const part = pick(dataset, test);
		const own = Array.from(
			part.labels,
			(_, at) =>
				predictGbdt(
					model,
					part.columns.map((column) => column[at] ?? Number.NaN),
				)[0] ?? 0.5,
		);
		scores.push(...own);
		tested.push(...test);
		return { trainRows: train.length, testRows: test.length, auc: areaUnderCurve(own, part) };
	});
	const labels = tested.map((row) => dataset.labels[row] ?? 0);
	const [aucLow, aucHigh] = interval({ scores, labels, times: tested.map((row) => times[row] ?? 0), seed });
	const sorted = scores.toSorted((a, b) => a - b);
	const [low, high] = [sorted[Math.floor(scores.length / 5)] ?? 0, sorted[Math.floor((scores.length * 4) / 5)] ?? 1];
	const chosen = scores.flatMap((score, i): (readonly [number, number])[] => (score > high ? [[i, 1]] : score < low ? [[i, -1]] : []));
	const meanOf = (of: (row: number, side: number) => number): number =>
		chosen.reduce((sum, [i, side]) => sum + of(tested[i] ?? 0, side), 0) / Math.max(1, chosen.length);
	const grossBps = meanOf((row, side) => side * 1e4 * (moves[row] ?? 0));
	const spreadBps = meanOf((row) => (1e4 * (spreads[row] ?? 0)) / (mids[row] ?? 1));
	return {
		...{
			rows: labels.length,
			folds: perFold,
			auc: areaUnderCurve(scores, { labels }),
			aucLow,
			aucHigh,
			trades: chosen.length,
			grossBps,
			spreadBps,
		},
		...{ hasSkill: aucLow > 0.5, hasEdge: aucLow > 0.5 && grossBps > spreadBps },
	};
}

/** One row where each bar completes: features as they were then, and what the mid did after. */
function table(quotes: readonly Quote[], horizonMs: number) {
	const engine = new FeatureEngine(directionFeatures);
	const rows: { timeMs: number; mid: number; spread: number; values: Float32Array }[] = [];
	for (const quote of quotes) {
		if (!engine.update(quote)) continue;
		rows.push({ timeMs: quote.timeMs, mid: (quote.bid + quote.ask) / 2, spread: quote.ask - quote.bid, values: engine.row.slice() });
	}
	const all = { times: rows.map(({ timeMs }) => timeMs), prices: rows.map(({ mid }) => mid) };
	const labels = direction(all, horizonMs);
	const kept = rows.flatMap((row, at) => (Number.isNaN(labels.values[at]) || row.values.some(Number.isNaN) ? [] : [at]));
	const take = <T>(from: (at: number) => T): T[] => kept.map(from);
	const timeAt = new Map(all.times.map((time, at) => [time, at]));
	return {
		dataset: {
			names: engine.names,
			columns: engine.names.map((_, f) => Float32Array.from(kept, (at) => rows[at]?.values[f] ?? Number.NaN)),
			labels: Float32Array.from(kept, (at) => labels.values[at] ?? 0),
		},
		times: take((at) => all.times[at] ?? 0),
		labelTimes: take((at) => labels.labelTimes[at] ?? 0),
		mids: take((at) => all.prices[at] ?? 1),
		spreads: take((at) => rows[at]?.spread ?? 0),
		moves: take((at) => (all.prices[timeAt.get(labels.labelTimes[at] ?? 0) ?? at] ?? 0) / (all.prices[at] ?? 1) - 1),
	};
}

function interval(input: {
	scores: readonly number[];
	labels: readonly number[];
	times: readonly number[];
	seed: number;
}): [low: number, high: number] {
	const blocks = [...Map.groupBy(input.scores.keys(), (i) => Math.floor((input.times[i] ?? 0) / blockMs)).values()];
	const random = new Random(input.seed);
	const drawn = Array.from({ length: 400 }, () => {
		const rows = blocks.flatMap(() => blocks[random.below(blocks.length)] ?? []);
		return areaUnderCurve(
			rows.map((i) => input.scores[i] ?? 0),
			{ labels: rows.map((i) => input.labels[i] ?? 0) },
		);
	}).toSorted((a, b) => a - b);
	return [drawn[10] ?? 0.5, drawn[389] ?? 0.5];
}

/** The report in words, for people. */
export function describeDirection(report: DirectionReport): string {
	const { rows, folds, auc, aucLow, aucHigh, trades, grossBps, spreadBps, hasSkill, hasEdge } = report;
	const verdict = hasEdge
		? 'The model tells the direction, and by more than the spread costs. Commission, latency and slippage are not counted: test it in shadow first.'
		: hasSkill
			? 'The model tells something of the direction, but less than crossing the spread costs: there is no edge to trade.'
			: 'The model does not tell the direction better than chance: there is no edge.';
	return [
		`${rows} rows tested, none of them seen in training; folds in time's order, purged and embargoed by the horizon.`,
		...folds.map((fold, k) => `  fold ${k + 1}: ${fold.trainRows} rows trained, ${fold.testRows} tested, AUC ${fold.auc.toFixed(4)}`),
		`AUC of all folds ${auc.toFixed(4)}, 95 % interval ${aucLow.toFixed(4)} to ${aucHigh.toFixed(4)} (0.5 is chance)`,
		`${trades} trades where it is surest: ${grossBps.toFixed(3)} bp gross a trade, the spread costs ${spreadBps.toFixed(3)} bp`,
		verdict,
	].join('\n');
}
