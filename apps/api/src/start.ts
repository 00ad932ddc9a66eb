import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { keyServiceHealth } from '@meridian/auth';
import { createDb } from '@meridian/db';
import { LocalObjects } from '@meridian/market-data/store';
import { trainingQueue } from '@meridian/ml';
import { createMetrics, healthReport, type Logger, redisCheck } from '@meridian/telemetry';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { App } from './app.ts';
import { openMarketData } from './data.ts';
import { installationKeys } from './data-keys.ts';
import { Directory } from './directory.ts';
import type { ApiEnv } from './env.ts';
import { startConfigurer } from './gateway/configure.ts';
import { openGatewayLink } from './gateway/link.ts';
import { keySealer } from './gateway/terminal-keys.ts';
import { Counters } from './limits/counters.ts';
import { RequestLimiter } from './limits/rates.ts';
import { fileOutbox, silentOutbox } from './mail.ts';
import { createLineControl } from './modules/demo/line.ts';
import { relyingPartyOf } from './modules/factors/passkeys.ts';
import { Authenticator } from './modules/identity/authenticate.ts';
import { createLoginLimiter } from './modules/identity/rate-limit.ts';
import { sessionsChannel, sessionsMessage } from './modules/identity/revoke.ts';
import { openStoredBars } from './modules/market/stored.ts';
import { ModelServing } from './modules/models/serving.ts';
import { createOutgoing } from './outgoing.ts';
import { Metering } from './quotas/metering.ts';
import { OrderQuota, QuotaBook } from './quotas/quotas.ts';
import { schema } from './schema.ts';
import { createApollo } from './server/apollo.ts';
import { createHttp } from './server/http.ts';
import { Origins } from './server/origins.ts';
import { PersistedDocuments } from './server/persisted-documents.ts';
import { serveSockets } from './server/sockets.ts';
import { sourceIpBy } from './server/source-ip.ts';
import { Hub } from './streams/hub.ts';

export type RunningApi = { readonly port: number; stop(): Promise<void> };

/** How long requests under way may take to finish when the process is asked to go. */
const drainMs = 4_000;

