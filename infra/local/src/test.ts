import { join } from 'node:path';
import { buildWeb } from './build/web.ts';
import { stateRoot } from './paths.ts';
import { browserTool, compilerTool, findTool, redisTool, type Tool } from './services/tool.ts';
import { type Counts, countsLine, exitCodeOf, none, plus } from './testing/report.ts';
import { type Kind, runVitest } from './testing/runner.ts';
import { startTestServices, type TestServices } from './testing/services.ts';
import { intWorkers } from './testing/workers.ts';

/** `npm test [-- unit|int|e2e|long [filter…]] [--long]`: everything a part needs is started here; the last line is the count. */
const args = process.argv.slice(2);
const long = args.includes('--long');
const [first, ...rest] = args.filter((arg) => arg !== '--long');
const isKind = (text: string | undefined): text is Kind => text === 'unit' || text === 'int' || text === 'e2e' || text === 'long';
const kinds: readonly Kind[] = isKind(first) ? [first] : long ? ['unit', 'int', 'e2e', 'long'] : ['unit', 'int', 'e2e'];
const filters = isKind(first) || first === undefined ? rest : [first, ...rest];

const say = (text: string) => process.stdout.write(`meridian: ${text}\n`);
const stopping = new AbortController();
for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(event, () => stopping.abort());

const baseEnv: NodeJS.ProcessEnv = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

/** A tool that is missing fails the tests that need it, loudly, and is never a reason to skip them. */
async function missing(tool: Tool): Promise<string | undefined> {
	const found = await findTool(tool, say);
	return 'missing' in found ? found.missing : undefined;
}

async function failed(kind: Kind, why: string): Promise<Counts> {
	process.stdout.write(`\n── ${kind} tests ──\nFAILED: ${why}\n`);
	return { passed: 0, failed: 1, skipped: 0 };
}

async function runKind(kind: Kind): Promise<Counts> {
	const run = (env: NodeJS.ProcessEnv, isAlone = false) =>
		runVitest(kind, { filters, env, isAlone, reportDir: join(stateRoot, 'test-reports'), stopping: stopping.signal });
	if (kind === 'unit') return run(baseEnv);
	const lacks: string[] = [];
	for (const tool of [redisTool, compilerTool, browserTool]) {
		const why = await missing(tool);
		if (why !== undefined) lacks.push(why);
	}
	if (lacks.length > 0) return failed(kind, lacks.join('\n'));
	if (kind !== 'int') await buildWeb(say);
	if (kind === 'e2e') return run(baseEnv);
	const services: TestServices[] = [];
	try {
		// One after the other: each looks for free ports.
		for (let n = 0; n < (kind === 'int' ? intWorkers : 1); n += 1) services.push(await startTestServices());
		const envs = services.map(({ env }) => env);
		// Servers that are given are the same for all.
		const isAlone = new Set(envs.map(({ REDIS_URL }) => REDIS_URL)).size < envs.length;
		return await run({ ...baseEnv, ...envs[0], MERIDIAN_TEST_SERVICES: JSON.stringify(envs) }, isAlone);
	} finally {
		for (const one of services) await one.stop();
	}
}

let total = none;
for (const kind of kinds) {
	if (stopping.signal.aborted) break;
	const counts = await runKind(kind).catch((error: unknown) => failed(kind, error instanceof Error ? error.message : String(error)));
	say(`${kind}: ${countsLine(counts)}`);
	total = plus(total, counts);
}
if (stopping.signal.aborted) {
	say('stopped before the end');
	total = plus(total, { passed: 0, failed: 1, skipped: 0 });
}
if (total.passed + total.failed === 0) process.stderr.write(`meridian: no test was found for ${[...kinds, ...filters].join(' ')}\n`);
process.stdout.write(`\n${countsLine(total)}\n`, () => process.exit(exitCodeOf(total)));
