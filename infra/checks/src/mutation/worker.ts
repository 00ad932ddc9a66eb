import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { takeTests } from './tests-shim.ts';

/** The room under test and its tests, as paths; sent once. */
export type WorkerSetUp = { readonly room: string; readonly tests: readonly string[] };
/** A mutated file, or the room as it is where `source` is null. */
export type Trial = { readonly id: number; readonly file: string; readonly source: string | null };
export type Verdict = {
	readonly id: number;
	readonly outcome: 'killed' | 'survived' | 'invalid';
	readonly by: string;
	readonly tests: number;
};

const { room, tests } = workerData as WorkerSetUp;
const roomUrl = pathToFileURL(`${room}/`).href;
const shimUrl = new URL('./tests-shim.ts', import.meta.url).href;
/** JavaScript of each file, made once: what is loaded anew for every trial is only evaluated anew. */
const stripped = new Map<string, string>();
let trial: Trial = { id: 0, file: '', source: null };

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
		if (path === trial.file && trial.source !== null)
			return { format: 'module', source: stripTypeScriptTypes(trial.source), shortCircuit: true };
		let source = stripped.get(path);
		if (source === undefined) {
			source = stripTypeScriptTypes(readFileSync(path, 'utf8'));
			stripped.set(path, source);
		}
		return { format: 'module', source, shortCircuit: true };
	},
});

async function judge(): Promise<Omit<Verdict, 'id'>> {
	let done = 0;
	takeTests();
	for (const path of tests) {
		try {
			await import(`${pathToFileURL(path).href}?trial=${trial.id}`);
		} catch (error) {
			return { outcome: error instanceof SyntaxError ? 'invalid' : 'killed', by: `loading ${path}: ${String(error)}`, tests: done };
		}
		for (const test of takeTests()) {
			try {
				await test.run();
				done += 1;
			} catch {
				return { outcome: 'killed', by: test.name, tests: done };
			}
		}
	}
	return { outcome: 'survived', by: '', tests: done };
}

parentPort?.on('message', (next: Trial) => {
	trial = next;
	void judge().then((verdict) => parentPort?.postMessage({ id: next.id, ...verdict } satisfies Verdict));
});
