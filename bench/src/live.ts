import { randomBytes } from 'node:crypto';
import { createTestDatabase } from '@meridian/db/testing';
import { startTestServices } from '@meridian/local';
import { quantileRows, round } from './figures.ts';
import { Clients } from './live/child.ts';
import { type Market, startMarket } from './live/market.ts';
import { readOptions } from './live/options.ts';
import { populate, type Tenant } from './live/population.ts';
import { difference, machineMs } from './live/processors.ts';
import type { Plan, Report } from './live/say.ts';
import { type Server, startServer } from './live/server.ts';
import type { Result } from './types.ts';

const { sockets, seconds, tenants: tenantCount } = readOptions(process.argv.slice(2), process.env);
const accountsPerTenant = Math.max(1, Math.round(10 / tenantCount));
/** Of each account: what they hear is worked out once. */
const listenersPerAccount = 2;
const [instrumentCount, stalled, eventsPerSecond] = [20, 5, 1_000];
const listeners = tenantCount * accountsPerTenant * listenersPerAccount;
const fast = Math.floor(sockets / 10);
/** Those that stop reading come on top: they are cut while the rest is measured. */
const slow = sockets - fast - listeners;
const socketsPerSession = 5;
/** Two heartbeats and some. */
const cutMs = 25_000;
/** Opening is given up after so long, and what is up is measured; all together ends after `wholeMs`, whatever happens. */
const [openMs, settleMs, catchUpMs, wholeMs] = [90_000, 5_000, 15_000, 320_000];

/** One process of the API with all the subscribers that one machine has room for. */
export const benchmark = {
	name: 'live',
	description: 'subscribers of one API process: quotes to all of them, every order event to those who listen',
	loadShape: `${sockets} sockets of ${tenantCount} tenants: ${fast} watch ${instrumentCount} instruments at 10 Hz, ${slow} at 1 Hz, ${listeners} hear the order events of an account (${listenersPerAccount} each), and ${stalled} more that stop reading when the rest is measured; ${eventsPerSecond} order events/s and 20 quotes/s an instrument by the clock (open loop), ${seconds} s. Tenants’ events are written in turn, those of 10 ms in one statement`,
	excludes:
		'gateway and projector: rows and wake-ups are written as they would; any network but loopback; TLS. Clients (two processes), the writer, database and Redis run on the same cores, and take what their rows say. Latency is from the row’s time, set in the statement that writes it, to the client’s clock of 1 ms. Watchers’ messages are counted by their heads, those of ten of them read whole, and their process looks every 5 ms, so that no message wakes it up at the server’s cost; every order event is read and counted when it comes. Memory of a socket is what the process had at most, garbage included, less what it had at work before the crowd came. /proc, so Linux alone.',
	run: (): Promise<Result[]> => whole(measure),
};

type Stop = () => Promise<unknown>;

/** @param stops what is to be ended, the last first */
async function measure(stops: Stop[]): Promise<Result[]> {
	const services = await startTestServices();
	stops.push(services.stop);
	const database = await createTestDatabase({ adminUrl: services.env.DATABASE_ADMIN_URL ?? '' });
	stops.push(database.close);
	const authSecret = randomBytes(32).toString('hex');
	const redisUrl = services.env.REDIS_URL ?? '';
	say('making tenants and people');
	const tenants = await populate({
		...{ adminUrl: database.adminUrl, authSecret, tenants: tenantCount, accounts: accountsPerTenant },
		...{ instruments: instrumentCount, sessions: Math.ceil(sockets / socketsPerSession) },
	});
	const server = await startServer({
		...{ DATABASE_URL: database.url, REDIS_URL: redisUrl, AUTH_SECRET: authSecret },
		...{ MERIDIAN_GATEWAY_KEY: randomBytes(32).toString('hex'), MERIDIAN_GATEWAY_ADDR: '127.0.0.1:1' },
	});
	stops.push(server.stop);
	const market = await startMarket({ adminUrl: database.adminUrl, redisUrl, tenants, eventsPerSecond });
	stops.push(market.stop);
	const [near, far] = [new Clients(), new Clients()];
	stops.push(
		() => near.stop(),
		() => far.stop(),
	);
	return load({ server, market, near, far, tenants });
}

type Parts = {
	readonly server: Server;
	readonly market: Market;
	/** Listeners of order events and those that do not read; and the watchers of quotes. */
	readonly near: Clients;
	readonly far: Clients;
	readonly tenants: readonly Tenant[];
};

