import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { Host, type Room } from './host.ts';
import { type Mutant, mutantsOf } from './operators.ts';
import type { Surveyed, Trial, Verdict } from './worker.ts';

export type MutationResult = Mutant & {
	/** Relative to the mutated folder. */
	readonly file: string;
	/** The line as it was. */
	readonly text: string;
	readonly outcome: Verdict['outcome'] | 'timeout';
};

type Run = Room & {
	/** What is mutated, inside the room. */
	readonly folder: string;
	/** Only each so-many-th mutant is tried. Default: every one. */
	readonly every?: number;
	/** Default: as many as there are processors. */
	readonly workers?: number;
};

type Source = { readonly file: string; readonly text: string; readonly mutants: readonly Mutant[] };

/**
 * Changes one thing at a time and runs the tests that come to where it is, the quickest first, until one fails. Mutants that can't be loaded are left out.
 * @throws where the tests fail without any change: then no verdict means anything.
 */
export async function runMutants(run: Run): Promise<MutationResult[]> {
	const sources = sourcesIn(run.folder);
	const trials = trialsOf(sources, await surveyed(run, sources)).filter((_, place) => place % (run.every ?? 1) === 0);
	const results: MutationResult[] = [];
	let next = 0;
	const work = async (): Promise<void> => {
		const host = new Host(run);
		try {
			for (let place = next++; place < trials.length; place = next++) {
				const trial = trials[place];
				if (trial === undefined) break;
				const { mutant, source } = trial;
				const verdict = await host.judge({ ...trial.trial, id: place + 2 });
				const text = source.text.split('\n')[mutant.line - 1]?.trim() ?? '';
				results[place] = { ...mutant, file: relative(run.folder, source.file), text, outcome: verdict?.outcome ?? 'timeout' };
			}
		} finally {
			await host.stop();
		}
	};
	await Promise.all(Array.from({ length: run.workers ?? availableParallelism() }, work));
	return results.filter(({ outcome }) => outcome !== 'invalid');
}

function sourcesIn(folder: string): Source[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.toSorted()
		.map((name) => {
			const file = join(folder, name);
			const text = readFileSync(file, 'utf8');
			return { file, text, mutants: mutantsOf(text) };
		});
}

async function surveyed(run: Run, sources: readonly Source[]): Promise<Surveyed> {
	const host = new Host(run);
	try {
		const survey = sources.map(({ file, mutants }) => ({ file, offsets: mutants.map(({ start }) => start) }));
		const found = await host.survey({ id: 1, survey });
		if (found.failed !== null || found.tests.length === 0)
			throw new Error(`the tests fail as they are: ${found.failed ?? 'there are none'}`);
		return found;
	} finally {
		await host.stop();
	}
}

type Planned = { readonly source: Source; readonly mutant: Mutant; readonly trial: Omit<Trial, 'id'> };

/** A test that never comes to where the change is can't notice it, unless it changes what the files are when they are loaded: then all are asked, these first. */
function trialsOf(sources: readonly Source[], { tests, atLoad }: Surveyed): Planned[] {
	const quickest = tests.toSorted((a, b) => a.ms - b.ms);
	return sources.flatMap((source, at) =>
		source.mutants.map((mutant, number): Planned => {
			const reaching = quickest.filter(({ reaches }) => reaches[at]?.[number] === true);
			const others = atLoad[at]?.[number] === true ? quickest.filter(({ reaches }) => reaches[at]?.[number] !== true) : [];
			const text = source.text.slice(0, mutant.start) + mutant.replacement + source.text.slice(mutant.end);
			const wanted = [...reaching, ...others].map(({ file, test }) => ({ file, test }));
			return { source, mutant, trial: { file: source.file, source: text, tests: wanted } };
		}),
	);
}
