import { randomBytes } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { type Plug, startPlug } from '@meridian/telemetry/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningApi, startApi } from '../src/start.ts';

const wait = { timeout: 15_000, interval: 50 };

describe('the health of the API', () => {
	let database: TestDatabase;
	let api: RunningApi;
	const plugs: { postgres?: Plug; redis?: Plug } = {};
	/** The same service through a plug that can be pulled. */
	const behindPlug = async (name: keyof typeof plugs, given: { readonly url: string; readonly port: number }): Promise<string> => {
		const url = new URL(given.url);
		const plug = await startPlug({ host: url.hostname, port: Number(url.port || given.port) });
		plugs[name] = plug;
		url.hostname = '127.0.0.1';
		url.port = String(plug.port);
		return url.href;
	};
	const get = async (path: string) => fetch(`http://127.0.0.1:${api.port}${path}`);
	const report = async (): Promise<unknown> => {
		const response = await get('/health');
		return { code: response.status, ...((await response.json()) as object) };
	};

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		api = await startApi(
			{
				databaseUrl: await behindPlug('postgres', { url: database.url, port: 5432 }),
				redisUrl: await behindPlug('redis', { url: process.env.REDIS_URL ?? '', port: 6379 }),
				authSecret: randomBytes(32).toString('hex'),
				gatewayKey: randomBytes(32).toString('hex'),
				gateways: [{ host: '127.0.0.1', port: 1 }],
				shards: 1,
				credentialKey: null,
				port: 0,
				webOrigins: [],
				line: null,
				marketLabel: 'none',
			},
			createLogger('test'),
		);
	}, 60_000);
	afterAll(async () => {
		await api?.stop();
		await Promise.all([plugs.postgres?.close(), plugs.redis?.close()]);
		await database?.close();
	});

	test('names what is away and why, and says when it is back', async () => {
		const gateway = 'the trading gateway is not connected';
		const rest = { code: 503, status: 'degraded', service: 'api', checks: { db: 'ok', redis: 'ok', events: 'ok', gateway } };
		const reason = expect.stringMatching(/connect|closed|terminated|ECONN|reach/i);
		await vi.waitFor(async () => expect(await report()).toEqual(rest), wait);
		plugs.postgres?.pull();
		await vi.waitFor(async () => expect(await report()).toEqual({ ...rest, checks: { ...rest.checks, db: reason } }), wait);
		plugs.postgres?.put();
		await vi.waitFor(async () => expect(await report()).toEqual(rest), wait);
		plugs.redis?.pull();
		await vi.waitFor(
			async () => expect(await report()).toEqual({ ...rest, checks: { ...rest.checks, redis: reason, events: reason } }),
			wait,
		);
		plugs.redis?.put();
		await vi.waitFor(async () => expect(await report()).toEqual(rest), wait);
	});

	test('its metrics say that the gateway is not there', async () => {
		expect(await (await get('/metrics')).text()).toMatch(/^gateway_up\{service="api"\} 0$/m);
	});
}, 60_000);
