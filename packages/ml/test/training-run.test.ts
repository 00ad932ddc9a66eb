import { TickBatch, tickFlags } from '@meridian/market-data';
import { describe, expect, it } from 'vitest';
import {
	jobRequest,
	ortScorer,
	packQuotes,
	Random,
	RowBuilder,
	TrainingRun,
	type TrainingTable,
	type TrainRequest,
	trainingTable,
} from '../src/index.ts';
import { featureSet, quotes } from './support/quotes.ts';

/** Each label is told by the first feature, nine times in ten. */
function table(rows = 1500): TrainingTable {
	const random = new Random(11);
	const columns = Array.from({ length: 4 }, () => Float32Array.from({ length: rows }, () => random.normal()));
	const labels = Float32Array.from(columns[0] ?? [], (value) => Number(value > 0 !== random.uniform() < 0.1));
	const times = Float64Array.from({ length: rows }, (_, row) => row * 1000);
	const names = columns.map((_, f) => `f${f}`);
	return { names, columns, labels, times, labelTimes: times.map((time) => time + 2000), quotes: rows, sha256: 'of-these-quotes' };
}
function request(trainer: object, more: object = {}): TrainRequest {
	const parsed = jobRequest.parse({
		...{ kind: 'TRAIN', model: 'm', featureSet: { name: 'direction', version: 1 }, label: { kind: 'direction', horizonMs: 2000 } },
		...{ data: { owner: 'OWN', venue: 'V', instrument: 'EURUSD', fromMs: 0, toMs: 1 }, trainer, folds: 2, ...more },
	});
	if (parsed.kind !== 'TRAIN') throw new Error('not a training');
	return parsed;
}
const trees = { name: 'gbdt', options: { trees: 40, leavesMax: 7, rowShare: 0.7, featureShare: 0.7, earlyStoppingRounds: 5 } };
async function finished(run: TrainingRun) {
	while ((await run.next()) !== undefined);
	return run.result();
}

describe('a training', () => {
	it.each([trees, { name: 'linear' }, { name: 'mlp', options: { epochs: 30 } }])(
		'of $name says how good it is on rows that it did not see, and its ONNX answers',
		async (trainer) => {
			const { model, folds } = await finished(new TrainingRun({ table: table(), request: request(trainer) }));
			expect(model?.card.metrics.auc).toBeGreaterThan(0.85);
			expect(folds).toHaveLength(2);
			const [most] = model?.card.importance.toSorted((a, b) => b.permutation - a.permutation) ?? [];
			expect(most?.name).toBe('f0');
			const scorer = ortScorer(model?.onnx ?? new Uint8Array());
			expect(scorer.predict(Float32Array.of(2, 0, 0, 0))[0]).toBeGreaterThan(0.7);
			scorer.close();
		},
	);

	it('that is cut off anywhere and goes on from its checkpoint gives the same bytes as one that ran through', async () => {
		const of = { table: table(), request: request(trees) };
		const whole = await finished(new TrainingRun(of));
		for (const steps of [1, 9, 17, 30]) {
			const first = new TrainingRun(of);
			for (let n = 0; n < steps; n++) await first.next();
			const continued = await finished(new TrainingRun({ ...of, checkpoint: first.checkpoint() }));
			expect(Buffer.from(continued.model?.onnx ?? []).equals(Buffer.from(whole.model?.onnx ?? []))).toBe(true);
			expect(continued.model?.card).toEqual(whole.model?.card);
		}
	});

	it('does not go on from the checkpoint of other data', async () => {
		const first = new TrainingRun({ table: table(), request: request(trees) });
		for (let n = 0; n < 20; n++) await first.next();
		const run = new TrainingRun({ table: { ...table(), sha256: 'others' }, request: request(trees), checkpoint: first.checkpoint() });
		expect((await run.next())?.step).toBe(1);
	});

	it('has no row in training whose label reaches into what it is tested on', async () => {
		const spans = { ...table(600), labelTimes: table(600).times.map((time) => time + 50_000) };
		const label = { kind: 'direction', horizonMs: 50_000 };
		const { model } = await finished(new TrainingRun({ table: spans, request: request({ name: 'linear' }, { label, folds: 0 }) }));
		// The test begins at row 480: labels of rows before 430 end before it. Of these 430 the latest 15 % stop early; labels of rows before 315 end before those.
		expect(model?.card).toMatchObject({ trainRows: 315, validationRows: 65, testRows: 120 });
	});

	it('refuses options that its trainer does not know, and a space that names such', () => {
		const bad = { ...request(trees), trainer: { name: 'gbdt', options: { leafs: 3 } } };
		expect(jobRequest.safeParse(bad).error?.issues[0]?.path).toEqual(['trainer', 'options']);
		const study = { ...request(trees), kind: 'STUDY', space: { leafs: { kind: 'int', low: 2, high: 9 } } };
		expect(jobRequest.safeParse(study).error?.issues[0]?.path).toEqual(['space']);
	});
});

describe('rows to train on', () => {
	it('are the same to the bit as the live engine has them, and say which quotes they came from', () => {
		const given = quotes(8000);
		const builder = new RowBuilder(featureSet, { rowsMax: 10_000 });
		for (const quote of given) builder.add(quote);
		const rows = builder.rows();
		const made = trainingTable(rows, { kind: 'return', horizonMs: 5000 });
		expect(made.labels.length).toBeGreaterThan(50);
		expect(made.columns.every((column) => column.buffer instanceof SharedArrayBuffer)).toBe(true);
		expect(made.sha256).toBe(rows.sha256);
		builder.add({ ...(given.at(-1) ?? { bid: 1, ask: 1, bidSize: 0, askSize: 0 }), timeMs: 1_800_000_000_000 });
		expect(builder.rows().sha256).not.toBe(rows.sha256);
	});

	it('refuses more than a training may have, and too few', () => {
		const builder = new RowBuilder(featureSet, { rowsMax: 20 });
		expect(() => quotes(4000).forEach((quote) => void builder.add(quote))).toThrow(/more than 20 rows/);
		expect(() => trainingTable(builder.rows(), { kind: 'direction', horizonMs: 1 })).toThrow(/rows with a label|no value/);
	});

	it('come from quotes alone: trades and crossed quotes are left out', () => {
		const quote = { bid: 110_000, ask: 110_002, bidSize: 100, askSize: 200 };
		const batch = TickBatch.of([
			{ timeMs: 1, ...quote, flags: tickFlags.quote },
			{ timeMs: 2, last: 110_001, flags: tickFlags.trade },
			{ timeMs: 3, ...quote, flags: tickFlags.quote | tickFlags.crossed },
		]);
		expect([...packQuotes(batch, { priceDigits: 5, qtyDigits: 2 })]).toEqual([1, 1.1, 1.10002, 1, 2]);
	});
});
