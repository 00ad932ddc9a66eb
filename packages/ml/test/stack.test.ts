import { describe, expect, it } from 'vitest';
import {
	fitterOf,
	jobRequest,
	mergeOnnx,
	ortScorer,
	Random,
	type StackMember,
	type StackRequest,
	StackTable,
	TrainingRun,
	type TrainingTable,
} from '../src/index.ts';

/** Labels that two of the features tell, not without noise. */
function table({ rows = 2400, seed = 21, told = (a: number, b: number) => a + Math.abs(b) - 0.8 } = {}): TrainingTable {
	const random = new Random(seed);
	const columns = Array.from({ length: 4 }, () => Float32Array.from({ length: rows }, () => random.normal()));
	const [a, b] = columns;
	const labels = Float32Array.from(a ?? [], (value, row) => Number(told(value, b?.[row] ?? 0) + 0.5 * random.normal() > 0));
	const times = Float64Array.from({ length: rows }, (_, row) => row * 1000);
	const names = columns.map((_, f) => `f${f}`);
	return { names, columns, labels, times, labelTimes: times.map((time) => time + 2000), quotes: rows, sha256: 'of-these-quotes' };
}
const members: StackMember[] = [
	{ name: 'trees 1', trainer: { name: 'gbdt', options: { trees: 30, leavesMax: 7 } }, seed: 1 },
	{ name: 'line 2', trainer: { name: 'linear', options: {} }, seed: 1 },
];
function request(more: object = {}): StackRequest {
	const parsed = jobRequest.parse({
		...{ kind: 'STACK', model: 'stacker', featureSet: { name: 'direction', version: 1 }, label: { kind: 'direction', horizonMs: 2000 } },
		...{ data: { owner: 'OWN', venue: 'V', instrument: 'EURUSD', fromMs: 0, toMs: 1 }, trainer: { name: 'linear' }, folds: 1 },
		...{ members: [1, 2].map((version) => ({ model: 'm', version })), memberFolds: 3, ...more },
	});
	if (parsed.kind !== 'STACK') throw new Error('not a stack');
	return parsed;
}
async function stacked(of: TrainingTable, more: Partial<ConstructorParameters<typeof StackTable>[0]> = {}): Promise<TrainingTable> {
	const stack = new StackTable({ table: of, members, request: request(), ...more });
	for (let step = await stack.next(); step !== undefined; step = await stack.next());
	return stack.table();
}

describe('a stack', () => {
	it('learns from answers to the rows of the walk-forward tests, in their order, one column a member', async () => {
		const whole = table();
		const rows = await stacked(whole);
		expect(rows.names).toEqual(['trees 1', 'line 2']);
		expect(rows.labels).toEqual(whole.labels.subarray(600));
		expect(rows.times[0]).toBe(whole.times[600]);
		for (const column of rows.columns) {
			expect(column).toHaveLength(1800);
			expect(column.every((p) => p > 0 && p < 1)).toBe(true);
		}
		expect(rows.columns[0]).not.toEqual(rows.columns[1]);
	});

	it('has no answer that anything later, or its own label, could have told', async () => {
		const before = table();
		const rows = await stacked(before);
		// All labels of the second fold's test rows and later are turned around: the first fold's answers, and the second's, stand as they were.
		const turned = { ...before, labels: before.labels.map((label, row) => (row < 1200 ? label : 1 - label)) };
		const after = await stacked(turned);
		expect(after.columns.map((column) => column.subarray(0, 1200))).toEqual(rows.columns.map((column) => column.subarray(0, 1200)));
		expect(after.columns.map((column) => column.subarray(1200))).not.toEqual(rows.columns.map((column) => column.subarray(1200)));
	});

	it('leaves out of training what reaches into the rows to be answered', async () => {
		const seen: number[] = [];
		await stacked(table(), {
			makeFitter(input) {
				seen.push(Math.max(...input.rows.train, ...input.rows.validation));
				return fitterOf(input);
			},
		});
		// Tests begin at 600, 1200 and 1800; labels look two rows ahead, and as much before the test is under embargo.
		expect(seen).toEqual([597, 597, 1197, 1197, 1797, 1797]);
	});

	it('gives the same rows each time, under a hash of data and members', async () => {
		const [a, b] = [await stacked(table()), await stacked(table())];
		expect(a).toEqual(b);
		const other = await stacked(table(), { members: members.toReversed() });
		expect(other.sha256).not.toBe(a.sha256);
		expect(a.sha256).not.toBe('of-these-quotes');
	});

	it('gives a stacker that an ensemble takes, and that trusts no member for what it remembers', async () => {
		// Trees that know their rows by heart, beside a line that is right.
		const heart = { name: 'gbdt' as const, options: { trees: 40, leavesMax: 31, learningRate: 0.5, rowsInLeafMin: 5 } };
		const [byHeart, line] = [{ name: 'heart 1', trainer: heart, seed: 1 }, members[1]];
		const of = line === undefined ? [byHeart] : [byHeart, line];
		const whole = table({ told: (a) => a });
		const { kind, members: _, memberFolds, ...shared } = request();
		const trained = async (rows: TrainingTable, trainer: StackMember['trainer']): Promise<Uint8Array> => {
			const run = new TrainingRun({ table: rows, request: { ...shared, trainer } });
			while ((await run.next()) !== undefined);
			return run.result().model?.onnx ?? new Uint8Array();
		};
		const own: Uint8Array[] = [];
		for (const { trainer } of of) own.push(await trained(whole, trainer));
		const answers = (onnx: Uint8Array, rows: TrainingTable): Float32Array => {
			const scorer = ortScorer(onnx);
			const width = rows.columns.length;
			const flat = new Float32Array(rows.labels.length * width);
			for (const [f, column] of rows.columns.entries()) for (const [row, value] of column.entries()) flat[row * width + f] = value;
			const all = scorer.predict(flat);
			scorer.close();
			return all;
		};
		const remembered = { ...whole, names: of.map(({ name }) => name), columns: own.map((onnx) => answers(onnx, whole)) };
		const fresh = table({ seed: 22, told: (a) => a });
		const loss = async (rows: TrainingTable): Promise<number> => {
			const blend = { stacker: await trained(rows, { name: 'linear', options: {} }) };
			const merged = mergeOnnx({ members: own, width: 4, outputs: 1, answers: 1, blend, metadata: {} });
			return answers(merged, fresh).reduce((sum, p, row) => sum - Math.log(fresh.labels[row] === 1 ? p : 1 - p), 0) / fresh.labels.length;
		};
		const outOfFold = await loss(await stacked(whole, { members: of }));
		expect(outOfFold).toBeLessThan((await loss(remembered)) * 0.9);
	});

	it.each([
		['one member', { members: [{ model: 'm', version: 1 }] }, /Too small/],
		['a member twice', { members: [1, 1].map((version) => ({ model: 'm', version })) }, /names a member twice/],
		['a stacker of LightGBM', { trainer: { name: 'lightgbm' } }, /gbdt, linear or mlp/],
	])('is refused with %s', (_, more, message) => {
		expect(() => request(more)).toThrow(message);
	});

	it('says so where the rows are too few for its folds', () => {
		const few = table({ rows: 3 });
		expect(() => new StackTable({ table: few, members, request: request() })).toThrow(/3 rows can't be cut into 3 folds/);
	});
});
