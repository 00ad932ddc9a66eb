import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildEmulator } from './build/emulator.ts';
import { buildWeb } from './build/web.ts';
import { database } from './database.ts';
import { demoAccounts } from './demo.ts';
import { stackEnvironment } from './environment.ts';
import { importHistory } from './history.ts';
import { chooseMarket } from './market.ts';
import type { ProcessName, StackOptions } from './options.ts';
import { defaultStateDir, makeStateDir } from './paths.ts';
import { defaultPortBase, type Ports, portsFrom, requireFreePorts, standbyPortsFrom } from './ports.ts';
import type { ProcessSpec } from './process/managed.ts';
import { Supervisor } from './process/supervisor.ts';
import {
	apiProgram,
	controlProgram,
	gatewayPair,
	gatewayProgram,
	lineProgram,
	type Market,
	simulatorProgram,
	terminalProgram,
	webProgram,
	workerProgram,
} from './programs.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { externalServices, type Services, startServices, wipeState } from './services/start.ts';
import { compilerTool, findTool } from './services/tool.ts';

export type Login = { readonly email: string; readonly password: string };
export type StackProcesses = {
	readonly names: readonly string[];
	kill(name: string, signal?: NodeJS.Signals): void;
	/** Resolves when it answers again. `env` is added for this run only. */
	restart(name: string, input?: { readonly env?: Readonly<Record<string, string>> }): Promise<void>;
	waitHealthy(name: string, timeoutMs?: number): Promise<void>;
	/** Restarts after a crash since the last start on purpose. */
	restarts(name: string): number;
	pid(name: string): number | undefined;
};
export type Stack = {
	readonly ports: Ports;
	readonly urls: { readonly web: string; readonly api: string };
	readonly secrets: Secrets;
	readonly logins: readonly Login[];
	/** The full environment of which each process gets its part. */
	readonly env: Readonly<Record<string, string>>;
	readonly stateDir: string;
	readonly marketLabel: string;
	/** What is worth saying about the venue; undefined where the MT5 bridge runs. */
	readonly venueNote: string | undefined;
	readonly processes: StackProcesses;
	/** Charts have their past, or will not get one now. */
	readonly historyReady: Promise<void>;
	/** @throws where the demo has no such user. */
	login(email: string): Login;
	stop(): Promise<void>;
};

/** A busy machine takes its time; a program that keeps crashing is told at once, whatever this is. */
const startWaitMs = 180_000;
const allProcesses: readonly ProcessName[] = ['gateway', 'line', 'terminals', 'api', 'control', 'worker', 'web'];