async function load({ server, market, near, far, tenants }: Parts): Promise<Result[]> {
	// Those who hear order events first, as the desk is there before the crowd; until streams run and code is compiled.
	await open(near, planOf({ server, tenants }, nearSockets(tenants)));
	market.beginEvents();
	await pause(settleMs);
	const [few, before] = [near.progress.up, server.rssKib()];
	await market.endEvents();
	const openSec = await open(far, planOf({ server, tenants }, farSockets(tenants)));
	market.beginEvents();
	await pause(settleMs);
	const up = await server.metric('graphql_sockets');
	for (const clients of [near, far]) {
		const begun = clients.heard('begun', catchUpMs);
		clients.tell({ say: 'begin' });
		await begun;
	}
	const [timesBefore, machineBefore, ownBefore, rssBefore] = [server.processors(), machineMs(), process.cpuUsage(), server.rssKib()];
	const begunMs = performance.now();
	let rssMost = rssBefore;
	while (performance.now() - begunMs < seconds * 1_000) {
		await pause(Math.min(5_000, seconds * 1_000 - (performance.now() - begunMs)));
		const elapsed = (performance.now() - begunMs) / 1_000;
		rssMost = Math.max(rssMost, server.rssKib());
		const { userMs, systemMs } = difference(server.processors(), timesBefore);
		say(`${Math.round(elapsed)} s: ${round((userMs + systemMs) / elapsed / 1_000)} cores, RSS ${Math.round(server.rssKib() / 1_024)} MiB`);
	}
	const elapsed = (performance.now() - begunMs) / 1_000;
	const { userMs, systemMs, waitedMs } = difference(server.processors(), timesBefore);
	const [machine, own, rss] = [machineMs() - machineBefore, process.cpuUsage(ownBefore), server.rssKib()];
	const quotes = await ask(far);
	await market.endEvents();
	const wanted = market.written * listenersPerAccount;
	const events = await deliveredAll(near, wanted);
	const cut = await cutAll(server, begunMs + cutMs);
	const woken = near.heard('woken', catchUpMs);
	near.tell({ say: 'wake' });
	const { ended } = await woken;
	for (const [why, times] of Object.entries({ ...quotes.codes, ...events.codes })) say(`lost ${times}: ${why}`);
	say('draining');
	const stopMs = await server.stop();
	const after = await ask(far);
	const messages = quotes.messages + events.messages;
	const [cpu, writer] = [userMs + systemMs, (own.user + own.system) / 1_000];
	const cores = (ms: number): number => round(ms / 1_000 / elapsed);
	const rows = (name: string, figures: readonly (readonly [metric: string, unit: string, value: number])[]): Result[] =>
		figures.map(([metric, unit, value]) => ({ case: name, metric, unit, value }));
	return [
		...rows('sockets', [
			['up', '', up],
			['asked for', '', sockets + stalled],
			['time to open', 's', round(openSec)],
			['memory each', 'kB', round(((rssMost - before) * 1.024) / (up - few))],
			['memory each at the end', 'kB', round(((rss - before) * 1.024) / (up - few))],
			['lost', '', quotes.lost + events.lost],
		]),
		...rows('slow consumers', [
			[`cut of ${stalled}`, '', cut],
			['found themselves cut', '', ended],
		]),
		...rows('messages', [
			['delivered', '1/s', round(messages / elapsed)],
			['delivered', 'MB/s', round((quotes.bytes + events.bytes) / elapsed / 1e6)],
		]),
		...rows('quotes', [
			['values to a watcher at 10 Hz', '1/s', round(quotes.values / quotes.sampled / elapsed)],
			['distinct values', '1/s', round(quotes.distinct / elapsed)],
		]),
		...rows('order events', [
			['written', '', market.written],
			[`delivered to ${listenersPerAccount} listeners each`, '', events.events],
			['missing', '', wanted - events.events],
		]),
		...quantileRows('order events', { samples: events.latencyMs, unit: 'ms', quantiles: [0.5, 0.99, 1] }),
		...rows('server', [
			['processor', 'cores', cores(cpu)],
			['of it in the system', 'cores', cores(systemMs)],
			['waited for a processor', 'share', cores(waitedMs)],
			['processor a message', 'us', round((cpu * 1_000) / messages)],
			['of it in the system', 'us a message', round((systemMs * 1_000) / messages)],
			[`RSS at work with ${few} sockets`, 'MiB', round(before / 1_024)],
			['RSS at the beginning', 'MiB', round(rssBefore / 1_024)],
			['RSS at the end', 'MiB', round(rss / 1_024)],
		]),
		...rows('others', [
			['watchers of quotes', 'cores', cores(quotes.cpuMs)],
			['listeners of order events', 'cores', cores(events.cpuMs)],
			['writer', 'cores', cores(writer)],
			['database, Redis and whatever else ran', 'cores', cores(machine - cpu - writer - quotes.cpuMs - events.cpuMs)],
		]),
		...rows('drain', [
			['time to stop', 's', round(stopMs / 1_000)],
			['sent elsewhere (1012)', '', after.codes['1012'] ?? 0],
		]),
	];
}

