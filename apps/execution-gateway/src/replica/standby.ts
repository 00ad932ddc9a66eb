import type { Logger } from '@meridian/telemetry';
import { ReplayDiffers, replay, type ShardMemory } from '../engine/memory.ts';
import type { Journal } from '../journal/journal.ts';
import { decodeFrame, frameBytes, joinGroup, StoredRecord } from '../journal/record.ts';
import { type Address, openLink, StandbyUnfit } from './link.ts';
import { positionOf } from './position.ts';

export type Standby = {
	/** The journal has kept more. */
	kept(): void;
	/** Takes no more: from here on this journal goes its own way. */
	close(): void;
};

const nothing = Buffer.alloc(0);

/**
 * Follows a leader: each record is checked, decided again, compared with what the leader decided, and appended to the own journal. Only
 * then is it acknowledged, so that what a leader counts on is a standby that can go on from there.
 */
export function openStandby(input: {
	readonly opened: { readonly memory: ShardMemory; readonly journal: Journal };
	readonly leaders: readonly Address[];
	readonly key: Uint8Array;
	readonly standby: string;
	readonly shardId: number;
	readonly dir: string;
	readonly log: Logger;
	/** Empty: it follows. Else why not. */
	readonly onTrouble: (trouble: string) => void;
	readonly onDiverged: (reason: string) => void;
	/** With each heartbeat of the leader: how many records this journal lacks. */
	readonly onBehind: (records: number) => void;
}): Standby {
	const { log, dir } = input;
	const { memory, journal } = input.opened;
	let rest: Buffer = nothing;
	let lastPayload: Buffer | undefined;
	let told: string | undefined;
	const tell = (trouble: string): void => {
		if (trouble === told) return; // the same refusal at every attempt is one piece of news
		told = trouble;
		if (trouble !== '') log.warn({ reason: trouble, journalSeq: journal.lastSeq }, 'standby does not follow the leader');
		input.onTrouble(trouble);
	};

	function take(frame: Buffer): void {
		const decoded = decodeFrame(frame, 0);
		if (decoded.kind !== 'record') throw new Error(`the record after sequence ${journal.lastSeq} came damaged`);
		const record = new StoredRecord(decoded.payload);
		if (record.seq !== journal.lastSeq + 1) throw new Error(`sequence ${record.seq} came after ${journal.lastSeq}`);
		try {
			replay(memory, record);
		} catch (error) {
			if (error instanceof ReplayDiffers) throw new StandbyUnfit(`this standby decides otherwise than the leader: ${error.message}`);
			throw new StandbyUnfit(`record ${record.seq} could not be decided`, { cause: error });
		}
		joinGroup(frame, 0); // with which others it is written is each journal's own affair
		try {
			journal.copy(frame);
		} catch (error) {
			throw new StandbyUnfit(`record ${record.seq} could not be kept`, { cause: error });
		}
		lastPayload = decoded.payload;
	}

	const link = openLink({
		leaders: input.leaders,
		key: input.key,
		standby: input.standby,
		shardId: input.shardId,
		position: () => positionOf({ dir, lastSeq: journal.lastSeq, epochs: memory.epochs }, lastPayload),
		ackSeq: () => journal.keptSeq,
		up(epoch) {
			rest = nothing;
			log.info({ epoch: String(epoch), journalSeq: journal.lastSeq }, 'standby follows the leader');
			tell('');
		},
		diverged: input.onDiverged,
		down: (reason) => tell(reason),
		beat: (journalSeq) => input.onBehind(Math.max(0, journalSeq - journal.lastSeq)),
		piece(bytes) {
			let stream = Buffer.concat([rest, bytes]);
			for (let length = frameBytes(stream, 0); length > 0; length = frameBytes(stream, 0)) {
				take(stream.subarray(0, length));
				stream = stream.subarray(length);
			}
			rest = stream;
		},
	});
	return { kept: () => link.ack(), close: () => link.close() };
}
