/**
 * The inner loops of the tree trainer, in AssemblyScript (WebAssembly SIMD). No business rules and no memory of its own: every pointer comes from
 * src/gbdt/arena.ts. A histogram is, for each feature, 256 bins of (sum of gradients, sum of hessians) as f64 pairs: 4,096 bytes a feature.
 */

const FEATURE_BYTES: usize = 4096;

/**
 * Adds the pair of every row to the bin of each feature. `bins` is row-major, `stride` bytes a row (a multiple of 8); `pairs` is (gradient, hessian) as
 * f32, by row. Rows are taken `blockRows` at a time into `block`, which has room for 16 + `stride` bytes of each: fetching them is then all that waits
 * for memory, many at once, and four features' bins at a time stay in the first cache while the block goes by. Every bin has its rows in their order.
 */
export function accumulate(
	bins: usize,
	stride: usize,
	features: usize,
	rows: usize,
	count: u32,
	pairs: usize,
	histogram: usize,
	block: usize,
	blockRows: u32,
): void {
	const end = rows + ((<usize>count) << 2);
	const packs = block + ((<usize>blockRows) << 4);
	for (let from = rows; from < end; from += (<usize>blockRows) << 2) {
		const last = block + (min<usize>(end - from, (<usize>blockRows) << 2) << 2);
		fetch(bins, stride, from, pairs, block, last, packs);
		let base = histogram;
		let f: usize = 0;
		for (; f + 4 <= features; f += 4) {
			addFour(block, last, packs + f, stride, base);
			base += 4 * FEATURE_BYTES;
		}
		for (; f < features; f++) {
			addOne(block, last, packs + f, stride, base);
			base += FEATURE_BYTES;
		}
	}
}

/** The pairs and bins of the next rows, side by side. */
function fetch(bins: usize, stride: usize, rows: usize, pairs: usize, block: usize, last: usize, packs: usize): void {
	let from = rows;
	let pack = packs;
	const wide = stride & ~15;
	for (let at = block; at < last; at += 16) {
		const row = <usize>load<u32>(from);
		from += 4;
		v128.store(at, f64x2.promote_low_f32x4(v128.load64_zero(pairs + (row << 3))));
		const own = bins + row * stride;
		for (let byte: usize = 0; byte < wide; byte += 16) v128.store(pack + byte, v128.load(own + byte));
		if (wide < stride) store<u64>(pack + wide, load<u64>(own + wide));
		pack += stride;
	}
}

function addFour(block: usize, last: usize, packs: usize, stride: usize, base: usize): void {
	let pack = packs;
	for (let at = block; at < last; at += 16) {
		const pair = v128.load(at);
		const packed = load<u32>(pack);
		pack += stride;
		const b0 = base + <usize>((packed << 4) & 0xff0);
		const b1 = base + <usize>((packed >> 4) & 0xff0);
		const b2 = base + <usize>((packed >> 12) & 0xff0);
		const b3 = base + <usize>((packed >> 20) & 0xff0);
		v128.store(b0, f64x2.add(v128.load(b0), pair));
		v128.store(b1, f64x2.add(v128.load(b1, 4096), pair), 4096);
		v128.store(b2, f64x2.add(v128.load(b2, 8192), pair), 8192);
		v128.store(b3, f64x2.add(v128.load(b3, 12288), pair), 12288);
	}
}

function addOne(block: usize, last: usize, packs: usize, stride: usize, base: usize): void {
	let pack = packs;
	for (let at = block; at < last; at += 16) {
		const bin = base + ((<usize>load<u8>(pack)) << 4);
		pack += stride;
		v128.store(bin, f64x2.add(v128.load(bin), v128.load(at)));
	}
}

/** `target` = `whole` - `part`; target may be `whole`. */
export function subtract(whole: usize, part: usize, target: usize, features: usize): void {
	const bytes = features * FEATURE_BYTES;
	for (let at: usize = 0; at < bytes; at += 32) {
		v128.store(target + at, f64x2.sub(v128.load(whole + at), v128.load(part + at)));
		v128.store(target + at, f64x2.sub(v128.load(whole + at, 16), v128.load(part + at, 16)), 16);
	}
}

export function clear(histogram: usize, features: usize): void {
	memory.fill(histogram, 0, features * FEATURE_BYTES);
}

