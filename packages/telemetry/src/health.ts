import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

/** true = ok; false or a text = not ok, and why. A check that throws or takes longer than 2 s is not ok. */
export type Check = () => boolean | string | Promise<boolean | string>;
export type HealthReport = {
	readonly status: 'ok' | 'degraded';
	readonly service: string;
	readonly checks: Readonly<Record<string, 'ok' | string>>;
};
export type HealthServer = { readonly port: number; report(): Promise<HealthReport>; close(): Promise<void> };

const checkTimeoutMs = 2_000;

const runCheck = async (check: Check): Promise<string> => {
	let timer: NodeJS.Timeout | undefined;
	try {
		const late = new Promise<string>((resolve) => {
			timer = setTimeout(() => resolve(`no answer within ${checkTimeoutMs} ms`), checkTimeoutMs);
		});
		const result = await Promise.race([check(), late]);
		return result === true ? 'ok' : result === false ? 'not ok' : result;
	} catch (error) {
		// Prisma tells the reason last, after the place in our code.
		return error instanceof Error ? (error.message.trimEnd().split('\n').at(-1) ?? '') : String(error);
	} finally {
		clearTimeout(timer);
	}
};

/** What GET /health says: every check is run, and each that fails says why. */
export async function healthReport(service: string, checks: Readonly<Record<string, Check>>): Promise<HealthReport> {
	const results = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await runCheck(check)] as const));
	return {
		status: results.every(([, result]) => result === 'ok') ? 'ok' : 'degraded',
		service,
		checks: Object.fromEntries(results),
	};
}

type RedisLike = { readonly status: string; ping(): Promise<string>; on(event: 'error', listener: (error: Error) => void): unknown };

/** Asks Redis itself; where there is no connection, says what kept it from being made. */
export function redisCheck(redis: RedisLike): Check {
	let last = '';
	redis.on('error', (error) => {
		last = error.message;
	});
	return async () => {
		if (redis.status !== 'ready') return `redis is ${redis.status}${last === '' ? '' : `: ${last}`}`;
		return (await redis.ping()) === 'PONG';
	};
}

/**
 * GET /health -> 200 {"status":"ok"} or 503 with the reason of each failing check; GET /metrics -> Prometheus text.
 * Listens on 127.0.0.1 only. Port 0 takes a free one.
 * @throws with a message that names the port where it is taken.
 */
export const startHealthServer = async (input: {
	port: number;
	service: string;
	checks: Record<string, Check>;
	metrics?: Metrics;
}): Promise<HealthServer> => {
	const report = (): Promise<HealthReport> => healthReport(input.service, input.checks);
	const server = createServer((request, response) => {
		const answer = (status: number, type: string, body: string) =>
			response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
		const failed = () => answer(500, 'text/plain', 'internal error');
		const path = request.url?.split('?')[0];
		if (path === '/health') {
			report().then((health) => answer(health.status === 'ok' ? 200 : 503, 'application/json', JSON.stringify(health)), failed);
		} else if (path === '/metrics' && input.metrics !== undefined) {
			input.metrics.text().then((text) => answer(200, 'text/plain; version=0.0.4', text), failed);
		} else {
			answer(404, 'text/plain', 'not found');
		}
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			reject(error.code === 'EADDRINUSE' ? new Error(`${input.service}: port ${input.port} (health) is taken by another program`) : error);
		});
		server.listen(input.port, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		port,
		report,
		close: () =>
			new Promise<void>((resolve, reject) => {
				server.close((error) => (error === undefined ? resolve() : reject(error)));
				server.closeAllConnections();
			}),
	};
};
