import type { GbdtParameters } from './parameters.ts';
import type { Tree } from './tree.ts';

type Node = {
	readonly feature: number;
	readonly threshold: number;
	readonly bin: number;
	readonly missingLeft: number;
	readonly gain: number;
	readonly cover: number;
};
type DraftLeaf = { readonly parent: number; readonly isLeft: boolean; readonly from: number; readonly count: number; readonly H: number };

/** Collects nodes while a tree grows, and packs them. */
export class TreeDraft {
	readonly #learningRate: number;
	readonly #nodes: Node[] = [];
	readonly #children: [left: number, right: number][] = [];

	constructor({ learningRate }: Pick<GbdtParameters, 'learningRate'>) {
		this.#learningRate = learningRate;
	}

	/** Turns a leaf into a node and returns its number. */
	node(leaf: DraftLeaf, split: Omit<Node, 'cover'>): number {
		const number = this.#nodes.push({ ...split, cover: leaf.H }) - 1;
		this.#children.push([-1, -1]);
		this.#attach(leaf, number);
		return number;
	}

	finish<Leaf extends DraftLeaf>(
		leaves: readonly Leaf[],
		output: (leaf: Leaf) => number,
	): { tree: Tree; leaves: readonly Leaf[]; nodeBin: Uint8Array } {
		leaves.forEach((leaf, i) => {
			this.#attach(leaf, ~i);
		});
		const nodes = this.#nodes;
		const tree: Tree = {
			feature: Int32Array.from(nodes, ({ feature }) => feature),
			threshold: Float32Array.from(nodes, ({ threshold }) => threshold),
			missingLeft: Uint8Array.from(nodes, ({ missingLeft }) => missingLeft),
			left: Int32Array.from(this.#children, ([left]) => left),
			right: Int32Array.from(this.#children, ([, right]) => right),
			gain: Float32Array.from(nodes, ({ gain }) => gain),
			nodeCover: Float64Array.from(nodes, ({ cover }) => cover),
			leafCover: Float64Array.from(leaves, ({ H }) => H),
			leafValue: Float32Array.from(leaves, (leaf) => output(leaf) * this.#learningRate),
		};
		return { tree, leaves, nodeBin: Uint8Array.from(nodes, ({ bin }) => bin) };
	}

	#attach({ parent, isLeft }: DraftLeaf, child: number): void {
		const pair = this.#children[parent];
		if (pair !== undefined) pair[isLeft ? 0 : 1] = child;
	}
}
