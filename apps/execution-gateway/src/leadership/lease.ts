import { type Db, renewLease } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import { type Vouch, vouch } from './vouch.ts';

export type Lease = {
	/** Empty, or why the lease is not renewed. The leader goes on: without the database nobody can take over. */
	readonly trouble: string;
	/** The standby that the database names, or may name: it has been asked to. */
	readonly mayTakeOver: boolean;
	/** Names the standby that has everything, or none. Done once the database has it; it is tried for as long as it takes. */
	setFollower(follower: string | null): void;
	stop(): void;
};

export type LeaseOptions = {
	readonly db: Pick<Db, 'platform'>;
	readonly shard: number;
	readonly epoch: bigint;
	readonly leaseMs: number;
	readonly log: Logger;
	readonly vouch: Vouch;
	/** Another leads. */
	readonly onLost: () => void;
	/** After each try to tell the database what is wanted, whether it answered or not. */
	readonly onTried: () => void;
};

const vouchEveryMs = 100;

/** Renews the leader's lease six times in its length, and vouches for the leadership while there is no reason to doubt it. */
export function keepLease(options: LeaseOptions): Lease {
	const { db, shard, epoch, leaseMs, log } = options;
	let wanted: string | null = null;
	/** What the database has, and what it may have: the last that it was asked for. */
	let written: string | null = null;
	let asked: string | null = null;
	let renewal = 0n;
	let trouble = '';
	let running = false;
	let isStopped = false;
	/** When this process was last found to have slept: what was said before that is old. */
	let wokeMs = performance.now();
	let doubts = false;
	let lookedMs = performance.now();

	async function renew(): Promise<void> {
		const follower = wanted;
		const startedMs = performance.now();
		renewal += 1n;
		asked ??= follower;
		try {
			const leads = await within(leaseMs, renewLease(db, { shard, epoch, leaseMs, renewal, follower }));
			if (isStopped) return;
			if (!leads) return options.onLost();
			if (trouble !== '') log.info('the lease is renewed again');
			trouble = '';
			if (follower !== written) log.info({ follower }, follower === null ? 'no standby may take over' : 'the standby may take over');
			written = follower;
			asked = null;
			if (startedMs >= wokeMs) doubts = false;
			if (!doubts) vouch(options.vouch);
		} catch (error) {
			if (isStopped) return;
			if (trouble === '')
				log.error({ err: error }, 'the lease is not renewed: the database does not answer. This leader goes on, and nobody can take over');
			trouble = `the lease is not renewed: ${error instanceof Error ? error.message : String(error)}`;
		}
		if (follower === wanted) options.onTried();
	}

	async function turn(): Promise<void> {
		if (running) return;
		running = true;
		do await renew();
		while (!isStopped && trouble === '' && written !== wanted);
		running = false;
	}

	vouch(options.vouch);
	const timer = setInterval(turn, leaseMs / 6);
	const look = setInterval(() => {
		const nowMs = performance.now();
		if (nowMs - lookedMs > leaseMs) {
			log.warn(
				{ sleptMs: Math.round(nowMs - lookedMs) },
				'this process has slept: no new orders are taken until the database says who leads',
			);
			wokeMs = nowMs;
			doubts = true;
			void turn();
		}
		lookedMs = nowMs;
		if (!doubts) vouch(options.vouch);
	}, vouchEveryMs);
	return {
		get trouble() {
			return trouble;
		},
		get mayTakeOver() {
			return wanted !== null || written !== null || asked !== null;
		},
		setFollower(follower) {
			wanted = follower;
			void turn();
		},
		stop() {
			isStopped = true;
			clearInterval(timer);
			clearInterval(look);
		},
	};
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
	});
	return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
