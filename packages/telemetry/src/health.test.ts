import { afterEach, describe, expect, test } from 'vitest';
import { type Check, type HealthServer, startHealthServer } from './health.ts';
import { createMetrics } from './metrics.ts';

let server: HealthServer | undefined;
afterEach(async () => {
	await server?.close();
	server = undefined;
});
const start = async (checks: Record<string, Check>, metrics?: ReturnType<typeof createMetrics>) => {
	server = await startHealthServer({ port: 0, service: 'api', checks, ...(metrics === undefined ? {} : { metrics }) });
	return (path: string) => fetch(`http://127.0.0.1:${server?.port}${path}`);
};

describe('health', () => {
	test('all checks well: 200 ok', async () => {
		const get = await start({ database: () => true, redis: async () => true });
		const response = await get('/health');
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ status: 'ok', service: 'api', checks: { database: 'ok', redis: 'ok' } });
	});
	test('a failing check: 503, and each says why', async () => {
		const get = await start({
			good: () => true,
			bad: () => false,
			told: () => 'terminal 5001001 is down',
			thrown: () => {
				throw new Error('no route');
			},
			rejected: async () => Promise.reject(new Error('refused')),
		});
		const response = await get('/health');
		expect(response.status).toBe(503);
		expect(await response.json()).toMatchObject({
			status: 'degraded',
			checks: { good: 'ok', bad: 'not ok', told: 'terminal 5001001 is down', thrown: 'no route', rejected: 'refused' },
		});
	});
	test('a check that hangs is told as such, the server answers', async () => {
		const get = await start({ stuck: () => new Promise<boolean>(() => undefined) });
		expect(await (await get('/health')).json()).toMatchObject({ checks: { stuck: 'no answer within 2000 ms' } });
	});
	test('/metrics gives the registry, other paths nothing', async () => {
		const metrics = createMetrics('api');
		metrics.counter('orders_total', { help: 'orders', labels: ['side'] }).inc({ side: 'BUY' });
		const get = await start({}, metrics);
		expect(await (await get('/metrics')).text()).toContain('orders_total{side="BUY",service="api"} 1');
		expect((await get('/etc/passwd')).status).toBe(404);
	});
	test('a taken port is named', async () => {
		await start({});
		await expect(startHealthServer({ port: server?.port ?? 0, service: 'gateway', checks: {} })).rejects.toThrow(
			`gateway: port ${server?.port} (health) is taken`,
		);
	});
});

describe('metrics', () => {
	test('the same name is the same metric; another kind under it is refused', () => {
		const metrics = createMetrics('api');
		expect(metrics.counter('a_total', { help: 'a' })).toBe(metrics.counter('a_total', { help: 'a' }));
		expect(() => metrics.gauge('a_total', { help: 'a' })).toThrow('another kind');
	});
});
