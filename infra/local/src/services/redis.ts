import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { HealthProbe } from '../process/health.ts';
import type { ProcessSpec } from '../process/managed.ts';

export const redisUrl = (input: { password: string; port: number }): string => `redis://:${input.password}@127.0.0.1:${input.port}/0`;

export const redisHealth =
	(url: string): HealthProbe =>
	async () => {
		const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0, connectTimeout: 2_000 });
		client.on('error', () => undefined);
		try {
			await client.connect();
			await client.ping();
			return { state: 'ok' };
		} catch (error) {
			return { state: 'silent', reason: error instanceof Error ? error.message : String(error) };
		} finally {
			client.disconnect();
		}
	};

/** A private server of this copy: loopback only, with a password, nothing on disk (what it holds is derived). */
export function privateRedis(input: { stateDir: string; port: number; password: string; command: string }): ProcessSpec {
	const folder = join(input.stateDir, 'redis');
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const config = join(folder, 'redis.conf');
	const lines = [
		`port ${input.port}`,
		'bind 127.0.0.1',
		'protected-mode yes',
		`requirepass ${input.password}`,
		'save ""',
		'appendonly no',
		`dir "${folder}"`,
		'daemonize no',
	];
	// A file and not arguments: arguments can be read by every user of the machine.
	writeFileSync(config, `${lines.join('\n')}\n`, { mode: 0o600 });
	chmodSync(config, 0o600);
	return {
		name: 'redis',
		command: input.command,
		args: [config],
		env: { PATH: process.env.PATH ?? '' },
		cwd: folder,
		health: redisHealth(redisUrl(input)),
		last: true,
	};
}
