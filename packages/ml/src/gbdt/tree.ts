/**
 * One tree as packed arrays. Inner node n sends a row left where its feature is at most the threshold (missing: by `missingLeft`); a child below 0 is leaf
 * ~child. Numbers that decide are of 32 bits, so that every backend branches alike.
 */
export type Tree = {
	readonly feature: Int32Array;
	readonly threshold: Float32Array;
	readonly missingLeft: Uint8Array;
	readonly left: Int32Array;
	readonly right: Int32Array;
	readonly gain: Float32Array;
	/** Weight of the training rows that came by, for contributions: of nodes, and of leaves. */
	readonly nodeCover: Float64Array;
	readonly leafCover: Float64Array;
	/** Already shrunk by the learning rate. */
	readonly leafValue: Float32Array;
};

/** The leaf of a row. A tree of one leaf has no nodes. */
export function leafOf(tree: Tree, row: ArrayLike<number>): number {
	if (tree.feature.length === 0) return 0;
	let node = 0;
	while (node >= 0) {
		const value = row[tree.feature[node] ?? 0] ?? Number.NaN;
		const goesLeft = value <= (tree.threshold[node] ?? 0) || (Number.isNaN(value) && tree.missingLeft[node] === 1);
		node = (goesLeft ? tree.left[node] : tree.right[node]) ?? -1;
	}
	return ~node;
}
