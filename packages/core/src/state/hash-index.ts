/**
 * From 32-bit hashes to numbers above 0, in typed arrays that no collector looks into. Many entries may share a hash: the caller looks at each and says which it
 * meant. Nothing is ever taken out. It grows a segment at a time, so that no one input waits for all of it to be laid out anew.
 */
export type HashIndex = {
	/** By the upper bits of the hash: pairs of hash and number; number 0: free. */
	readonly segments: Int32Array[];
	readonly used: Int32Array;
};

const SEGMENTS = 256;
const FIRST_PAIRS = 8;

export function createHashIndex(): HashIndex {
	return { segments: [], used: new Int32Array(SEGMENTS) };
}

export function addToIndex(index: HashIndex, entry: { readonly hash: number; readonly value: number }): void {
	const { hash, value } = entry;
	const number = hash >>> 24;
	while (index.segments.length <= number) index.segments.push(new Int32Array(2 * FIRST_PAIRS));
	let segment = segmentOf(index, number);
	const used = (index.used[number] ?? 0) + 1;
	index.used[number] = used;
	if (used * 3 > segment.length) {
		segment = grown(segment);
		index.segments[number] = segment;
	}
	insert(segment, hash, value);
}

/** The first entry with this hash; 0: none. */
export function firstInIndex(index: HashIndex, hash: number): number {
	const segment = segmentOf(index, hash >>> 24);
	return probe(segment, hash, hash & (segment.length / 2 - 1));
}

let next = 0;

/** The one after that which was found last; 0: no more. */
export function nextInIndex(index: HashIndex, hash: number): number {
	return probe(segmentOf(index, hash >>> 24), hash, next);
}

function probe(segment: Int32Array, hash: number, from: number): number {
	const mask = segment.length / 2 - 1;
	for (let pair = from & mask; ; pair = (pair + 1) & mask) {
		const value = segment[2 * pair + 1] ?? 0;
		if (value !== 0 && segment[2 * pair] !== hash) continue;
		next = pair + 1;
		return value;
	}
}

function insert(segment: Int32Array, hash: number, value: number): void {
	const mask = segment.length / 2 - 1;
	let pair = hash & mask;
	while (segment[2 * pair + 1] !== 0) pair = (pair + 1) & mask;
	segment[2 * pair] = hash;
	segment[2 * pair + 1] = value;
}

function grown(segment: Int32Array): Int32Array {
	const larger = new Int32Array(2 * segment.length);
	for (let at = 0; at < segment.length; at += 2) {
		const value = segment[at + 1] ?? 0;
		if (value !== 0) insert(larger, segment[at] ?? 0, value);
	}
	return larger;
}

function segmentOf({ segments }: HashIndex, number: number): Int32Array {
	return segments[number] ?? empty;
}

const empty = new Int32Array(2 * FIRST_PAIRS);

/** Mixes a number into a hash. */
export function mixed(hash: number, value: number): number {
	let mix = Math.imul(hash ^ (value | 0), 0x9e3779b1);
	mix ^= mix >>> 15;
	if (value > 0x7fffffff || value < -0x80000000) mix = Math.imul(mix ^ Math.floor(value / 4_294_967_296), 0x85ebca6b);
	return Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35) ^ (mix >>> 16);
}

export function mixedText(hash: number, text: string): number {
	let mix = hash;
	for (let i = 0; i < text.length; i++) mix = Math.imul(mix ^ text.charCodeAt(i), 0x01000193);
	return mixed(mix, text.length);
}
