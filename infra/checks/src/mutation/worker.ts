import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { type Reached, startCoverage } from './coverage.ts';
import { type CollectedTest, takeTests } from './tests-shim.ts';

/** The room under test and its test files, as paths; sent once. */
export type WorkerSetUp = { readonly room: string; readonly tests: readonly string[] };
/** One test, by its file's place in `tests` and its own in the file. */
export type TestPlace = { readonly file: number; readonly test: number };
/** Runs everything as it is and says which test reaches which of these offsets. */
export type Survey = { readonly id: number; readonly survey: readonly { readonly file: string; readonly offsets: readonly number[] }[] };
/** A mutated file, and the tests to run against it, in order. */
export type Trial = { readonly id: number; readonly file: string; readonly source: string; readonly tests: readonly TestPlace[] };
export type Verdict = { readonly id: number; readonly outcome: 'killed' | 'survived' | 'invalid'; readonly by: string };
/** `reaches`: by file and offset as in the survey, whether the test comes there. `atLoad`: what is reached while the test files are loaded. */
export type Surveyed = {
	readonly id: number;
	readonly failed: string | null;
	readonly tests: readonly (TestPlace & { readonly ms: number; readonly reaches: readonly (readonly boolean[])[] })[];
	readonly atLoad: readonly (readonly boolean[])[];
};

const { room, tests } = workerData as WorkerSetUp;
const roomUrl = pathToFileURL(`${room}/`).href;
const shimUrl = new URL('./tests-shim.ts', import.meta.url).href;
/** JavaScript of each file, made once: what is loaded anew for every trial is only evaluated anew. Types become blanks, so that each place stays where it was. */
const stripped = new Map<string, string>();
let loading: { readonly id: number; readonly file: string; readonly source: string | null } = { id: 0, file: '', source: null };

// Each trial sees its own copy of the room: the number in the address makes every module a new one.
registerHooks({
	resolve(specifier, context, next) {
		const generation = /\?trial=\d+$/.exec(context.parentURL ?? '')?.[0];
		if (generation === undefined) return next(specifier, context);
		if (specifier === 'vitest') return { url: shimUrl, format: 'module-typescript', shortCircuit: true };
		const resolved = next(specifier, context);
		return resolved.url.startsWith(roomUrl) ? { ...resolved, url: `${resolved.url}${generation}` } : resolved;
	},
	load(url, context, next) {
		if (!/\?trial=\d+$/.test(url)) return next(url, context);
		const path = fileURLToPath(url.replace(/\?.*/, ''));
		if (path === loading.file && loading.source !== null)
			return { format: 'module', source: stripTypeScriptTypes(loading.source), shortCircuit: true };
		let source = stripped.get(path);
		if (source === undefined) {
			source = stripTypeScriptTypes(readFileSync(path, 'utf8'));
			stripped.set(path, source);
		}
		return { format: 'module', source, shortCircuit: true };
	},
});

const addressOf = (path: string): string => `${pathToFileURL(path).href}?trial=${loading.id}`;

async function load(file: number): Promise<readonly CollectedTest[]> {
	takeTests();
	await import(addressOf(tests[file] ?? ''));
	return takeTests();
}

/** The tests of a file are declared when the first of them is asked for. The first failure ends the trial. */
async function judge(trial: Trial): Promise<Omit<Verdict, 'id'>> {
	loading = trial;
	const loaded = new Map<number, readonly CollectedTest[]>();
	// What no test reaches is loaded all the same: it may be no program at all.
	const wanted = trial.tests.length === 0 ? [{ file: 0, test: -1 }] : trial.tests;
	for (const { file, test } of wanted) {
		let declared = loaded.get(file);
		try {
			declared ??= await load(file);
		} catch (error) {
			return { outcome: error instanceof SyntaxError ? 'invalid' : 'killed', by: `loading ${tests[file]}: ${String(error)}` };
		}
		loaded.set(file, declared);
		if (test === -1) break;
		try {
			await declared[test]?.run();
		} catch {
			return { outcome: 'killed', by: declared[test]?.name ?? '' };
		}
	}
	return { outcome: 'survived', by: '' };
}

async function survey({ id, survey: wanted }: Survey): Promise<Surveyed> {
	loading = { id, file: '', source: null };
	const coverage = startCoverage();
	const look = (reached: Reached): boolean[][] =>
		wanted.map(({ file, offsets }) => {
			const isReached = reached.get(addressOf(file));
			return offsets.map((offset) => isReached?.(offset) === true);
		});
	const found: Surveyed['tests'][number][] = [];
	try {
		const files: (readonly CollectedTest[])[] = [];
		for (const file of tests.keys()) files.push(await load(file));
		const atLoad = look(coverage.take());
		for (const [file, declared] of files.entries()) {
			for (const [test, { name, run }] of declared.entries()) {
				const start = performance.now();
				try {
					await run();
				} catch {
					return { id, failed: name, tests: found, atLoad };
				}
				const ms = performance.now() - start;
				found.push({ file, test, ms, reaches: look(coverage.take()) });
			}
		}
		return { id, failed: null, tests: found, atLoad };
	} catch (error) {
		return { id, failed: `loading: ${String(error)}`, tests: found, atLoad: [] };
	} finally {
		coverage.stop();
	}
}

parentPort?.on('message', (next: Trial | Survey) => {
	const answer = 'survey' in next ? survey(next) : judge(next).then((verdict): Verdict => ({ id: next.id, ...verdict }));
	void answer.then((message) => parentPort?.postMessage(message));
});
