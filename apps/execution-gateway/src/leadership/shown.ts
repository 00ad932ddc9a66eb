import type { FromWorker } from '../engine/messages.ts';
import type { Lease } from './lease.ts';

type Replica = Extract<FromWorker, { kind: 'replica' }>;

/**
 * What may be shown: rows tell of a record only once every gateway that may take over has it. While the database names a standby,
 * or may name it, that is what the standby has; when it is gone, the database hears so first.
 */
export function openShown(input: { readonly lease: Lease; readonly show: (seq: number) => void; readonly alone: () => void }) {
	let keptSeq = 0;
	let replicaSeq = 0;
	let asksAlone = false;
	const show = (): void => input.show(input.lease.mayTakeOver ? Math.min(keptSeq, replicaSeq) : keptSeq);
	return {
		kept(news: Extract<FromWorker, { kind: 'kept' }>): void {
			keptSeq = news.seq;
			replicaSeq = news.replicaSeq;
			show();
		},
		replica({ state, standby }: Replica): void {
			if (state === 'synced') input.lease.setFollower(standby);
			else if (state === 'waitedOut') {
				asksAlone = true;
				input.lease.setFollower(null);
			}
		},
		/**
		 * The database was asked. It not answering must not be a trap for cancels and closes: while it is away nobody can take over, and
		 * when it is back the leader's word reaches it before a standby has waited long enough.
		 */
		tried(): void {
			if (asksAlone) input.alone();
			asksAlone = false;
			show();
		},
	};
}
