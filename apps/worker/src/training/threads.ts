import { Worker } from 'node:worker_threads';
import type {
	FeatureRows,
	FeatureSetDefinition,
	JobRequest,
	LabelSpec,
	ParquetTable,
	QuoteChunk,
	RunProgress,
	RunResult,
	StackMember,
	StackRequest,
	TrainingTable,
} from '@meridian/ml';
import type { FromThread, ThreadTask, ToThread } from './protocol.ts';

/** The job's own fault, in words for who asked for it: it is not tried again. */
export class TrainingRefused extends Error {}

const heapMb = 2048;

type Thread = { send(message: ToThread, transfer?: ArrayBuffer[]): void };

/** Runs a task in a thread of its own and hands on what it says until `each` has an answer. @throws TrainingRefused, what broke the thread, or the signal's reason */
function inThread<Answer>(
	task: ThreadTask,
	input: {
		readonly signal: AbortSignal;
		readonly each: (message: FromThread, thread: Thread) => { readonly answer: Answer } | undefined;
	},
): Promise<Answer> {
	const { signal, each } = input;
	return new Promise((resolve, reject) => {
		signal.throwIfAborted();
		const worker = new Worker(new URL('./thread.ts', import.meta.url), {
			workerData: task,
			resourceLimits: { maxOldGenerationSizeMb: heapMb },
		});
		const end = (settle: () => void): void => {
			signal.removeEventListener('abort', stop);
			settle();
			void worker.terminate();
		};
		const stop = (): void => end(() => reject(signal.reason));
		const thread: Thread = { send: (message, transfer = []) => worker.postMessage(message, transfer) };
		signal.addEventListener('abort', stop);
		worker.on('message', (message: FromThread) => {
			if (message.kind === 'refused') return end(() => reject(new TrainingRefused(message.message)));
			try {
				const done = each(message, thread);
				if (done !== undefined) end(() => resolve(done.answer));
			} catch (error) {
				end(() => reject(error));
			}
			return undefined;
		});
		worker.on('error', (error: Error & { readonly code?: string }) =>
			end(() =>
				reject(
					error.code === 'ERR_WORKER_OUT_OF_MEMORY'
						? new TrainingRefused('it needs more memory than a training may have: take fewer rows, features or leaves')
						: error,
				),
			),
		);
		worker.on('exit', (code) => end(() => reject(new Error(`the training thread ended with code ${code}`))));
	});
}

/** Feature rows with labels, from packed quotes, or from rows that the store had. One batch is under way at a time, however fast the store reads. */
export async function makeTable(input: {
	readonly quotes: AsyncIterable<QuoteChunk>;
	readonly definition: FeatureSetDefinition;
	readonly label: LabelSpec;
	readonly rowsMax: number;
	readonly stored: FeatureRows | undefined;
	/** Takes rows that were computed now. */
	readonly keep: (rows: FeatureRows) => void;
	readonly signal: AbortSignal;
}): Promise<TrainingTable> {
	const { definition, label, rowsMax, stored } = input;
	const reading = input.quotes[Symbol.asyncIterator]();
	const failed = Promise.withResolvers<never>();
	const stopped = new AbortController();
	try {
		const table = inThread<TrainingTable>(
			{ kind: 'rows', definition, label, rowsMax, stored },
			{
				signal: AbortSignal.any([input.signal, stopped.signal]),
				each(message, thread) {
					if (message.kind === 'rows') input.keep(message.rows);
					if (message.kind === 'table') return { answer: message.table };
					if (message.kind === 'ready')
						reading.next().then(({ value, done }) => {
							if (done) thread.send({ kind: 'end' });
							else thread.send({ kind: 'quotes', ...value }, [value.packed.buffer, value.sources.buffer]);
						}, failed.reject);
					return undefined;
				},
			},
		);
		return await Promise.race([table, failed.promise]);
	} finally {
		stopped.abort();
		await reading.return?.(undefined);
	}
}

/** What a stacker learns from: the members' answers to rows that they did not see. */
export function stackInThread(input: {
	readonly table: TrainingTable;
	readonly request: StackRequest;
	readonly members: readonly StackMember[];
	readonly onProgress: (progress: RunProgress) => void;
	readonly signal: AbortSignal;
}): Promise<TrainingTable> {
	const { table, request, members, onProgress, signal } = input;
	return inThread(
		{ kind: 'stack', table, request, members },
		{
			signal,
			each(message) {
				if (message.kind === 'progress') onProgress(message.progress);
				return message.kind === 'table' ? { answer: message.table } : undefined;
			},
		},
	);
}

/** @returns undefined where `decide` ended it. */
export function fitInThread(input: {
	readonly table: TrainingTable;
	readonly request: JobRequest;
	readonly foldsOnly?: boolean;
	readonly checkpoint?: Uint8Array | undefined;
	readonly checkpointEveryMs?: number;
	readonly parquet?: ParquetTable | undefined;
	readonly onProgress: (progress: RunProgress) => void;
	readonly onCheckpoint?: (bytes: Uint8Array) => void;
	/** Whether to go on after a step. */
	readonly decide?: (progress: RunProgress) => boolean;
	readonly signal: AbortSignal;
}): Promise<RunResult | undefined> {
	const { table, request, foldsOnly = false, checkpoint, decide, checkpointEveryMs = 2_000, parquet } = input;
	return inThread(
		{ kind: 'fit', table, request, foldsOnly, checkpoint, asks: decide !== undefined, checkpointEveryMs, parquet },
		{
			signal: input.signal,
			each(message, thread) {
				if (message.kind === 'result') return { answer: message.result };
				if (message.kind === 'checkpoint') input.onCheckpoint?.(message.bytes);
				if (message.kind === 'progress') {
					input.onProgress(message.progress);
					if (decide !== undefined) thread.send({ kind: 'step', goOn: decide(message.progress) });
				}
				return undefined;
			},
		},
	);
}