/** Everything of the process, on 127.0.0.1. @throws where the port is taken, or the service that wraps data keys can't be used as it is set. */
export async function startApi(env: ApiEnv, log: Logger): Promise<RunningApi> {
	const dataKeys = installationKeys(env);
	// Before anything else: with a wrong address, token or key name nothing is served, where else the first person with a secret to keep would find out.
	await dataKeys.check();
	const db = createDb({
		url: env.databaseUrl,
		cells: env.cells ?? {},
		serveSuspended: true,
		onError: (error) => log.error({ err: error }, 'database connection'),
	});
	const redis = new Redis(env.redisUrl, { maxRetriesPerRequest: 1 });
	// Subscriptions need a connection of their own; it repeats its channels after a reconnect.
	const subscriber = new Redis(env.redisUrl, { maxRetriesPerRequest: null });
	for (const connection of [redis, subscriber]) connection.on('error', (error: Error) => log.warn({ reason: error.message }, 'redis'));

	const shardOf = new Map<number, number>();
	const sealKeys = keySealer({ dataKeys, gatewayKey: env.gatewayKey, log });
	const metering = new Metering(db, log);
	const configurer = startConfigurer({ db, link: () => gateway, sealKeys, shards: shardOf, metering, log });
	const gateway = openGatewayLink({
		gateways: env.gateways,
		shards: env.shards,
		shardOf,
		key: env.gatewayKey,
		log,
		onUp: () => configurer.pushAll(),
	});
	const objects = env.objectsDir === undefined ? null : new LocalObjects(env.objectsDir);
	const data = env.storeDir === undefined ? null : openMarketData({ storeDir: env.storeDir, redis });
	const quotas = new QuotaBook(db);
	const counters = new Counters(redis);
	const trainings = objects === null || data === null ? null : new Queue(trainingQueue, { connection: redis });
	// Whoever adds a job hears of the failure; the queue's own event would end the process.
	trainings?.on('error', () => undefined);
	const app: App = {
		db,
		redis,
		hub: new Hub(subscriber, log),
		gateway,
		line: env.line === null ? null : createLineControl(env.line),
		directory: new Directory(db),
		authenticator: new Authenticator({ db, authSecret: env.authSecret }),
		documents: new PersistedDocuments({ file: env.portalDocuments?.file ?? null, onlyTheirs: env.portalDocuments?.onlyTheirs ?? false }),
		sourceIp: sourceIpBy(env.trustedProxies ?? []),
		loginLimiter: createLoginLimiter(redis),
		requestLimiter: new RequestLimiter(counters, { rates: env.rates, quotas }),
		quotas,
		metering,
		orderQuota: new OrderQuota(redis, counters),
		socketsOf: (tenantId) => sockets.of(tenantId),
		authSecret: env.authSecret,
		tokenTtlSec: env.tokenTtlSec ?? 900,
		sessionIdleSec: env.sessionIdleSec ?? 7_200,
		dataKeys,
		relyingParty: relyingPartyOf(env.webOrigins),
		webOrigins: env.webOrigins,
		origins: new Origins({
			db,
			ours: () => (env.graphiql === true ? [...env.webOrigins, ...ownOrigins(listening(server))] : env.webOrigins),
		}),
		hasGraphiql: env.graphiql ?? false,
		get publicUrl() {
			return env.publicUrl ?? `http://127.0.0.1:${listening(server)}`;
		},
		lookAnywayMs: env.lookAnywayMs ?? 2_000,
		outgoing: createOutgoing({ reach: env.outgoing ?? 'public', dnsServers: env.dnsServers }),
		outbox: env.outboxDir === undefined ? silentOutbox(log) : fileOutbox(env.outboxDir),
		credentialKey: env.credentialKey,
		terminalAddress: env.terminalAddress ?? { host: '127.0.0.1', port: 7403 },
		eaDir: env.eaDir ?? fileURLToPath(new URL('../../execution-gateway/mt5', import.meta.url)),
		objects,
		serving:
			objects === null ? null : new ModelServing({ db, redis, objects, keys: dataKeys, log, nowMs: Date.now, watchRules: env.watchRules }),
		trainings,
		data,
		storedBars:
			data === null ? null : openStoredBars({ data, redis, onTrouble: (tier, error) => log.warn({ err: error, tier }, 'stored bars') }),
		webhookAllow: env.webhookAllow ?? [],
		pushPublicKey: env.pushPublicKey ?? null,
		marketLabel: env.marketLabel,
		health: () => healthReport('api', checks),
		log,
		nowMs: Date.now,
	};
	const checks = {
		db: async () => (await db.platform.tenant.count()) >= 0,
		redis: redisCheck(redis),
		events: redisCheck(subscriber),
		...(env.vault === undefined ? {} : { keys: keyServiceHealth(dataKeys) }),
		gateway: () => (gateway.status === 'up' ? (configurer.missing ?? true) : 'the trading gateway is not connected'),
	};

	const metrics = createMetrics('api');
	metrics.gauge('gateway_up', { help: '1 while the trading gateway is connected', read: () => (gateway.status === 'up' ? 1 : 0) });
	metrics.gauge('predictions_unlogged', {
		help: 'Predictions that the log could not take',
		read: () => app.serving?.predictions.lost ?? 0,
	});
	metrics.gauge('graphql_sockets', { help: 'Open sockets of subscribers', read: () => sockets.open });
	metrics.gauge('graphql_sockets_cut', { help: 'Sockets of subscribers that did not read', read: () => sockets.slow });
	metrics.gauge('graphql_streams', { help: 'Subscriptions worked out once for all who share them', read: () => sockets.streams });
	metrics.gauge('db_statements', { help: 'Single statements that PostgreSQL answered', read: () => db.timing().queries });
	metrics.gauge('db_statement_ms', { help: 'How long it took for all of them, ms', read: () => db.timing().totalMs });
	metrics.gauge('db_roles', { help: 'How often a connection changed hands between tenants', read: () => db.timing().roles });
	metrics.gauge('db_role_ms', { help: 'How long that took in all, ms', read: () => db.timing().rolesMs });
	metrics.gauge('db_wait_ms', { help: 'How long statements waited for a connection in all, ms', read: () => db.timing().waitsMs });
	metrics.gaugeOf('tenant_reads', {
		help: 'Look-ups of tenants: asked, and those that waited for the database',
		label: 'what',
		read: () => Object.entries(db.lookups()),
	});
	metrics.gaugeOf('session_reads', {
		help: 'Look-ups of sessions: asked, and those that waited for the database',
		label: 'what',
		read: () => Object.entries(app.authenticator.reads),
	});
	metrics.gaugeOf('directory_reads', {
		help: 'Reads of accounts and instruments: asked, and those that the database answered',
		label: 'what',
		read: () => Object.entries(app.directory.reads),
	});
	metrics.gaugeOf('stored_bars_reads', {
		help: 'Reads of stored bars by who answered',
		label: 'tier',
		read: () => Object.entries(app.storedBars === null ? {} : { ...app.storedBars.hits, none: app.storedBars.misses }),
	});

	const apollo = createApollo(schema);
	await apollo.start();
	const server = createServer(createHttp({ app, apollo, schema, health: app.health, metrics }));
	const sockets = serveSockets({ app, schema, server, heartbeatMs: env.heartbeatMs });
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE'
					? new Error(`port ${env.port} is taken by another program; choose another with MERIDIAN_API_PORT`)
					: error,
			),
		);
		server.listen(env.port, '127.0.0.1', resolve);
	});
	const port = listening(server);
	log.info({ port }, 'listening');

	const stopHearing = await app.hub.listen(sessionsChannel, {
		shape: sessionsMessage,
		listener: () => {
			app.authenticator.forget();
			sockets.sweep();
		},
	});

	return {
		port,
		async stop() {
			stopHearing();
			const served = new Promise<void>((resolve) => server.close(() => resolve()));
			server.closeIdleConnections();
			await sockets.close();
			const cut = setTimeout(() => server.closeAllConnections(), drainMs);
			await served;
			clearTimeout(cut);
			await apollo.stop();
			await metering.stop();
			await configurer.stop();
			gateway.close();
			await app.serving?.close();
			await app.trainings?.close();
			await app.data?.close();
			subscriber.disconnect();
			redis.disconnect();
			app.authenticator.stop();
			app.origins.stop();
			await db.close();
		},
	};
}

/** Of the page /graphiql. */
const ownOrigins = (port: number): string[] => ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${port}`);

/** The port that the system gave. */
const listening = (server: Server): number => (server.address() as AddressInfo).port;
