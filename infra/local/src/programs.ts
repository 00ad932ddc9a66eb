import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { nextCli } from './build/web.ts';
import { type DemoAccount, demoAccounts, demoBooks, demoServer, marketSeed } from './demo.ts';
import { environmentFor } from './environment.ts';
import { root } from './paths.ts';
import type { Ports, StandbyPorts } from './ports.ts';
import { type HealthProbe, httpHealth } from './process/health.ts';
import type { ProcessSpec } from './process/managed.ts';

type Place = { readonly ports: Ports; readonly stateDir: string; readonly env: Readonly<Record<string, string>> };
/** A file made by prepareTicks, or the generated market. */
export type Market = { readonly label: string; readonly ticksFile?: string; readonly speed?: number | 'max' };

const app = (name: string, script: string, input: Place & { health: HealthProbe; extra?: Record<string, string> }): ProcessSpec => ({
	name,
	command: process.execPath,
	args: ['--enable-source-maps', join(root, script)],
	env: { ...environmentFor(name, input.env), ...input.extra },
	cwd: root,
	health: input.health,
});
const healthAt = (port: number): HealthProbe => httpHealth(`http://127.0.0.1:${port}/health`);

export const gatewayProgram = (place: Place): ProcessSpec =>
	app('gateway', 'apps/execution-gateway/src/main.ts', { ...place, health: healthAt(place.ports.gatewayHttp) });

/** Two gateways that follow each other: whichever may lead at the start does, and one that was killed comes back as the other's standby. */
export function gatewayPair(
	place: Place,
	ports: StandbyPorts,
): readonly { readonly spec: ProcessSpec; readonly firstRun: Readonly<Record<string, string>> }[] {
	const { stateDir } = place;
	const common = { MERIDIAN_ROLE: 'standby', MERIDIAN_DURABILITY: 'replica', MERIDIAN_REJOIN: 'setAside' };
	const leaderAt = (port: number) => ({ MERIDIAN_REPLICA_LEADERS: `127.0.0.1:${port}` });
	const first = app('gateway', 'apps/execution-gateway/src/main.ts', {
		...{ ...place, health: healthAt(place.ports.gatewayHttp) },
		extra: { ...common, ...leaderAt(ports.standbyReplica), MERIDIAN_REPLICA_PORT: String(ports.replica) },
	});
	const second = app('standby', 'apps/execution-gateway/src/main.ts', {
		...{ ...place, health: healthAt(ports.gatewayHttp) },
		extra: {
			...common,
			...leaderAt(ports.replica),
			MERIDIAN_STATE_DIR: join(stateDir, 'standby'),
			MERIDIAN_REPLICA_PORT: String(ports.standbyReplica),
			MERIDIAN_ENTRY_PORT: String(ports.entry),
			MERIDIAN_TERMINAL_PORT: String(ports.terminal),
			MERIDIAN_DIRECT_PORT: String(ports.direct),
			MERIDIAN_GATEWAY_HTTP_PORT: String(ports.gatewayHttp),
		},
	});
	return [
		{ spec: first, firstRun: { MERIDIAN_ROLE: 'either' } },
		{ spec: second, firstRun: {} },
	];
}

export const lineProgram = (place: Place): ProcessSpec =>
	app('line', 'apps/execution-gateway/src/line/main.ts', { ...place, health: healthAt(place.ports.lineHttp) });

export const apiProgram = (place: Place): ProcessSpec =>
	app('api', 'apps/api/src/main.ts', { ...place, health: healthAt(place.ports.api) });

export const controlProgram = (place: Place): ProcessSpec =>
	app('control', 'apps/control/src/main.ts', { ...place, health: healthAt(place.ports.control) });
export const workerProgram = (place: Place): ProcessSpec =>
	app('worker', 'apps/worker/src/main.ts', { ...place, health: healthAt(place.ports.workerHttp) });

export const webProgram = (place: Place): ProcessSpec => ({
	name: 'web',
	command: process.execPath,
	args: [nextCli, 'start', '-H', '127.0.0.1', '-p', String(place.ports.web)],
	env: environmentFor('web', place.env),
	cwd: join(root, 'apps/web'),
	health: healthAt(place.ports.web),
});

const linesShape = z.array(z.object({ login: z.coerce.string(), connected: z.boolean() }));

/** The terminals have no port of their own: the broker line knows whether they are connected. */
const connectedHealth =
	(place: Place, logins: readonly number[]): HealthProbe =>
	async () => {
		try {
			const headers = { authorization: `Bearer ${place.env.MERIDIAN_LINE_TOKEN}` };
			const response = await fetch(`http://127.0.0.1:${place.ports.lineHttp}/lines`, { headers, signal: AbortSignal.timeout(2_000) });
			const lines = linesShape.parse(await response.json());
			const missing = logins.filter((login) => !lines.some((line) => line.login === String(login) && line.connected));
			return missing.length === 0 ? { state: 'ok' } : { state: 'answers', reason: `not connected: ${missing.join(', ')}` };
		} catch (error) {
			return { state: 'silent', reason: `the broker line does not answer: ${error instanceof Error ? error.message : String(error)}` };
		}
	};

const marketArguments = ({ ticksFile, speed = 1 }: Market): string[] =>
	ticksFile === undefined ? ['--seed', String(marketSeed)] : ['--ticks', ticksFile, '--speed', String(speed)];

/** One emulated terminal: the Expert Advisor's own source, with a simulated broker behind it. */
export function terminalProgram(
	place: Place,
	input: { binary: string; account: DemoAccount; market: Market; masterKey: string },
): ProcessSpec {
	const { account, binary, market, masterKey } = input;
	const key = createHmac('sha256', Buffer.from(masterKey, 'hex')).update(`${demoServer}:${account.login}`).digest('hex');
	const settings = {
		server: demoServer,
		login: account.login,
		gateway: `127.0.0.1:${place.ports.line}`,
		currency: account.currency,
		mode: account.mode,
		balance: account.balance,
		leverage: account.leverage,
		state: join(place.stateDir, 'terminals', `${account.login}.state`),
		label: market.label,
	};
	return {
		name: `terminal-${account.login}`,
		command: binary,
		args: [
			...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
			...demoBooks.symbols.flatMap((symbol) => ['--symbol', `${symbol}:depth=${demoBooks.depth}`]),
			...marketArguments(market),
			'--parent-pipe',
		],
		// Not an argument: everybody on the machine can read those.
		env: { ...environmentFor('terminal', place.env), MERIDIAN_EA_KEY: key },
		cwd: place.stateDir,
		health: connectedHealth(place, [account.login]),
	};
}

/** All accounts in one TypeScript process. */
export const simulatorProgram = (place: Place, market: Market): ProcessSpec =>
	app('simulator', 'apps/execution-gateway/src/simulator/main.ts', {
		...place,
		health: connectedHealth(
			place,
			demoAccounts.map((account) => account.login),
		),
		extra: {
			MERIDIAN_SIMULATOR_ACCOUNTS: JSON.stringify(
				demoAccounts.map(({ login, currency, mode, balance, leverage }) => ({
					server: demoServer,
					login,
					currency,
					mode,
					balance,
					leverage,
				})),
			),
			MERIDIAN_SIMULATOR_GATEWAY: `127.0.0.1:${place.ports.line}`,
			MERIDIAN_MARKET_SEED: String(marketSeed),
			...(market.ticksFile === undefined
				? {}
				: { MERIDIAN_MARKET_TICKS: market.ticksFile, MERIDIAN_MARKET_SPEED: String(market.speed ?? 1) }),
		},
	});
