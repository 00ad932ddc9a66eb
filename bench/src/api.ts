import { join } from 'node:path';
import { connectAdmin } from '@meridian/db/testing';
import { until } from '@meridian/e2e/wait';
import { type Stack, startStack, stateRoot } from '@meridian/local';
import { doors, kinds, type Load, load } from './api/load.ts';
import { processorMs } from './api/processor-time.ts';
import { makeTenants } from './api/tenants.ts';
import { quantileRows, round } from './figures.ts';
import { flagOption, folderOption, numberOption } from './support/options.ts';
import type { Result } from './types.ts';

const tenants = numberOption('tenants', { variable: 'MERIDIAN_BENCH_TENANTS', otherwise: 1_000, min: 1, max: 2_000 });
const seconds = numberOption('seconds', { variable: 'MERIDIAN_BENCH_SECONDS', otherwise: 30, min: 5, max: 600 });
const ratePerSecond = numberOption('rate', { variable: 'MERIDIAN_BENCH_RATE', otherwise: 200, min: 1, max: 5_000 });
const ordersEach = 200;
/** Until the code of all processes is compiled: at half of it the API takes a fifth more processor time. */
const warmSec = 60;
const portBase = 17_900;
const stateDir = folderOption('state', { variable: 'MERIDIAN_BENCH_STATE', otherwise: join(stateRoot, 'bench-api') });
const quantiles = [0.5, 0.95, 0.99];

/** The API as integrators meet it, over many tenants at once. */
export const benchmark = {
	name: 'api',
	description: 'requests to one API process with a gateway behind it, each of another tenant',
	loadShape: `${tenants} tenants with ${ordersEach} orders each (--tenants); ${ratePerSecond} requests/s by the clock, open loop (--rate), of tenants at random: first page of orders, positions, placeOrder and accounts by turns, over REST and GraphQL by turns; ${seconds} s (--seconds), after each tenant has asked each once (at least ${warmSec} s). Tenants are kept in ${stateDir} for the next run (--state; --fresh makes them anew)`,
	excludes:
		'terminals: none is connected, so that orders are decided, journalled and denied for the missing link. Any network but loopback; client, database, Redis and gateway run on the same cores. Time of the database is without the wait for a connection.',
	async run(): Promise<Result[]> {
		const say = progress();
		const stack = await startStack({
			...{ portBase, stateDir, fresh: flagOption('fresh'), quiet: true, web: false, processes: ['gateway', 'api'], venue: 'none' },
		});
		try {
			say('the stack is up');
			const { known, made } = await makeTenants(stack.env, { tenants, ordersEach });
			say(`${known.length} tenants are there, ${made} of them new`);
			const health = () => fetch(`${stack.urls.api}/health`).then(({ status }) => status === 200);
			await until('the gateway to know every tenant', health, 180_000);
			say('the gateway knows them');
			const ask = { known, ratePerSecond };
			judge(await load(stack.urls.api, { ...ask, forSec: Math.max(warmSec, (known.length * kinds.length) / ratePerSecond) }));
			say('warm');
			const pids = pidsOf(stack);
			const serverMs = () => activeMs(stack.env.DATABASE_ADMIN_URL ?? '');
			const [before, serverBefore, busyBefore] = [await metrics(stack.urls.api), await serverMs(), processorMs(pids)];
			const measured = await load(stack.urls.api, { ...ask, forSec: seconds, seed: 11 });
			const [busyAfter, after, serverAfter] = [processorMs(pids), await metrics(stack.urls.api), await serverMs()];
			judge(measured);
			say('measured');
			const busy = new Map([...pids.keys()].map((name) => [name, (busyAfter?.get(name) ?? 0) - (busyBefore?.get(name) ?? 0)]));
			return results(measured, {
				busy,
				serverMs: serverAfter - serverBefore,
				grown: (name) => (after.get(name) ?? 0) - (before.get(name) ?? 0),
			});
		} finally {
			await stack.stop();
		}
	},
};

/** Of the whole machine's part in a request: the processes, and this one, which sends the requests. */
const pidsOf = (stack: Stack): ReadonlyMap<string, number> =>
	new Map([
		...stack.processes.names.flatMap((name) => {
			const pid = stack.processes.pid(name);
			return pid === undefined ? [] : [[name, pid] as const];
		}),
		['this benchmark and all of these', process.pid],
	]);