/** Brings a whole copy up and returns when every process is healthy; on any failure stops what it had started, and throws. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
	const portBase = options.portBase ?? defaultPortBase;
	const stateDir = resolve(options.stateDir ?? defaultStateDir(portBase));
	const ports = portsFrom(portBase);
	const quiet = options.quiet ?? false;
	const note = (text: string): void =>
		options.onNote ? options.onNote(text) : quiet ? undefined : void process.stdout.write(`meridian: ${text}\n`);
	makeStateDir(stateDir);
	const supervisor = new Supervisor({ stateDir, quiet, note });
	try {
		return await bringUp({ options, ports, stateDir, supervisor, note });
	} catch (error) {
		await supervisor.stop();
		throw error;
	}
}

type Job = { options: StackOptions; ports: Ports; stateDir: string; supervisor: Supervisor; note: (text: string) => void };

async function bringUp({ options, ports, stateDir, supervisor, note }: Job): Promise<Stack> {
	const wanted = new Set((options.processes ?? allProcesses).filter((name) => name !== 'web' || options.web !== false));
	await supervisor.claim();
	if (options.fresh === true) wipeState(stateDir);
	await supervisor.claim();
	for (const folder of ['terminals', 'logs']) mkdirSync(join(stateDir, folder), { recursive: true, mode: 0o700 });
	const given = externalServices();
	const standby = options.standby === true ? standbyPortsFrom(ports.web) : undefined;
	await requireFreePorts({
		...portsInUse(ports, {
			web: wanted.has('web'),
			workerHttp: wanted.has('worker'),
			postgres: given.adminUrl === undefined,
			redis: given.redisUrl === undefined,
		}),
		...Object.fromEntries(Object.entries(standby ?? {}).map(([name, port]) => [`standby: ${name}`, port])),
	});
	const secrets = loadSecrets(stateDir);
	const market = await chooseMarket({ ticks: options.ticks, stateDir, note });

	const building = wanted.has('web') ? buildWeb(note) : Promise.resolve();
	const venue = wanted.has('terminals') ? prepareVenue(options.venue ?? 'mt5', note) : Promise.resolve({ kind: 'none' } as const);
	const [services, prepared] = await allOrFirstError([startServices({ supervisor, stateDir, ports, secrets, note }), venue, building]);

	const env = stackEnvironment({
		ports,
		secrets,
		stateDir,
		...urlsOf(services),
		marketLabel: market.label,
		shards: options.shards ?? 1,
		standby,
		portalDocuments: options.portalDocuments ?? 'any',
	});
	if (options.fresh === true && services.external.postgres) await database('reset', { env });
	if (options.isPrepared !== true) {
		note('migrating the database and seeding the demo tenants');
		await database('migrate', { env });
		await database('seed', { env, passwords: secrets.users });
	}

	const place = { ports, stateDir, env };
	const start = (spec: ProcessSpec, firstRun: Readonly<Record<string, string>> = {}) =>
		supervisor.start({ ...spec, env: { ...spec.env, ...options.env?.[spec.name] } }, firstRun);
	if (wanted.has('gateway') && standby === undefined) await start(gatewayProgram(place)).waitFor('answers', startWaitMs);
	if (wanted.has('gateway') && standby !== undefined)
		for (const { spec, firstRun } of gatewayPair(place, standby)) await start(spec, firstRun).waitFor('answers', startWaitMs);
	if (wanted.has('line')) await start(lineProgram(place)).waitFor('answers', startWaitMs);
	for (const spec of venuePrograms(prepared, { place, market, secrets })) start(spec);
	if (wanted.has('api')) start(apiProgram(place));
	if (wanted.has('control')) start(controlProgram(place));
	if (wanted.has('worker')) start(workerProgram(place));
	if (wanted.has('web')) start(webProgram(place));
	// Some are healthy only when the others are, so first all are started, then all are awaited. Without a venue the gateway
	// truthfully is not.
	const want = options.venue === 'none' ? 'answers' : 'ok';
	await Promise.all(supervisor.names.map((name) => supervisor.get(name).waitFor(want, startWaitMs)));

	const leaving = new AbortController();
	const historyReady =
		options.history === true && prepared.kind === 'mt5' && market.ticksFile === undefined
			? importHistory({ binary: prepared.binary, stateDir, env, note, signal: leaving.signal })
			: Promise.resolve();
	const logins = Object.entries(secrets.users).map(([email, password]) => ({ email, password }));
	return {
		ports,
		urls: { web: `http://127.0.0.1:${ports.web}`, api: `http://127.0.0.1:${ports.api}` },
		secrets,
		logins,
		env,
		stateDir,
		marketLabel: market.label,
		venueNote: prepared.kind === 'simulator' ? prepared.why : undefined,
		processes: processesOf(supervisor),
		login(email) {
			const found = logins.find((login) => login.email === email);
			if (found === undefined) throw new Error(`the demo has no user ${email}`);
			return found;
		},
		historyReady,
		async stop() {
			leaving.abort();
			await historyReady;
			await supervisor.stop();
		},
	};
}

type Venue =
	| { readonly kind: 'none' }
	| { readonly kind: 'simulator'; readonly why: string }
	| { readonly kind: 'mt5'; readonly binary: string };

async function prepareVenue(asked: 'mt5' | 'simulator' | 'none', note: (text: string) => void): Promise<Venue> {
	if (asked === 'none') return { kind: 'none' };
	if (asked === 'simulator') return { kind: 'simulator', why: 'MT5 bridge not running: the TypeScript simulator was asked for' };
	const compiler = await findTool(compilerTool, note);
	if ('missing' in compiler) {
		note(compiler.missing);
		return { kind: 'simulator', why: 'MT5 bridge not running: no compiler' };
	}
	note('compiling the Expert Advisor and its terminal emulator, where they changed');
	return { kind: 'mt5', binary: await buildEmulator(compiler.path) };
}

function venuePrograms(
	venue: Venue,
	input: { place: { ports: Ports; stateDir: string; env: Record<string, string> }; market: Market; secrets: Secrets },
): ProcessSpec[] {
	const { place, market, secrets } = input;
	if (venue.kind === 'none') return [];
	if (venue.kind === 'simulator') return [simulatorProgram(place, market)];
	return demoAccounts.map((account) => terminalProgram(place, { binary: venue.binary, account, market, masterKey: secrets.terminalKey }));
}

function portsInUse(ports: Ports, uses: { web: boolean; workerHttp: boolean; postgres: boolean; redis: boolean }): Record<string, number> {
	const left = Object.entries(ports).filter(([name]) => !(name in uses) || uses[name as keyof typeof uses]);
	return Object.fromEntries(left);
}

const urlsOf = ({ databaseAdminUrl, databaseUrl, redisUrl }: Services) => ({ databaseAdminUrl, databaseUrl, redisUrl });

/** Like Promise.all, but waits for all before it throws, so that nothing is started behind the back of a stop. */
async function allOrFirstError<Results extends readonly unknown[]>(
	work: { [Index in keyof Results]: Promise<Results[Index]> },
): Promise<Results> {
	await Promise.allSettled(work);
	return (await Promise.all(work)) as unknown as Results;
}

const processesOf = (supervisor: Supervisor): StackProcesses => ({
	names: supervisor.names,
	kill: (name, signal = 'SIGKILL') => supervisor.get(name).kill(signal),
	restart: (name, { env = {} } = {}) => supervisor.restart(name, env),
	waitHealthy: (name, timeoutMs) => supervisor.waitHealthy(name, timeoutMs),
	restarts: (name) => supervisor.get(name).restarts,
	pid: (name) => supervisor.get(name).pid,
});
