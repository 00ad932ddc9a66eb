import { setImmediate as breathe } from 'node:timers/promises';
import { type Chance, chanceOf } from '../../simulation/chance.ts';
import { Guest } from './guest.ts';
import { type MutationKind, mutate, pickMutation, pieces } from './mutate.ts';
import { type DoorKind, doors, openRoom, type Room } from './room.ts';

export type FuzzCounts = {
	frames: number;
	sessions: number;
	/** Records that the engine made of what got through. */
	records: number;
	readonly byDoor: Record<DoorKind, number>;
	readonly byMutation: Partial<Record<MutationKind, number>>;
	/** By round, in MiB. */
	readonly rssMib: number[];
};

/** One round's worth: then the shard is closed and the next begins, so that what honest orders fill does not hide a leak. */
export const framesPerRound = 20_000;
const framesPerTurn = 500;

export const newCounts = (): FuzzCounts => ({
	...{ frames: 0, sessions: 0, records: 0, byMutation: {}, rssMib: [] },
	byDoor: { entry: 0, direct: 0, terminal: 0 },
});

/** A frame that broke what must hold, and how to see it again. */
export class FuzzFound extends Error {
	override readonly name = 'FuzzFound';
}

/**
 * One round of frames, malformed, truncated, oversized, replayed and out of sequence among whole ones, at the doors of a shard.
 * @throws FuzzFound where a door throws, faults, lets go of a clock, touches another tenant, or serves nobody afterwards.
 */
export async function fuzzRound(seed: number, counts: FuzzCounts): Promise<void> {
	const chance = chanceOf(seed);
	const room = openRoom(chance.fork());
	try {
		for (const door of doors) await fuzzDoor(door, { room, seed, chance: chance.fork(), counts });
		if (room.clocks > 0) throw new FuzzFound(`seed ${seed}: ${room.clocks} clocks of ended sessions still run`);
		counts.records += room.records();
	} finally {
		await room.close();
	}
	counts.rssMib.push(Math.round(process.memoryUsage.rss() / 1024 / 1024));
}

async function fuzzDoor(
	door: DoorKind,
	{ room, seed, chance, counts }: { readonly room: Room; readonly seed: number; readonly chance: Chance; readonly counts: FuzzCounts },
): Promise<void> {
	const count = Math.ceil(framesPerRound / doors.length);
	const otherBefore = room.otherTenant();
	let guest: Guest | undefined;
	let earlier = new Uint8Array(9);
	for (let n = 0; n < count; n++) {
		if (guest === undefined || !guest.line.writable) {
			guest = new Guest(room, door, chance);
			counts.sessions += 1;
		}
		const kind = pickMutation(chance);
		const frame = guest.next(kind === 'whole');
		const bytes = mutate(frame, kind, { chance, earlier });
		if (kind === 'whole') earlier = Uint8Array.from(frame);
		counts.frames += 1;
		counts.byDoor[door] += 1;
		counts.byMutation[kind] = (counts.byMutation[kind] ?? 0) + 1;
		try {
			for (const piece of pieces(bytes, chance)) guest.say(piece);
		} catch (error) {
			throw new FuzzFound(`seed ${seed}: the ${door} door threw at frame ${n} (${kind}): ${Buffer.from(bytes).toString('hex')}`, {
				cause: error,
			});
		}
		const [fault] = room.faults;
		if (fault !== undefined)
			throw new FuzzFound(`seed ${seed}: ${fault} at frame ${n} (${kind}) of the ${door} door: ${Buffer.from(bytes).toString('hex')}`);
		if (n % framesPerTurn === 0) await breathe();
	}
	guest?.line.destroy();
	// The trusted line speaks for every tenant; of the others none may reach beyond its own.
	if (door !== 'entry' && room.otherTenant() !== otherBefore) throw new FuzzFound(`seed ${seed}: the ${door} door changed another tenant`);
	const last = new Guest(room, door, chance);
	const greeting = door === 'direct' ? 'LogonOk' : 'LoginOk';
	if ((last.answers.get(greeting) ?? 0) !== 1) throw new FuzzFound(`seed ${seed}: the ${door} door lets nobody in afterwards`);
	last.line.destroy();
}