/**
 * The best split of a leaf. `facts` has 8 bytes a feature: value bins (u16), whether the next bin holds missing values (u8), allowed (u8), monotone
 * (i8: -1, 0, 1). `ask` holds f64: G, H, smallest H of a child, l1, l2, least gain, lower and upper bound of outputs. `found` gets f64 gain (or -1),
 * GL, HL and then u32 feature, bin, default left. `bounded` is 1 where l1, bounds or monotone constraints matter.
 */
export function findSplit(histogram: usize, features: usize, facts: usize, ask: usize, bounded: u32, found: usize): void {
	const G = load<f64>(ask);
	const H = load<f64>(ask, 8);
	const least = load<f64>(ask, 16);
	const l1 = load<f64>(ask, 24);
	const l2 = load<f64>(ask, 32);
	const parent = bounded !== 0 ? worth(G, H, l1, l2, output(G, H, l1, l2, load<f64>(ask, 48), load<f64>(ask, 56))) : (G * G) / (H + l2);
	store<f64>(found, parent + load<f64>(ask, 40));
	store<u32>(found, 0xffffffff, 24);
	for (let f: usize = 0; f < features; f++) {
		const fact = facts + (f << 3);
		if (load<u8>(fact, 3) === 0) continue;
		const values = <u32>load<u16>(fact);
		const base = histogram + f * FEATURE_BYTES;
		const missing = load<u8>(fact, 2) !== 0;
		const lost = base + ((<usize>values) << 4);
		// Missing values right: the last value bin may then be a split of its own, against them alone.
		const splits = missing ? values : values - 1;
		if (bounded === 0) {
			scan(base, splits, <u32>f, 0, 0, 0, G, H, least, ask, found);
			if (missing && load<f64>(lost, 8) > 0)
				scan(base, values - 1, <u32>f, 1, load<f64>(lost), load<f64>(lost, 8), G, H, least, ask, found);
		} else {
			const monotone = load<i8>(fact, 4);
			scanBounded(base, splits, <u32>f, 0, 0, 0, G, H, least, ask, found, monotone);
			if (missing && load<f64>(lost, 8) > 0)
				scanBounded(base, values - 1, <u32>f, 1, load<f64>(lost), load<f64>(lost, 8), G, H, least, ask, found, monotone);
		}
	}
	if (load<u32>(found, 24) === 0xffffffff) store<f64>(found, -1);
	else store<f64>(found, load<f64>(found) - parent);
}

/** One pass over the bins of a feature, missing values on one side. */
function scan(
	base: usize,
	splits: u32,
	feature: u32,
	left: u32,
	startG: f64,
	startH: f64,
	G: f64,
	H: f64,
	least: f64,
	ask: usize,
	found: usize,
): void {
	const l2 = load<f64>(ask, 32);
	const end = base + ((<usize>splits) << 4);
	const most = H - least;
	let best = load<f64>(found);
	let GL = startG;
	let HL = startH;
	let at = base;
	for (; at < end; at += 16) {
		GL += load<f64>(at);
		HL += load<f64>(at, 8);
		if (HL >= least) break;
	}
	while (at < end && HL <= most) {
		const GR = G - GL;
		const a = HL + l2;
		const b = H - HL + l2;
		const numerator = GL * GL * b + GR * GR * a;
		// gain > best without a division: both sides times both denominators.
		if (numerator > best * (a * b)) {
			best = numerator / (a * b);
			keep(found, best, GL, HL, feature, <u32>((at - base) >> 4), left);
		}
		at += 16;
		GL += load<f64>(at);
		HL += load<f64>(at, 8);
	}
}

