import { type Db, loadTenantConfig, type TenantConfigRow } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import type { Metering } from '../quotas/metering.ts';
import { configText, engineConfig } from './config.ts';
import type { GatewayLink } from './link.ts';
import type { KeySealer } from './terminal-keys.ts';

/** A gateway that has just started waits for all tenants: one after another, a thousand of them wait for a thousand journal writes. */
const pushedAtOnce = 8;

export type Configurer = {
	/** Pushes every tenant again, e.g. to a gateway that has just (re)started. */
	pushAll(): void;
	/** Null once the gateway has taken every tenant, active or suspended; otherwise what is missing. */
	readonly missing: string | null;
	stop(): Promise<void>;
};

const metered = (row: TenantConfigRow) =>
	[
		['usersMax', row.users],
		['accountsMax', row.accounts],
		['strategiesMax', row.strategies],
	] as const;

/**
 * Keeps the gateway's tenants as configured: pushes all of them after each login, then looks every `intervalMs` for a newer version or
 * another status and repeats what the gateway has not acknowledged. A suspended tenant is pushed as inactive: its engine takes no new
 * risk, and what is open can still be closed.
 */
export function startConfigurer(input: {
	readonly db: Db;
	readonly link: () => GatewayLink;
	readonly sealKeys: KeySealer;
	/** Told which shard each tenant belongs to. */
	readonly shards?: Map<number, number>;
	/** Told how many of each a tenant has. */
	readonly metering?: Pick<Metering, 'max'>;
	readonly log: Logger;
	readonly intervalMs?: number;
}): Configurer {
	const { db, link, log } = input;
	const acknowledged = new Map<number, string>();
	const stateOf = (tenant: { configVersion: number; status: string }): string => `${tenant.configVersion} ${tenant.status}`;
	let missing: string | null = 'no tenant has been configured yet';
	let running: Promise<void> | null = null;
	let again = false;
	/** Counts logins: an answer of an earlier gateway process says nothing about this one. */
	let round = 0;

	async function push(tenant: { id: number; configVersion: number; status: string }): Promise<boolean> {
		const tenantId = tenant.id;
		const startedIn = round;
		const row = await loadTenantConfig(db, tenantId);
		for (const [meter, rows] of metered(row)) input.metering?.max(tenantId, meter, rows.filter(({ active }) => active).length);
		const config = engineConfig(row);
		const text = configText(config, { ...row, terminalKeys: await input.sealKeys(row.terminalKeys) });
		const answer = await link().request('Configure', { tenantId, version: config.version, config: text });
		if (startedIn !== round || answer.kind !== 'reply') return false;
		const { message } = answer;
		// A gateway that already has this or a newer version recovered it from its journal: that is what was wanted.
		if (message.name === 'Done' || (message.name === 'Refused' && message.body.code === 'STALE_CONFIG')) {
			acknowledged.set(tenantId, stateOf(tenant));
			log.info({ tenantId, version: config.version, active: config.active, outcome: message.name }, 'tenant configured at the gateway');
			return true;
		}
		log.error(
			{ tenantId, version: config.version, answer: message.name, reason: message.name === 'Refused' ? message.body.message : '' },
			'the gateway did not take a tenant',
		);
		return false;
	}

	async function pass(): Promise<void> {
		if (link().status !== 'up') return;
		const tenants = await db.platform.tenant.findMany({
			where: { status: { not: 'DELETED' } },
			select: { id: true, slug: true, configVersion: true, status: true, shard: true },
			orderBy: { id: 'asc' },
		});
		for (const { id, shard } of tenants) input.shards?.set(id, shard);
		const left: string[] = [];
		const queue = tenants.filter((tenant) => acknowledged.get(tenant.id) !== stateOf(tenant));
		const work = async (): Promise<void> => {
			for (let tenant = queue.shift(); tenant !== undefined; tenant = queue.shift()) {
				try {
					if (!(await push(tenant))) left.push(tenant.slug);
				} catch (error) {
					left.push(tenant.slug);
					log.error({ err: error, tenantId: tenant.id }, 'a tenant could not be configured at the gateway');
				}
			}
		};
		await Promise.all(Array.from({ length: pushedAtOnce }, work));
		missing = left.length === 0 ? null : `not configured at the gateway: ${left.join(', ')}`;
	}

	function run(): void {
		if (running) {
			again = true;
			return;
		}
		running = pass()
			.catch((error: unknown) => log.error({ err: error }, 'tenants could not be read for the gateway'))
			.finally(() => {
				running = null;
				if (!again) return;
				again = false;
				run();
			});
	}
	const timer = setInterval(run, input.intervalMs ?? 2_000);

	return {
		pushAll() {
			round += 1;
			acknowledged.clear();
			run();
		},
		get missing() {
			return missing;
		},
		async stop() {
			clearInterval(timer);
			again = false;
			await running;
		},
	};
}
