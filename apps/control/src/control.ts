import { connectAdmin, doNextJob, type JobSettings, purge } from '@meridian/db/admin';
import type { Logger } from '@meridian/telemetry';

/** So soon a job is seen that nobody told of. */
const lookMs = 2_000;
const purgeMs = 3_600_000;

export type Control = {
	/** True while the last look at the jobs worked; otherwise what kept it from working. */
	readonly state: true | string;
	stop(): Promise<void>;
};

/**
 * Does the jobs of operators one after another, as soon as PostgreSQL tells of one, and purges deleted tenants. It is the only process with
 * the administrator's rights, listens to nobody but the database, and takes only jobs of the kinds it knows.
 */
export function startControl(settings: JobSettings, log: Logger): Control {
	let state: true | string = 'starting';
	let stopped = false;
	let wake: () => void = () => undefined;
	let purgedAt = Number.NEGATIVE_INFINITY;

	async function pass(): Promise<void> {
		for (let done = await doNextJob(settings); done !== null && !stopped; done = await doNextJob(settings)) {
			if (done.error === null) log.info({ job: done.id, kind: done.kind }, 'job done');
			else log.error({ job: done.id, kind: done.kind, reason: done.error }, 'job failed');
		}
		if (performance.now() - purgedAt < purgeMs) return;
		purgedAt = performance.now();
		for (const tenant of await purge(settings)) log.warn(tenant, 'a deleted tenant was destroyed: its grace has passed');
	}

	async function run(): Promise<void> {
		while (!stopped) {
			const told = await listen();
			try {
				while (!stopped && told.alive()) {
					await pass();
					state = true;
					await new Promise<void>((resolve) => {
						const timer = setTimeout(resolve, lookMs);
						wake = () => {
							clearTimeout(timer);
							resolve();
						};
					});
				}
			} finally {
				await told.end();
			}
		}
	}

	/** PostgreSQL's own word of new jobs, on a connection that is made again when it breaks. */
	async function listen() {
		const client = await connectAdmin(settings.adminUrl);
		let alive = true;
		client.on('notification', () => wake());
		client.on('end', () => {
			alive = false;
			wake();
		});
		await client.query('LISTEN tenant_jobs');
		return { alive: () => alive, end: async () => void (alive && (await client.end())) };
	}

	const running = (async () => {
		while (!stopped) {
			try {
				await run();
			} catch (error) {
				state = error instanceof Error ? error.message : String(error);
				log.error({ err: error }, 'jobs could not be looked at');
				await new Promise((resolve) => setTimeout(resolve, lookMs));
			}
		}
	})();
	return {
		get state() {
			return state;
		},
		async stop() {
			stopped = true;
			wake();
			await running;
		},
	};
}
