import { join } from 'node:path';
import { buildWeb } from './build/web.ts';
import { stateRoot } from './paths.ts';
import { browserTool, compilerTool, findTool, redisTool, type Tool, windowlessBrowserTool } from './services/tool.ts';
import { prepareState } from './testing/prepared-state.ts';
import { countsLine, exitCodeOf, type Failure, type FileReport, failedBecause, failureLine, sum } from './testing/report.ts';
import { type Kind, runVitest } from './testing/runner.ts';
import { afterSecondTry, worthASecondTry } from './testing/second-try.ts';
import { startTestServices, type TestServices } from './testing/services.ts';
import { intWorkers } from './testing/workers.ts';

/** `npm test [-- unit|int|e2e|long [filter…]] [--long]`: everything a part needs is started here; the last line is the count. */
const args = process.argv.slice(2);
const long = args.includes('--long');
const [first, ...rest] = args.filter((arg) => arg !== '--long');
const isKind = (text: string | undefined): text is Kind => text === 'unit' || text === 'int' || text === 'e2e' || text === 'long';
const kinds: readonly Kind[] = isKind(first) ? [first] : long ? ['unit', 'int', 'e2e', 'long'] : ['unit', 'int', 'e2e'];
const filters: readonly string[] = isKind(first) || first === undefined ? rest : [first, ...rest];

const say = (text: string) => process.stdout.write(`meridian: ${text}\n`);
const stopping = new AbortController();
for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(event, () => stopping.abort());

const baseEnv: NodeJS.ProcessEnv = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

/** A tool that is missing fails the tests that need it, loudly, and is never a reason to skip them. */
async function missing(tool: Tool): Promise<string | undefined> {
	const found = await findTool(tool, say);
	return 'missing' in found ? found.missing : undefined;
}

/** What failed the first time and passed the second, for the end of the output. */
const unsteady: Failure[] = [];

async function runKind(kind: Kind): Promise<readonly FileReport[]> {
	const run = (env: NodeJS.ProcessEnv, only = filters, isAlone = false) =>
		runVitest(kind, { filters: only, env, isAlone, reportDir: join(stateRoot, 'test-reports'), stopping: stopping.signal });
	if (kind === 'unit') return twice((only) => run(baseEnv, only, only !== filters));
	const lacks: string[] = [];
	for (const tool of [redisTool, compilerTool, browserTool]) {
		const why = await missing(tool);
		if (why !== undefined) lacks.push(why);
	}
	await findTool(windowlessBrowserTool, say);
	if (lacks.length > 0) return [failedBecause(lacks.join('\n'))];
	if (kind !== 'int') await buildWeb(say);
	// Anew for the second try, as for the first.
	if (kind === 'e2e') return twice((only) => withPreparedState((env) => run({ ...baseEnv, ...env }, only, only !== filters)));
	if (kind === 'long') return withServices(1, (env) => run(env));
	// Anew, on servers that nothing was left on.
	return twice((only) =>
		only === filters ? withServices(intWorkers, (env, isAlone) => run(env, only, isAlone)) : withServices(1, (env) => run(env, only, true)),
	);
}

/** What shares servers, processors and a clock with others may fail for want of them: those files are tried once more, alone. Seeds are fixed: what they find, they find again. */
async function twice(run: (only: readonly string[]) => Promise<readonly FileReport[]>): Promise<readonly FileReport[]> {
	const first = await run(filters);
	const again = stopping.signal.aborted ? [] : worthASecondTry(first);
	if (again.length === 0) return first;
	say(`${again.length} of the files failed: tried once more, alone`);
	const ended = afterSecondTry(first, await run(again));
	unsteady.push(...ended.unsteady);
	return ended.reports;
}

async function withPreparedState<Result>(run: (env: NodeJS.ProcessEnv) => Promise<Result>): Promise<Result> {
	const prepared = await prepareState();
	try {
		return await run(prepared.env);
	} finally {
		prepared.remove();
	}
}

async function withServices<Result>(count: number, run: (env: NodeJS.ProcessEnv, isAlone: boolean) => Promise<Result>): Promise<Result> {
	const services: TestServices[] = [];
	try {
		// One after the other: each looks for free ports.
		for (let n = 0; n < count; n += 1) services.push(await startTestServices());
		const envs = services.map(({ env }) => env);
		// Servers that are given are the same for all.
		const isAlone = new Set(envs.map(({ REDIS_URL }) => REDIS_URL)).size < envs.length;
		return await run({ ...baseEnv, ...envs[0], MERIDIAN_TEST_SERVICES: JSON.stringify(envs) }, isAlone);
	} finally {
		for (const one of services) await one.stop();
	}
}

const reports: FileReport[] = [];
for (const kind of kinds) {
	if (stopping.signal.aborted) break;
	const files = await runKind(kind).catch((error: unknown) => [failedBecause(error instanceof Error ? error.message : String(error))]);
	say(`${kind}: ${countsLine(sum(files))}`);
	reports.push(...files);
}
if (stopping.signal.aborted) reports.push(failedBecause('stopped before the end'));
const total = sum(reports);
if (total.passed + total.failed === 0) process.stderr.write(`meridian: no test was found for ${[...kinds, ...filters].join(' ')}\n`);
const named = (title: string, failures: readonly Failure[]) => (failures.length === 0 ? [] : [title, ...failures.map(failureLine)]);
const ending = [
	...named('Failed the first time, passed the second (tell what is behind it, or mend it):', unsteady),
	...named(
		'Failed:',
		reports.flatMap(({ failures }) => failures),
	),
];
process.stdout.write(`\n${[...ending, countsLine(total)].join('\n')}\n`, () => process.exit(exitCodeOf(total)));
