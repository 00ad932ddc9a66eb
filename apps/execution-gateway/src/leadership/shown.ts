import type { FromWorker } from '../engine/messages.ts';
import type { Lease } from './lease.ts';

type Replica = Extract<FromWorker, { kind: 'replica' }>;
type Kept = Extract<FromWorker, { kind: 'kept' }>;

/** What is known of one shard. */
export type ShownShard = {
	/** Rows may tell of records up to `seq`. */
	readonly show: (seq: number) => void;
	/** The database knows that nobody may take over. */
	readonly alone: () => void;
};
type State = ShownShard & { keptSeq: number; replicaSeq: number; standby: string | undefined; asksAlone: boolean };

/**
 * What may be shown: rows tell of a record only once every gateway that may take over has it. While the database names a standby,
 * or may name it, that is what the standby has; when it is gone, the database hears so first. A standby takes over all shards or none, so it
 * is named once it has all of each.
 */
export function openShown(input: { readonly lease: Lease; readonly shards: readonly ShownShard[] }) {
	const { lease } = input;
	const states: State[] = input.shards.map((shard) => ({ ...shard, keptSeq: 0, replicaSeq: 0, standby: undefined, asksAlone: false }));
	const show = (state: State): void => {
		// A shard that is level is held to its standby before it is named: what is shown meanwhile must not be ahead of it then.
		const isHeld = lease.mayTakeOver || state.standby !== undefined;
		state.show(isHeld ? Math.min(state.keptSeq, state.replicaSeq) : state.keptSeq);
	};
	return {
		kept(shard: number, news: Kept): void {
			const state = states[shard];
			if (state === undefined) return;
			state.keptSeq = news.seq;
			state.replicaSeq = news.replicaSeq;
			show(state);
		},
		replica(shard: number, { state: what, standby }: Replica): void {
			const state = states[shard];
			if (state === undefined) return;
			state.standby = what === 'synced' ? standby : undefined;
			if (what === 'synced' && states.every((other) => other.standby === standby)) lease.setFollower(standby);
			else if (what === 'waitedOut') {
				state.asksAlone = true;
				lease.setFollower(null);
			}
		},
		/**
		 * The database was asked. It not answering must not be a trap for cancels and closes: while it is away nobody can take over, and
		 * when it is back the leader's word reaches it before a standby has waited long enough.
		 */
		tried(): void {
			for (const state of states) {
				if (state.asksAlone) state.alone();
				state.asksAlone = false;
				show(state);
			}
		},
	};
}
