import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portsFrom } from '../ports.ts';
import { Supervisor } from '../process/supervisor.ts';
import { loadSecrets } from '../secrets.ts';
import { externalServices, startServices, wipeState } from '../services/start.ts';
import { freeBase } from './free-base.ts';

export type TestServices = { readonly env: Readonly<Record<string, string>>; stop(): Promise<void> };

/** A private PostgreSQL and Redis for the integration tests, thrown away afterwards. Given ones are used where both are given. */
export async function startTestServices(): Promise<TestServices> {
	const given = externalServices();
	if (given.adminUrl !== undefined && given.redisUrl !== undefined) {
		return { env: { DATABASE_ADMIN_URL: given.adminUrl, REDIS_URL: given.redisUrl }, stop: async () => undefined };
	}
	const stateDir = mkdtempSync(join(tmpdir(), 'meridian-int-'));
	const supervisor = new Supervisor({ stateDir, quiet: true, note: () => undefined });
	const stop = async () => {
		await supervisor.stop();
		wipeState(stateDir);
	};
	try {
		await supervisor.claim();
		const services = await startServices({
			supervisor,
			stateDir,
			ports: portsFrom(await freeBase()),
			secrets: loadSecrets(stateDir),
			note: () => undefined,
		});
		return { env: { DATABASE_ADMIN_URL: services.databaseAdminUrl, REDIS_URL: services.redisUrl }, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
