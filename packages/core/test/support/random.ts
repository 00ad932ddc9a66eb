/** A small generator of our own: a million sequences must not wait for the random numbers. */
export function randomFrom(seed: number): (below: number) => number {
	let state = seed | 1;
	return (below) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % below;
	};
}
export type Random = (below: number) => number;
