import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areaUnderCurve, type Dataset, predictGbdt, trainGbdt } from '@meridian/ml';
import { median, round } from './figures.ts';
import { type Reference, startReference } from './gbdt/reference.ts';
import { weakSignal } from './gbdt/table.ts';
import type { Benchmark, Result } from './types.ts';

const shape = { trees: 100, leaves: 63, depth: 6, bins: 255, rate: 0.1, rowsInLeaf: 20 };
const testRows = 20_000;
const rounds = 5;
const seeds = [11, 12, 13, 14];

function ours(train: Dataset, test: Dataset): { ms: number; auc: number } {
	const began = performance.now();
	const model = trainGbdt({
		dataset: train,
		options: {
			...{ objective: 'binary', trees: shape.trees, leavesMax: shape.leaves, depthMax: shape.depth, binsMax: shape.bins },
			...{ learningRate: shape.rate, rowsInLeafMin: shape.rowsInLeaf },
		},
	});
	const ms = performance.now() - began;
	const scores = Float64Array.from(
		test.labels,
		(_, row) =>
			predictGbdt(
				model,
				test.columns.map((column) => column[row] ?? Number.NaN),
			)[0] ?? 0,
	);
	return { ms, auc: areaUnderCurve(scores, test) };
}

/** As both programs read it: columns one after another, then labels. */
function write(file: string, { columns, labels }: Dataset): string {
	writeFileSync(file, Buffer.concat([...columns, labels].map((values) => Buffer.from(values.buffer))));
	return file;
}

async function measure(rows: number, { reference, folder }: { reference: Reference | undefined; folder: string }): Promise<Result[]> {
	const name = `${rows / 1000}k x 32`;
	const [train, test] = [weakSignal(rows, 1), weakSignal(testRows, 2)];
	const ask = { rows, features: 32, testRows, ...shape };
	const files = { train: write(join(folder, 'train'), train), test: write(join(folder, 'test'), test) };
	const own: number[] = [];
	const other: number[] = [];
	let auc = 0;
	let rssMib = 0;
	for (let n = 0; n < rounds; n++) {
		const answer = ours(train, test);
		own.push(answer.ms);
		auc = answer.auc;
		const theirs = await reference?.train({ ...ask, ...files });
		if (theirs === undefined) continue;
		other.push(theirs.ms);
		rssMib = theirs.rssMib;
	}
	const rss = process.memoryUsage().rss / 2 ** 20;
	const results: Result[] = [
		{ case: name, metric: 'p50', unit: 'ms', value: Math.round(median(own)) },
		{ case: name, metric: 'auc', unit: '', value: Math.round(auc * 1e5) / 1e5 },
		{ case: `${name}, this whole process`, metric: 'rss', unit: 'MiB', value: Math.round(rss) },
	];
	if (other.length === 0) return results;
	return [
		...results,
		{ case: `${name}, LightGBM`, metric: 'p50', unit: 'ms', value: Math.round(median(other)) },
		{ case: `${name}, LightGBM's whole process, most`, metric: 'rss', unit: 'MiB', value: Math.round(rssMib) },
		{ case: `${name}, ours to LightGBM`, metric: 'p50Ratio', unit: 'x', value: round(median(own) / median(other)) },
	];
}

/** Mean difference of AUC over fresh training sets of 50,000 rows. */
async function compareAuc({ reference, folder }: { reference: Reference; folder: string }): Promise<Result[]> {
	const test = weakSignal(testRows, 99);
	const testFile = write(join(folder, 'test'), test);
	const differences: number[] = [];
	for (const seed of seeds) {
		const train = weakSignal(50_000, seed);
		const { auc } = ours(train, test);
		const ask = { rows: 50_000, features: 32, testRows, ...shape, test: testFile, train: write(join(folder, 'train'), train) };
		differences.push(auc - (await reference.train(ask)).auc);
	}
	const mean = differences.reduce((sum, value) => sum + value, 0) / seeds.length;
	return [
		{
			case: `50k x 32, mean over ${seeds.length} training sets, ours less LightGBM`,
			metric: 'auc',
			unit: '',
			value: Math.round(mean * 1e5) / 1e5,
		},
	];
}

export const benchmark: Benchmark = {
	name: 'gbdt',
	description: 'Boosted trees trained here, and by LightGBM with the same bins, leaves, depth and trees',
	loadShape: `${shape.trees} trees of at most ${shape.leaves} leaves and depth ${shape.depth}, ${shape.bins} bins, one thread each, ${rounds} rounds in turn; AUC on ${testRows} fresh rows`,
	excludes: 'Reading the table. Binning counts for both. LightGBM comes from PyPI where there is Python 3; else its rows are left out.',
	async run() {
		const folder = mkdtempSync(join(tmpdir(), 'meridian-gbdt-'));
		const started = await startReference(process.env.MERIDIAN_BENCH_STATE ?? join(tmpdir(), 'meridian-bench'));
		const reference = 'missing' in started ? undefined : started;
		process.stderr.write('missing' in started ? `without LightGBM: ${started.missing}\n` : `beside LightGBM ${started.version}\n`);
		try {
			const results = [...(await measure(50_000, { reference, folder })), ...(await measure(500_000, { reference, folder }))];
			return reference === undefined ? results : [...results, ...(await compareAuc({ reference, folder }))];
		} finally {
			reference?.close();
			rmSync(folder, { recursive: true, force: true });
		}
	},
};
