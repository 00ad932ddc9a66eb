import type { Chance } from '../../simulation/chance.ts';

/** What is done to a frame. `whole` is delivered as it is. */
export const mutations = ['whole', 'flipped', 'cut', 'torn', 'oversized', 'tiny', 'trailing', 'replayed', 'reordered', 'noise'] as const;
export type MutationKind = (typeof mutations)[number];
/** Half of the frames are whole: the doors must be in the middle of something when the others come. */
const wholeShare = 0.5;

const headerBytes = 9;
const lengthOf = (bytes: number): Uint8Array => {
	const out = new Uint8Array(4);
	new DataView(out.buffer).setUint32(0, bytes, true);
	return out;
};
const withLength = (body: Uint8Array): Uint8Array => Buffer.concat([lengthOf(body.length), body]);

export function pickMutation(chance: Chance): MutationKind {
	return chance.hits(wholeShare) ? 'whole' : (chance.pick(mutations) ?? 'whole');
}

/** @param earlier a frame that this line has carried before. @returns the bytes that are delivered. */
export function mutate(
	frame: Uint8Array,
	kind: MutationKind,
	{ chance, earlier }: { readonly chance: Chance; readonly earlier: Uint8Array },
): Uint8Array {
	switch (kind) {
		case 'whole':
			return frame;
		case 'flipped': {
			const bytes = Uint8Array.from(frame);
			for (let n = chance.between(1, 8); n > 0; n--) {
				// Past the length: a frame of another length is what the other kinds are for.
				const at = chance.between(4, bytes.length - 1);
				bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.between(0, 7));
			}
			return bytes;
		}
		case 'cut':
			return withLength(frame.subarray(4, chance.between(headerBytes, frame.length)));
		case 'torn':
			return frame.subarray(0, chance.between(1, frame.length - 1));
		case 'oversized':
			return Buffer.concat([lengthOf(chance.between(1024 * 1024, 0xffff_ffff)), frame.subarray(4)]);
		case 'tiny':
			return Buffer.concat([lengthOf(chance.between(0, 4)), frame.subarray(4)]);
		case 'trailing':
			return withLength(Buffer.concat([frame.subarray(4), chance.bytes(chance.between(1, 20))]));
		case 'replayed':
			return earlier;
		case 'reordered': {
			const bytes = Uint8Array.from(frame);
			new DataView(bytes.buffer).setUint32(5, chance.between(0, 0xffff_ffff), true);
			return bytes;
		}
		case 'noise':
			return chance.bytes(chance.between(1, 64));
	}
}

/** The bytes in one to four pieces. */
export function pieces(bytes: Uint8Array, chance: Chance): Uint8Array[] {
	if (bytes.length < 2 || chance.hits(0.8)) return [bytes];
	const cuts = Array.from({ length: chance.between(1, 3) }, () => chance.between(1, bytes.length - 1)).sort((a, b) => a - b);
	return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length));
}