/** @param input.grown a metric of the API, by how much @param input.busy ms by process @param input.serverMs in which PostgreSQL was at a statement, of the gateway's too */
function results(
	{ samples, failures }: Load,
	input: { readonly busy: ReadonlyMap<string, number>; readonly serverMs: number; readonly grown: (name: string) => number },
): Result[] {
	const { busy, serverMs, grown } = input;
	const requests = samples.length + failures.length;
	// The gateway writes what became of an order as one unit.
	const units = samples.filter(({ kind }) => kind === 'placeOrder').length;
	const msOf = (of: { readonly kind: string; readonly door?: string }) =>
		samples.filter(({ kind, door }) => kind === of.kind && (of.door ?? door) === door).map(({ ms }) => ms);
	const share = (part: number, whole: number): number => round((1 - part / Math.max(whole, 1)) * 100);
	const [statementMs, roleMs, waitMs] = [grown('db_statement_ms'), grown('db_role_ms'), grown('db_wait_ms')];
	const row = (name: string, metric: string, value: number, unit = ''): Result => ({ case: name, metric, unit, value });
	return [
		...kinds.flatMap((kind) => quantileRows(kind, { samples: msOf({ kind }), unit: 'ms', quantiles })),
		...kinds.flatMap((kind) =>
			doors.flatMap((door) => quantileRows(`${kind} ${door}`, { samples: msOf({ kind, door }), unit: 'ms', quantiles })),
		),
		row('requests', 'answered', round(samples.length / seconds), '1/s'),
		row('requests', 'not answered as expected', failures.length),
		row('database', 'mean of a statement in the server', round(serverMs / (grown('db_statements') + units)), 'ms'),
		row('database', 'mean of a statement as the API waits for it', round(statementMs / grown('db_statements')), 'ms'),
		row('database', 'statements a request', round(grown('db_statements') / requests)),
		row('database', 'SET ROLE a request', round(grown('db_roles') / requests)),
		row('database', 'time a request', round((statementMs + roleMs) / requests), 'ms'),
		row('database', 'wait for a connection a request', round(waitMs / requests), 'ms'),
		...[...busy].map(([name, ms]) => row(name, 'processor time a request', round(ms / requests), 'ms')),
		row('reference data', 'from memory', share(grown('directory_reads{what="loaded"}'), grown('directory_reads{what="asked"}')), '%'),
		row('tenants', 'from memory', share(grown('tenant_reads{what="waited"}'), grown('tenant_reads{what="asked"}')), '%'),
		row('sessions', 'from memory', share(grown('session_reads{what="waited"}'), grown('session_reads{what="asked"}')), '%'),
	];
}

/** Steps of a run that takes minutes, with the time that each took. */
function progress(): (text: string) => void {
	let lastMs = performance.now();
	return (text) => {
		const nowMs = performance.now();
		process.stderr.write(`${((nowMs - lastMs) / 1_000).toFixed(1).padStart(7)} s  ${text}\n`);
		lastMs = nowMs;
	};
}

/** @throws where more than one in a hundred was not answered as expected: then the figures are of something else */
function judge({ samples, failures }: Load): void {
	const kindsOf = new Map(failures.map((text) => [text.slice(0, 30), text]));
	for (const text of kindsOf.values()) process.stderr.write(`not as expected: ${text}\n`);
	if (failures.length * 100 > samples.length) throw new Error(`${failures.length} requests were not answered as expected`);
}

/** Time that the server has spent at statements of this database: planning, running, and waiting for a processor meanwhile. Milliseconds. */
async function activeMs(adminUrl: string): Promise<number> {
	const client = await connectAdmin(adminUrl);
	try {
		// What a connection did is told within a second of its next statement, or when it has been idle for ten.
		const { rows } = await client.query<{ ms: number }>(
			'SELECT active_time AS ms FROM pg_stat_database WHERE datname = current_database()',
		);
		return rows[0]?.ms ?? 0;
	} finally {
		await client.end();
	}
}

/** By name, and `name{what="..."}` where there are several. */
async function metrics(url: string): Promise<ReadonlyMap<string, number>> {
	const text = await (await fetch(`${url}/metrics`)).text();
	const lines = [...text.matchAll(/^(\w+)(?:\{([^}]*)\})? ([\d.e+-]+)$/gm)];
	return new Map(
		lines.map(([, name = '', labels = '', value = '']) => {
			const what = /what="\w+"/.exec(labels)?.[0];
			return [what === undefined ? name : `${name}{${what}}`, Number(value)];
		}),
	);
}
