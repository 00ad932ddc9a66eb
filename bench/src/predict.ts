import {
	FeatureEngine,
	featureSetDefinition,
	gbdtToOnnx,
	mlpToOnnx,
	ortScorer,
	predictGbdt,
	predictMlp,
	type Quote,
	Random,
	type Scorer,
	scorerOf,
	trainGbdt,
	trainMlp,
} from '@meridian/ml';
import { medianRows, quantileRows } from './figures.ts';
import { weakSignal } from './gbdt/table.ts';
import { overHttp } from './predict/http.ts';
import type { Benchmark, Result } from './types.ts';

const warmUp = 20_000;
const counted = 100_000;
const instruments = 1000;
const rateHz = 10;
const seconds = 5;
const rounds = 5;

const quoteFeatures = ['spreadBps', 'sizeImbalance', 'hourSin', 'hourCos'] as const;
const windowed = ['midReturnBps', 'volatilityBps', 'tickImbalance', 'orderFlowImbalance'] as const;
const barFeatures = ['rsi', 'ema', 'atr', 'cci', 'roc', 'donchian', 'bollinger', 'williamsR'] as const;
/** 32 features: of quotes, of windows of quotes, of bars. */
const definition = featureSetDefinition.parse({
	...{ name: 'bench', version: 1, barMs: 1000 },
	features: [
		...quoteFeatures.map((name) => ({ kind: 'quote', name })),
		...windowed.flatMap((name) => [10, 50, 200].map((period) => ({ kind: 'quote', name, periods: { period } }))),
		...barFeatures.flatMap((name) => [14, 50].map((period) => ({ kind: 'indicator', name, periods: { period } }))),
	],
});

function walk(seed: number): () => Quote {
	const random = new Random(seed);
	let [timeMs, price] = [1_700_000_000_000, 1.1];
	return () => {
		timeMs += 1000 / rateHz;
		price += 0.00001 * Math.round(2 * random.normal());
		return { timeMs, bid: price, ask: price + 0.00002, bidSize: 1e5 * random.below(9), askSize: 1e5 * random.below(9) };
	};
}

type Models = { readonly scorers: readonly (readonly [string, Scorer])[]; readonly onnx: Uint8Array; readonly width: number };
function models(): Models {
	const dataset = weakSignal(20_000, 1);
	const trees = trainGbdt({ dataset, options: { objective: 'binary', trees: 100, leavesMax: 31 } });
	const mlp = trainMlp({ dataset, options: { objective: 'binary', hidden: [64, 32], epochs: 1 } });
	const width = dataset.columns.length;
	const onnx = gbdtToOnnx(trees);
	const scorers = [
		['trees, onnxruntime', ortScorer(onnx)],
		['trees, own scorer', scorerOf({ width, outputs: 1, row: (row, into) => predictGbdt(trees, row, into) })],
		['MLP, onnxruntime', ortScorer(mlpToOnnx(mlp))],
		['MLP, own scorer', scorerOf({ width, outputs: 1, row: (row, into) => into.set(predictMlp(mlp, row)) })],
	] as const;
	return { scorers, onnx, width };
}

/** One quote in, one prediction out, one after another. */
function single(name: string, scorer: Scorer): Result[] {
	const engine = new FeatureEngine(definition);
	const next = walk(5);
	const samples = new Float64Array(counted);
	for (let n = -warmUp; n < counted; n++) {
		const quote = next();
		const before = performance.now();
		engine.update(quote);
		scorer.predict(engine.row);
		if (n >= 0) samples[n] = (performance.now() - before) * 1000;
	}
	return quantileRows(`features + prediction, batch 1: ${name}`, { samples, unit: 'us', quantiles: [0.5, 0.99, 0.999] });
}

type Instrument = { readonly engine: FeatureEngine; readonly next: () => Quote };

/** Made once, as where it serves: made anew in each round, the collector's moving of it would be timed. */
function instrumentsOf(): Instrument[] {
	const fleet = Array.from({ length: instruments }, (_, i) => ({ engine: new FeatureEngine(definition), next: walk(i + 1) }));
	for (const { engine, next } of fleet) for (let n = 0; n < 20; n++) engine.update(next());
	return fleet;
}

/** Quotes of many instruments on their own clocks; each is late by what stands before it. */
function many(name: string, input: { readonly scorer: Scorer; readonly fleet: readonly Instrument[] }): Result[] {
	const { scorer, fleet } = input;
	const total = instruments * rateHz * seconds;
	const samples = new Float64Array(total);
	const gapMs = 1000 / (instruments * rateHz);
	const start = performance.now();
	let busyMs = 0;
	for (let n = 0; n < total; n++) {
		const due = start + n * gapMs;
		while (performance.now() < due);
		const { engine, next } = fleet[n % instruments] ?? { engine: undefined, next: undefined };
		if (engine === undefined || next === undefined) continue;
		const quote = next();
		const began = performance.now();
		engine.update(quote);
		scorer.predict(engine.row);
		const ended = performance.now();
		busyMs += ended - began;
		samples[n] = (ended - due) * 1000;
	}
	const label = `${instruments} instruments x ${rateHz} Hz: ${name}`;
	return [
		...quantileRows(label, { samples, unit: 'us', quantiles: [0.5, 0.99, 0.999] }),
		{ case: label, metric: 'busy', unit: '%', value: Math.round(busyMs / seconds / 10) },
	];
}

export const benchmark: Benchmark = {
	name: 'predict',
	description: 'Features of a quote and the prediction from them, in one thread',
	loadShape: `batch 1: closed loop, ${counted} quotes; fleet: open loop, ${instruments} instruments at ${rateHz} Hz for ${seconds} s, timed from when each quote was due; 32 features, 100 trees of 31 leaves or an MLP 32-64-32-1; over HTTP: closed loop, one client, the trees`,
	excludes:
		'How the quote came: sockets, decoding, normalising. Each instrument has its own features, all share one model. Over HTTP: the network (loopback); computing the features.',
	async run() {
		const { scorers, onnx, width } = models();
		const fleet = instrumentsOf();
		const inProcess = Array.from({ length: rounds }, () =>
			scorers.flatMap(([name, scorer]) => [...single(name, scorer), ...many(name, { scorer, fleet })]),
		);
		for (const [, scorer] of scorers) scorer.close();
		return [...medianRows(inProcess), ...(await overHttp(onnx, width))];
	},
};
