import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Durability } from '../engine/messages.ts';
import { segmentFile, segments } from '../journal/files.ts';
import { encodeHeader, headerBytes } from '../journal/segment.ts';
import type { Chance } from './chance.ts';

/** One write that the disk was given and has not confirmed. */
type Write = { readonly firstSeq: number; readonly at: number; readonly bytes: Buffer };

/** Smaller than a real page, so that small groups tear as well. */
const pageBytes = 256;
export const segmentBytes = 16 * 1024;

/**
 * The seeded disk under the journal. `process`: what was copied into the map outlives the process, apart from the frame in the middle of
 * which it died. `disk`: what was synced outlives everything; of a write that was not, any of its pages may be there.
 */
export class SimDisk {
	readonly dir: string;
	readonly durability: Durability;
	readonly #chance: Chance;
	readonly #segments = new Map<number, Buffer>();
	readonly #changed = new Set<number>();
	#unsynced: Write | undefined;

	constructor(input: { readonly dir: string; readonly durability: Durability; readonly chance: Chance }) {
		this.dir = input.dir;
		this.durability = input.durability;
		this.#chance = input.chance;
		mkdirSync(this.dir, { recursive: true });
	}

	/** A segment of zeros under its name, as if it had been reserved ahead. */
	create(firstSeq: number, sizeBytes: number): void {
		if (!this.#segments.has(firstSeq)) this.#segments.set(firstSeq, Buffer.alloc(sizeBytes));
		this.#changed.add(firstSeq);
	}

	begin(firstSeq: number): void {
		this.write({ firstSeq, at: 0, bytes: encodeHeader(firstSeq) });
	}

	write({ firstSeq, at, bytes }: Write): void {
		const segment = this.#segments.get(firstSeq);
		if (segment === undefined) throw new Error(`no segment ${firstSeq}`);
		if (at + bytes.length > segment.length)
			throw new RangeError(`a write of ${bytes.length} bytes at ${at} goes beyond segment ${firstSeq}`);
		bytes.copy(segment, at);
		this.#changed.add(firstSeq);
	}

	/** Begins a write that is there for good only after synced(). */
	writeUnsynced(write: Write): void {
		this.#unsynced = write;
	}

	synced(): void {
		if (this.#unsynced !== undefined) this.write(this.#unsynced);
		this.#unsynced = undefined;
	}

	/** A store into the map that was cut short: the first word, which says that a frame is there, comes last. */
	tear({ firstSeq, at, bytes }: Write): void {
		const torn = Buffer.from(bytes.subarray(0, this.#chance.between(4, bytes.length)));
		torn.writeUInt32LE(0, 0);
		this.write({ firstSeq, at, bytes: torn });
	}

	/** The end of the process, or of power: what is left of an unsynced write. */
	crash(power: boolean): void {
		const write = this.#unsynced;
		this.#unsynced = undefined;
		if (write === undefined) return;
		const end = this.#chance.between(0, write.bytes.length);
		for (let at = 0; at < write.bytes.length; at += pageBytes) {
			const page = write.bytes.subarray(at, power ? at + pageBytes : Math.min(at + pageBytes, end));
			if (power ? this.#chance.hits(0.5) : at < end) this.write({ firstSeq: write.firstSeq, at: write.at + at, bytes: page });
		}
	}

	/** Lays out what is there as files, for the real recovery to read. */
	layOut(): void {
		for (const firstSeq of this.#changed) writeFileSync(segmentFile(this.dir, firstSeq), this.#segments.get(firstSeq) ?? '');
		this.#changed.clear();
	}

	/** Goes on with what recovery left in the files. */
	takeBack(): void {
		this.#segments.clear();
		const last = segments(this.dir).at(-1);
		if (last !== undefined) this.#segments.set(last.firstSeq, readFileSync(last.file));
	}
}

export { headerBytes };
