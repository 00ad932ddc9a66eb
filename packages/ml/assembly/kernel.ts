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
	const fours = count & ~3;
	// Four searches side by side, of which none waits for another's loads.
	for (let i: u32 = 0; i < fours; i += 4) {
		const at = values + ((<usize>i) << 2);
		const v0 = load<f32>(at);
		const v1 = load<f32>(at, 4);
		const v2 = load<f32>(at, 8);
		const v3 = load<f32>(at, 12);
		let e0 = edges;
		let e1 = edges;
		let e2 = edges;
		let e3 = edges;
		let length = edgeCount;
		while (length > 1) {
			const half = length >> 1;
			const bytes = (<usize>half) << 2;
			e0 += load<f32>(e0 + bytes - 4) < v0 ? bytes : 0;
			e1 += load<f32>(e1 + bytes - 4) < v1 ? bytes : 0;
			e2 += load<f32>(e2 + bytes - 4) < v2 ? bytes : 0;
			e3 += load<f32>(e3 + bytes - 4) < v3 ? bytes : 0;
			length -= half;
		}
		const to = target + <usize>i;
		store<u8>(to, v0 <= Infinity ? <u32>((e0 - edges) >> 2) : missingBin);
		store<u8>(to, v1 <= Infinity ? <u32>((e1 - edges) >> 2) : missingBin, 1);
		store<u8>(to, v2 <= Infinity ? <u32>((e2 - edges) >> 2) : missingBin, 2);
		store<u8>(to, v3 <= Infinity ? <u32>((e3 - edges) >> 2) : missingBin, 3);
	}
	for (let i = fours; i < count; i++) {
		const value = load<f32>(values + ((<usize>i) << 2));
		let bin: u32 = 0;
		while (bin + 1 < edgeCount && load<f32>(edges + ((<usize>bin) << 2)) < value) bin++;
		store<u8>(target + <usize>i, <u8>(value <= Infinity ? bin : missingBin));
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

/**
 * Gradients and hessians of the logistic loss, by row: `scores` are f64, `labels` and `weights` f32, `pairs` as above; no weights where `weights` is 0.
 * Two rows at a time, so that all areas have room for an even count.
 */
export function logistic(scores: usize, count: u32, labels: usize, weights: usize, pairs: usize): void {
	const one = f64x2.splat(1);
	for (let i: u32 = 0; i < count; i += 2) {
		const score = v128.load(scores + ((<usize>i) << 3));
		const p = f64x2.div(one, f64x2.add(one, exponential(f64x2.neg(score))));
		const label = f64x2.promote_low_f32x4(v128.load64_zero(labels + ((<usize>i) << 2)));
		let gradient = f64x2.sub(p, label);
		let hessian = f64x2.mul(p, f64x2.sub(one, p));
		if (weights !== 0) {
			const weight = f64x2.promote_low_f32x4(v128.load64_zero(weights + ((<usize>i) << 2)));
			gradient = f64x2.mul(weight, gradient);
			hessian = f64x2.mul(weight, hessian);
		}
		const pair = v128.shuffle<f32>(f32x4.demote_f64x2_zero(gradient), f32x4.demote_f64x2_zero(hessian), 0, 4, 1, 5);
		v128.store(pairs + ((<usize>i) << 3), pair);
	}
}

/** e to the power of both, to some 1e-12 relative: 2^k times the series of what is left, which is at most ln 2 / 2 from 0. */
function exponential(x: v128): v128 {
	const inside = f64x2.pmax(f64x2.splat(-708), f64x2.pmin(f64x2.splat(708), x));
	// Added to so large a number, the nearest whole one stands in the last bits.
	const large = f64x2.splat(6755399441055744);
	const shifted = f64x2.add(f64x2.mul(inside, f64x2.splat(Math.LOG2E)), large);
	const k = f64x2.sub(shifted, large);
	// ln 2 in two parts, the first of so few bits that k times it is exact.
	const high = f64x2.sub(inside, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
	const r = f64x2.sub(high, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
	let sum = f64x2.splat(1 / 3628800.0);
	sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 362880.0));
	sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 40320.0));
	sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 5040.0));
	sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 720.0));
	sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 120.0));
	sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 24.0));
	sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1 / 6.0));
	sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(0.5));
	sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1));
	sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1));
	return f64x2.mul(sum, i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52));
}
