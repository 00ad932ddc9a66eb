import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Mutant, mutantsOf } from './operators.ts';
import type { Trial, Verdict } from './worker.ts';

export type MutationResult = Mutant & {
	/** Relative to the mutated folder. */
	readonly file: string;
	/** The line as it was. */
	readonly text: string;
	readonly outcome: Verdict['outcome'] | 'timeout';
};

type Run = {
	/** The room that is loaded anew for every mutant. */
	readonly room: string;
	/** What is mutated, inside the room. */
	readonly folder: string;
	/** Test files in the order in which they are tried; the first failure ends a trial. */
	readonly tests: readonly string[];
	/** A mutant that makes a loop endless is stopped after so long, and counts as noticed. Default: a minute. */
	readonly trialTimeoutMs?: number;
};

/**
 * Changes one thing at a time and runs the tests against it. Mutants that can't be loaded are left out.
 * @throws where the tests fail without any change: then no verdict means anything.
 */
export async function runMutants(run: Run): Promise<MutationResult[]> {
	const files = readdirSync(run.folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
	let host = new Host(run);
	const results: MutationResult[] = [];
	let id = 0;
	try {
		const base = await host.judge({ id: ++id, file: '', source: null });
		if (base?.outcome !== 'survived' || base.tests === 0)
			throw new Error(`the tests fail as they are: ${base === undefined ? 'they take too long' : base.by || 'there are none'}`);
		for (const name of files.toSorted()) {
			const file = join(run.folder, name);
			const source = readFileSync(file, 'utf8');
			for (const mutant of mutantsOf(source)) {
				const mutated = source.slice(0, mutant.start) + mutant.replacement + source.slice(mutant.end);
				const verdict = await host.judge({ id: ++id, file, source: mutated });
				if (verdict === undefined) {
					await host.stop();
					host = new Host(run);
				}
				const text = source.split('\n')[mutant.line - 1]?.trim() ?? '';
				results.push({ ...mutant, file: relative(run.folder, file), text, outcome: verdict?.outcome ?? 'timeout' });
			}
		}
	} finally {
		await host.stop();
	}
	return results.filter(({ outcome }) => outcome !== 'invalid');
}

class Host {
	readonly #worker: Worker;
	readonly #timeoutMs: number;

	constructor({ room, tests, trialTimeoutMs = 60_000 }: Run) {
		this.#timeoutMs = trialTimeoutMs;
		this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { room, tests } });
	}

	/** Undefined where it took too long. */
	judge(trial: Trial): Promise<Verdict | undefined> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => settle(undefined), this.#timeoutMs);
			const onMessage = (verdict: Verdict): void => settle(verdict);
			const settle = (verdict: Verdict | undefined): void => {
				clearTimeout(timer);
				this.#worker.off('message', onMessage);
				this.#worker.off('error', reject);
				resolve(verdict);
			};
			this.#worker.on('message', onMessage);
			this.#worker.on('error', reject);
			this.#worker.postMessage(trial);
		});
	}

	async stop(): Promise<void> {
		await this.#worker.terminate();
	}
}