/** @returns how long it took, s */
async function open(clients: Clients, plan: Plan): Promise<number> {
	const begunMs = performance.now();
	const state = (): string => {
		const { up, failed, why } = clients.progress;
		return `${up} of ${plan.sockets.length} up${failed === 0 ? '' : `, ${failed} failed: ${why}`}`;
	};
	const telling = setInterval(() => say(state()), 2_000);
	const opened = clients.heard('open', openMs);
	clients.tell({ say: 'open', plan });
	try {
		await opened;
	} catch (error) {
		say(`${error instanceof Error ? error.message : String(error)}: going on with what is up`);
	} finally {
		clearInterval(telling);
	}
	const openSec = (performance.now() - begunMs) / 1_000;
	say(`${state()} after ${round(openSec)} s`);
	return openSec;
}

const planOf = ({ server, tenants }: { server: Server; tenants: readonly Tenant[] }, all: Plan['sockets']): Plan => ({
	...{ host: '127.0.0.1', port: server.port, sockets: all, inFlight: 32 },
	// The same in all tenants.
	instrumentIds: (tenants[0]?.instruments ?? []).map((id) => idOf('Instrument', id)),
});

const idOf = (type: string, id: number): string => Buffer.from(`${type}:${id}`).toString('base64');

const nearSockets = (tenants: readonly Tenant[]): Plan['sockets'] => [
	...tenants.flatMap(({ accounts, tokens }) =>
		accounts.flatMap((id) =>
			Array.from({ length: listenersPerAccount }, (_, n) => ({ kind: 'events' as const, token: tokens[n] ?? '', id: idOf('Account', id) })),
		),
	),
	...Array.from({ length: stalled }, () => ({ kind: 'stalled' as const, token: tenants[0]?.tokens[0] ?? '', id: '' })),
];

const farSockets = (tenants: readonly Tenant[]): Plan['sockets'] =>
	Array.from({ length: fast + slow }, (_, n) => {
		const { tokens } = tenants[n % tenants.length] ?? { tokens: [] };
		// Every tenth at 10 Hz, so that what is up is what was meant if not all come up.
		const kind = n % 10 === 0 && n / 10 < fast ? ('fast' as const) : ('slow' as const);
		return { kind, token: tokens[Math.floor(n / tenants.length) % tokens.length] ?? '', id: '' };
	});

async function ask(clients: Clients): Promise<Report> {
	const report = clients.heard('report', catchUpMs);
	clients.tell({ say: 'report' });
	return report;
}

/** Waits until all that do not read are cut, or ought to be. @returns how many are */
async function cutAll(server: Server, untilMs: number): Promise<number> {
	for (;;) {
		const cut = await server.metric('graphql_sockets_cut');
		if (cut >= stalled || performance.now() > untilMs) return cut;
		await pause(500);
	}
}

/** Waits until all that was written is delivered, or for as long as anybody would. */
async function deliveredAll(clients: Clients, wanted: number): Promise<Report> {
	const untilMs = performance.now() + catchUpMs;
	for (;;) {
		const report = await ask(clients);
		if (report.events >= wanted || performance.now() > untilMs) return report;
		await pause(200);
	}
}

const begunMs = performance.now();
const say = (text: string): void =>
	void process.stdout.write(`${((performance.now() - begunMs) / 1_000).toFixed(0).padStart(4)} s  ${text}\n`);
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** @throws where it is not done in time: nobody waits for a benchmark that hangs. What it started is ended either way. */
async function whole<T>(work: (stops: Stop[]) => Promise<T>): Promise<T> {
	const { promise: late, reject } = Promise.withResolvers<never>();
	const limit = setTimeout(() => reject(new Error(`it was not done within ${wholeMs / 1_000} s`)), wholeMs);
	const stops: Stop[] = [];
	try {
		return await Promise.race([work(stops), late]);
	} finally {
		clearTimeout(limit);
		for (const stop of stops.toReversed()) await stop();
	}
}
