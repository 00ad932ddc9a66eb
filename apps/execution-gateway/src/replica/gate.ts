import type { Logger } from '@meridian/telemetry';

export type ReplicaGate = {
	/** Records up to here count as kept, as far as a standby is concerned. */
	readonly limitSeq: number;
	/** What the standby has; 0: there is none. */
	readonly ackedSeq: number;
	/** Empty, or why orders that add risk are refused. */
	readonly trouble: string;
	synced(standby: string): void;
	acked(seq: number): void;
	lost(reason: string): void;
	/** The database knows that no standby may take over. @returns whether records that waited for one may now go their way alone. */
	alone(): boolean;
	/** Looks at the time; ten times a second. */
	tick(): void;
};

export type GateOptions = {
	/** `durability` replica: a record counts as kept once the standby has it. Otherwise the standby follows, and nobody waits. */
	readonly waits: boolean;
	readonly waitMs: number;
	readonly nowMs: () => number;
	readonly log: Logger;
	readonly tell: (news: { readonly state: 'synced' | 'lost' | 'waitedOut'; readonly standby: string }) => void;
	/** The standby acknowledges nothing for `waitMs` though it is owed something. */
	readonly cut: (reason: string) => void;
	/** What this journal itself keeps. */
	readonly ownSeq: () => number;
};

const noStandby = 'no standby has this journal, and durability is replica. Start one: MERIDIAN_ROLE=standby';

/**
 * Whether a record counts as kept. `following`: once the standby has it. `waiting`: the standby is gone, and may come back in time.
 * `alone`: it has not, and the database knows; from then on only what adds no risk is taken.
 */
export function openGate(options: GateOptions): ReplicaGate {
	const { waits, waitMs, nowMs, log } = options;
	let state: 'following' | 'waiting' | 'alone' = 'alone';
	let standby = '';
	let ackedSeq = 0;
	let progressMs = nowMs();
	let hasAsked = false;
	return {
		get limitSeq() {
			return waits && state !== 'alone' ? ackedSeq : Number.POSITIVE_INFINITY;
		},
		get ackedSeq() {
			return ackedSeq;
		},
		get trouble() {
			return waits && state !== 'following' ? noStandby : '';
		},
		synced(id) {
			state = 'following';
			standby = id;
			progressMs = nowMs();
			log.info({ standby, ackedSeq }, waits ? 'standby has the whole journal: new orders are taken' : 'standby has the whole journal');
			options.tell({ state: 'synced', standby });
		},
		acked(seq) {
			if (seq > ackedSeq) progressMs = nowMs();
			ackedSeq = seq;
		},
		lost(reason) {
			if (state !== 'following') return;
			state = 'waiting';
			hasAsked = false;
			progressMs = nowMs();
			if (waits) log.error({ standby, reason, ackedSeq }, 'ALARM: the standby is gone; orders that add risk are refused');
			else log.warn({ standby, reason, ackedSeq }, 'the standby is gone');
			options.tell({ state: 'lost', standby });
		},
		alone() {
			if (state !== 'waiting') return false; // it came back meanwhile
			state = 'alone';
			if (waits)
				log.error(
					{ standby, ackedSeq },
					'ALARM: no standby came back; orders that it lacks are not sent, and only what adds no risk is taken',
				);
			return waits;
		},
		tick() {
			const idleMs = nowMs() - progressMs;
			if (state === 'following') {
				if (options.ownSeq() <= ackedSeq) progressMs = nowMs();
				else if (idleMs > waitMs) options.cut(`it acknowledges nothing for ${waitMs} ms`);
			} else if (state === 'waiting' && !hasAsked && idleMs > (waits ? waitMs : 0)) {
				hasAsked = true;
				options.tell({ state: 'waitedOut', standby });
			}
		},
	};
}