/** As `scan`, where outputs are shrunk by l1, bounded, or may only rise or fall. */
function scanBounded(
	base: usize,
	splits: u32,
	feature: u32,
	left: u32,
	startG: f64,
	startH: f64,
	G: f64,
	H: f64,
	least: f64,
	ask: usize,
	found: usize,
	monotone: i8,
): void {
	const l1 = load<f64>(ask, 24);
	const l2 = load<f64>(ask, 32);
	const low = load<f64>(ask, 48);
	const high = load<f64>(ask, 56);
	let best = load<f64>(found);
	let GL = startG;
	let HL = startH;
	for (let bin: u32 = 0; bin < splits; bin++) {
		const at = base + ((<usize>bin) << 4);
		GL += load<f64>(at);
		HL += load<f64>(at, 8);
		if (HL < least) continue;
		const GR = G - GL;
		const HR = H - HL;
		if (HR < least) break;
		const wl = output(GL, HL, l1, l2, low, high);
		const wr = output(GR, HR, l1, l2, low, high);
		if ((monotone > 0 && wl > wr) || (monotone < 0 && wl < wr)) continue;
		const gain = worth(GL, HL, l1, l2, wl) + worth(GR, HR, l1, l2, wr);
		if (gain <= best) continue;
		best = gain;
		keep(found, best, GL, HL, feature, bin, left);
	}
}

function keep(found: usize, gain: f64, GL: f64, HL: f64, feature: u32, bin: u32, left: u32): void {
	store<f64>(found, gain);
	store<f64>(found, GL, 8);
	store<f64>(found, HL, 16);
	store<u32>(found, feature, 24);
	store<u32>(found, bin, 28);
	store<u32>(found, left, 32);
}

/** The output of a leaf, shrunk by l1 and l2 and held within its bounds. */
export function output(G: f64, H: f64, l1: f64, l2: f64, low: f64, high: f64): f64 {
	const shrunk = G > l1 ? G - l1 : G < -l1 ? G + l1 : 0;
	return max(low, min(high, -shrunk / (H + l2)));
}

function worth(G: f64, H: f64, l1: f64, l2: f64, w: f64): f64 {
	return -(2 * G * w + (H + l2) * w * w + 2 * l1 * abs(w));
}

/** Keeps the order of rows on both sides. Returns how many went left. `column` has one byte a row, `scratch` room for all rows. */
export function partition(rows: usize, count: u32, scratch: usize, column: usize, split: u32, missingBin: u32, missingLeft: u32): u32 {
	let lefts: usize = rows;
	let rights: usize = scratch;
	for (let i: u32 = 0; i < count; i++) {
		const row = load<u32>(rows + ((<usize>i) << 2));
		const bin = <u32>load<u8>(column + row);
		const left = bin === missingBin ? missingLeft : <u32>(bin <= split);
		store<u32>(lefts, row);
		store<u32>(rights, row);
		lefts += (<usize>left) << 2;
		rights += (<usize>(left ^ 1)) << 2;
	}
	memory.copy(lefts, scratch, rights - scratch);
	return <u32>((lefts - rows) >> 2);
}

/** Bins a column: the first upper edge that is not below the value, `missingBin` where it is not a number. */
export function digitise(values: usize, count: u32, edges: usize, edgeCount: u32, missingBin: u32, target: usize): void {
	for (let i: u32 = 0; i < count; i++) {
		const value = load<f32>(values + ((<usize>i) << 2));
		let low: u32 = 0;
		let length = edgeCount;
		while (length > 1) {
			const half = length >> 1;
			low += load<f32>(edges + ((<usize>(low + half - 1)) << 2)) < value ? half : 0;
			length -= half;
		}
		store<u8>(target + <usize>i, <u8>(value <= Infinity ? low : missingBin));
	}
}

/** Eight columns of `count` bytes side by side to eight bytes of each row, `stride` bytes a row. */
export function interleave(columns: usize, count: u32, target: usize, stride: usize): void {
	const rows = <usize>count;
	for (let row: usize = 0; row < rows; row++) {
		const at = columns + row;
		let packed: u64 = 0;
		for (let f: usize = 0; f < 8; f++) packed |= (<u64>load<u8>(at + f * rows)) << ((<u64>f) << 3);
		store<u64>(target + row * stride, packed);
	}
}

/** The list 0, 1, 2 and so on. */
export function ascend(rows: usize, count: u32): void {
	for (let i: u32 = 0; i < count; i++) store<u32>(rows + ((<usize>i) << 2), i);
}

/** Adds a leaf's output to the scores of its rows, which stand `stride` bytes apart. */
export function addOutput(scores: usize, stride: usize, rows: usize, count: u32, value: f64): void {
	for (let i: u32 = 0; i < count; i++) {
		const at = scores + <usize>load<u32>(rows + ((<usize>i) << 2)) * stride;
		store<f64>(at, load<f64>(at) + value);
	}
}
