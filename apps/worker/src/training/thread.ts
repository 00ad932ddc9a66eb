import { parentPort, workerData } from 'node:worker_threads';
import {
	completeOptions,
	type FeatureRows,
	type FitInput,
	type Fitter,
	findPython,
	fitterOf,
	pythonFitter,
	RowBuilder,
	referencesOf,
	StackTable,
	TrainingRun,
	trainingTable,
	unpackQuotes,
} from '@meridian/ml';
import { ZodError, z } from 'zod';
import type { FromThread, ThreadTask, ToThread } from './protocol.ts';

/** A thread of a training: the loop that takes jobs, renews their locks and answers health stays free. It ends with its task, or when it is terminated. */
if (parentPort === null) throw new Error('this file is the entry of a thread');
const port = parentPort;
const say = (message: FromThread): void => port.postMessage(message);
/** Both ends are of this folder, and the clone keeps types: nothing foreign comes this way. */
const task = workerData as ThreadTask;

let wake: () => void = () => undefined;
const waiting: ToThread[] = [];
port.on('message', (message: ToThread) => {
	waiting.push(message);
	wake();
});
async function next(): Promise<ToThread> {
	for (;;) {
		const message = waiting.shift();
		if (message !== undefined) return message;
		await new Promise<void>((resolve) => {
			wake = resolve;
		});
	}
}

async function rows(of: Extract<ThreadTask, { kind: 'rows' }>): Promise<void> {
	const known = of.stored ?? (await computed(of));
	const table = trainingTable(known, of.label);
	if (of.stored === undefined) say({ kind: 'rows', rows: known });
	say({ kind: 'table', table });
}

async function computed(of: Extract<ThreadTask, { kind: 'rows' }>): Promise<FeatureRows> {
	const builder = new RowBuilder(of.definition, { rowsMax: of.rowsMax });
	const references = referencesOf(of.definition);
	say({ kind: 'ready' });
	for (;;) {
		const message = await next();
		if (message.kind === 'end') return builder.rows();
		if (message.kind !== 'quotes') continue;
		let at = 0;
		for (const quote of unpackQuotes(message.packed)) {
			const reference = references[(message.sources[at++] ?? 0) - 1];
			if (reference === undefined) builder.add(quote);
			else builder.refer(reference, quote);
		}
		say({ kind: 'ready' });
	}
}

/** LightGBM where this machine has it; all others train in this thread. */
function fitterFor({ request, parquet }: Extract<ThreadTask, { kind: 'fit' }>): (input: FitInput) => Fitter {
	if (request.trainer.name !== 'lightgbm') return fitterOf;
	const python = findPython();
	if (python === undefined || parquet === undefined)
		throw new RangeError('this worker has no Python with lightgbm, numpy, onnx and pyarrow: take another trainer, or set MERIDIAN_PYTHON');
	return ({ trainer, objective, seed, rows: of }) =>
		pythonFitter({ python, table: parquet, ...of, options: completeOptions({ trainer, objective, seed }) });
}

async function fit(of: Extract<ThreadTask, { kind: 'fit' }>): Promise<void> {
	const { table, request, foldsOnly, checkpoint } = of;
	const run = new TrainingRun({ table, request, foldsOnly, checkpoint, makeFitter: fitterFor(of) });
	let keptAtMs = performance.now();
	for (;;) {
		const progress = await run.next();
		if (progress === undefined) break;
		say({ kind: 'progress', progress });
		if (of.asks) {
			const answer = await next();
			if (answer.kind === 'step' && !answer.goOn) {
				run.close();
				return say({ kind: 'result', result: undefined });
			}
		} else if (performance.now() - keptAtMs >= of.checkpointEveryMs) {
			say({ kind: 'checkpoint', bytes: run.checkpoint() });
			keptAtMs = performance.now();
		}
	}
	say({ kind: 'result', result: run.result() });
}

async function stack({ table, request, members }: Extract<ThreadTask, { kind: 'stack' }>): Promise<void> {
	const stacked = new StackTable({ table, request, members });
	for (let progress = await stacked.next(); progress !== undefined; progress = await stacked.next()) say({ kind: 'progress', progress });
	say({ kind: 'table', table: stacked.table() });
}

try {
	if (task.kind === 'rows') await rows(task);
	else await (task.kind === 'stack' ? stack(task) : fit(task));
} catch (error) {
	if (error instanceof RangeError) say({ kind: 'refused', message: error.message });
	else if (error instanceof ZodError) say({ kind: 'refused', message: z.prettifyError(error) });
	else throw error;
}
port.close();
