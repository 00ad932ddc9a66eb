import type { Arena } from './arena.ts';
import type { Binning } from './bins.ts';
import { featureBytes } from './kernel.ts';
import type { GbdtParameters } from './parameters.ts';
import type { Tree } from './tree.ts';
import { TreeDraft } from './tree-draft.ts';

/** Where a training keeps its rows in the arena. */
export type Layout = {
	/** The bin of every row by feature, one byte each: rows are parted by one column at a time, which fits a cache. */
	readonly columns: number;
	readonly rowsTotal: number;
	/** The same by row, `stride` bytes each: histograms take all features of a row at once. */
	readonly bins: number;
	readonly stride: number;
	readonly rows: number;
	readonly scratch: number;
	/** Where rows are brought together for histograms, `blockRows` at a time. */
	readonly block: number;
	readonly blockRows: number;
	readonly pairs: number;
	readonly facts: number;
	readonly ask: number;
	readonly found: number;
	readonly histograms: number;
};

type Split = {
	readonly gain: number;
	readonly G: number;
	readonly H: number;
	readonly feature: number;
	readonly bin: number;
	readonly missingLeft: number;
};
/** A leaf that may still be split: its rows, its sums, what its outputs may be, and its best split. */
type Leaf = {
	readonly from: number;
	readonly count: number;
	readonly G: number;
	readonly H: number;
	readonly depth: number;
	readonly low: number;
	readonly high: number;
	readonly histogram: number;
	/** -1 at the root, else the node whose child it is. */
	readonly parent: number;
	readonly isLeft: boolean;
	split: Split | undefined;
};

export type Grown = {
	readonly tree: Tree;
	/** Of each leaf: its rows in the arena's row list. */
	readonly leaves: readonly { readonly from: number; readonly count: number }[];
	/** The last bin that goes left, by node: what rows outside the sample are sent by. */
	readonly nodeBin: Uint8Array;
};

/** Grows one tree, best leaf first, as LightGBM does. */
export class Grower {
	readonly #arena: Arena;
	readonly #at: Layout;
	readonly #parameters: GbdtParameters;
	readonly #binnings: readonly Binning[];
	readonly #monotone: Int8Array;
	readonly #bounded: number;
	readonly #histogramBytes: number;

	constructor(input: {
		readonly arena: Arena;
		readonly layout: Layout;
		readonly parameters: GbdtParameters;
		readonly binnings: readonly Binning[];
		readonly names: readonly string[];
	}) {
		const { arena, layout, parameters, binnings, names } = input;
		this.#arena = arena;
		this.#at = layout;
		this.#parameters = parameters;
		this.#binnings = binnings;
		this.#monotone = Int8Array.from(names, (name) => parameters.monotone[name] ?? 0);
		this.#bounded = parameters.l1 > 0 || this.#monotone.some((sign) => sign !== 0) ? 1 : 0;
		this.#histogramBytes = binnings.length * featureBytes;
		const facts = arena.u8(layout.facts, binnings.length * 8);
		binnings.forEach(({ edges, hasMissing }, f) => {
			facts.set([edges.length & 0xff, edges.length >> 8, hasMissing ? 1 : 0, 1, (this.#monotone[f] ?? 0) & 0xff], f * 8);
		});
	}

	/** @param allowed features that this tree may split on. */
	grow(count: number, allowed: Uint8Array): Grown {
		const { kernel } = this.#arena;
		const at = this.#at;
		const facts = this.#arena.u8(at.facts, allowed.length * 8);
		allowed.forEach((flag, f) => {
			facts[f * 8 + 3] = flag;
		});
		const draft = new TreeDraft(this.#parameters);
		this.#accumulate({ from: 0, count, histogram: at.histograms });
		const [G, H] = this.#sums(at.histograms);
		const whole = { from: 0, count, G, H, depth: 0, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
		const leaves: Leaf[] = [{ ...whole, histogram: at.histograms, parent: -1, isLeft: true, split: undefined }];
		this.#search(leaves[0]);
		while (leaves.length < this.#parameters.leavesMax) {
			let best = -1;
			leaves.forEach(({ split }, i) => {
				if (split !== undefined && split.gain > (leaves[best]?.split?.gain ?? 0)) best = i;
			});
			const leaf = leaves[best];
			if (leaf?.split === undefined) break;
			const [left, right] = this.#divide(leaf, leaf.split, {
				node: draft.node(leaf, { ...leaf.split, threshold: this.#binnings[leaf.split.feature]?.edges[leaf.split.bin] ?? 0 }),
				spare: at.histograms + leaves.length * this.#histogramBytes,
				isLast: leaves.length + 1 === this.#parameters.leavesMax,
			});
			leaves.splice(best, 1, left, right);
		}
		return draft.finish(leaves, ({ G: g, H: h, low, high }) => kernel.output(g, h, this.#parameters.l1, this.#parameters.l2, low, high));
	}

	#accumulate({ from, count, histogram }: Pick<Leaf, 'from' | 'count' | 'histogram'>): void {
		const { bins, stride, rows, pairs, block, blockRows } = this.#at;
		const { kernel } = this.#arena;
		const features = this.#binnings.length;
		kernel.clear(histogram, features);
		kernel.accumulate(bins, stride, features, rows + from * 4, count, pairs, histogram, block, blockRows);
	}

	#sums(histogram: number): [G: number, H: number] {
		let G = 0;
		let H = 0;
		this.#arena.f64(histogram, featureBytes / 8).forEach((value, i) => {
			if (i % 2 === 0) G += value;
			else H += value;
		});
		return [G, H];
	}

	#divide(leaf: Leaf, split: Split, { node, spare, isLast }: { node: number; spare: number; isLast: boolean }): [Leaf, Leaf] {
		const { kernel } = this.#arena;
		const at = this.#at;
		const features = this.#binnings.length;
		const missingBin = this.#binnings[split.feature]?.edges.length ?? 256;
		const column = at.columns + split.feature * at.rowsTotal;
		const rows = at.rows + leaf.from * 4;
		const lefts = kernel.partition(rows, leaf.count, at.scratch, column, split.bin, missingBin, split.missingLeft);
		const rights = leaf.count - lefts;
		const child = { depth: leaf.depth + 1, parent: node, split: undefined };
		const [low, high] = this.#bounds(leaf, split);
		const leftIsSmall = lefts <= rights;
		const left: Leaf = {
			...{ ...child, ...low, isLeft: true, from: leaf.from, count: lefts, G: split.G, H: split.H },
			histogram: leftIsSmall ? spare : leaf.histogram,
		};
		const right: Leaf = {
			...{ ...child, ...high, isLeft: false, from: leaf.from + lefts, count: rights, G: leaf.G - split.G, H: leaf.H - split.H },
			histogram: leftIsSmall ? leaf.histogram : spare,
		};
		// Of what is not split again nobody needs a histogram: at the depth limit that spares a sixth of all additions and more.
		if (isLast || !(this.#mayGrow(left) || this.#mayGrow(right))) return [left, right];
		this.#accumulate(leftIsSmall ? left : right);
		kernel.subtract(leaf.histogram, spare, leaf.histogram, features);
		this.#search(left);
		this.#search(right);
		return [left, right];
	}

	/** Outputs below a monotone split stay on their sides of its middle. */
	#bounds(leaf: Leaf, split: Split): [{ low: number; high: number }, { low: number; high: number }] {
		const { l1, l2 } = this.#parameters;
		const { low, high } = leaf;
		const sign = this.#monotone[split.feature] ?? 0;
		const own = { low, high };
		if (sign === 0) return [own, own];
		const { kernel } = this.#arena;
		const middle =
			(kernel.output(split.G, split.H, l1, l2, low, high) + kernel.output(leaf.G - split.G, leaf.H - split.H, l1, l2, low, high)) / 2;
		const below = { low, high: middle };
		const above = { low: middle, high };
		return sign > 0 ? [below, above] : [above, below];
	}

	#mayGrow({ count, depth, H }: Leaf): boolean {
		const { rowsInLeafMin, depthMax } = this.#parameters;
		return count >= 2 * rowsInLeafMin && !(depthMax > 0 && depth >= depthMax) && H > 1e-15;
	}

	#search(leaf: Leaf | undefined): void {
		const { rowsInLeafMin, hessianInLeafMin, l1, l2, gainMin } = this.#parameters;
		if (leaf === undefined || !this.#mayGrow(leaf)) return;
		// Rows are not counted by bin; their share of the hessian stands for them, as in LightGBM.
		const least = Math.max(hessianInLeafMin, ((rowsInLeafMin - 0.5) * leaf.H) / leaf.count, 1e-15);
		const { ask, found, histogram, facts } = { ...this.#at, histogram: leaf.histogram };
		this.#arena.f64(ask, 8).set([leaf.G, leaf.H, least, l1, l2, gainMin, leaf.low, leaf.high]);
		this.#arena.kernel.findSplit(histogram, this.#binnings.length, facts, ask, this.#bounded, found);
		const [gain = -1, G = 0, H = 0] = this.#arena.f64(found, 3);
		const [feature = 0, bin = 0, missingLeft = 0] = this.#arena.u32(found + 24, 3);
		if (!(gain > 1e-12)) return;
		// Where training had no missing value, one goes with the heavier side.
		const side = this.#binnings[feature]?.hasMissing ? missingLeft : H * 2 >= leaf.H ? 1 : 0;
		leaf.split = { gain, G, H, feature, bin, missingLeft: side };
	}
}
