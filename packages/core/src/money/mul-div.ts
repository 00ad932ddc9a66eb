/** 2^26: a safe integer is two limbs, `high * LIMB + low`, and every product of two limbs is exact. */
const LIMB = 67_108_864;
const LIMB_SQUARED = LIMB * LIMB;
/** Above this the high limb of a product could lose a bit. */
const PRODUCT_LIMIT = LIMB_SQUARED * LIMB_SQUARED;

/** True for an integer that a number holds exactly. */
export function isExact(value: number): boolean {
	return Number.isSafeInteger(value);
}

/**
 * `value * times / over`, exact for any two safe integers, rounded half away from zero: the one place where scaled integers are multiplied and divided.
 * Undefined where an operand is no safe integer, `over` is not positive, the product reaches 2^104, or the answer is no safe integer. No BigInt, no allocation.
 */
export function mulDiv(value: number, { times, over }: { readonly times: number; readonly over: number }): number | undefined {
	return calculate(value, times, over);
}

/** Of its own, so that what stands above is put in where it is called and no object is made for its arguments. */
function calculate(value: number, times: number, over: number): number | undefined {
	if (!Number.isSafeInteger(value) || !Number.isSafeInteger(times) || !Number.isSafeInteger(over) || over <= 0) return undefined;
	const negative = value < 0 !== times < 0;
	const a = value < 0 ? -value : value;
	const b = times < 0 ? -times : times;
	const product = a * b;
	const rounded = product <= Number.MAX_SAFE_INTEGER ? divideRounded(product, over) : divideWide({ a, b, product }, over);
	if (rounded === undefined || rounded > Number.MAX_SAFE_INTEGER) return undefined;
	return negative && rounded !== 0 ? -rounded : rounded;
}

/** Without `%`, which is a call of a loop over bits. The floating quotient is one too large at most, and then its product is `product + 1`: all is exact. */
function divideRounded(product: number, over: number): number {
	let quotient = Math.floor(product / over);
	let rest = product - quotient * over;
	if (rest < 0) {
		quotient -= 1;
		rest += over;
	}
	return rest >= over - rest ? quotient + 1 : quotient;
}

/** The floating quotient is off by a few units at most; the exact remainder, in two limbs of 2^52, says by how many. */
function divideWide(factors: { readonly a: number; readonly b: number; readonly product: number }, over: number): number | undefined {
	const { a, b, product } = factors;
	if (product >= PRODUCT_LIMIT) return undefined;
	let quotient = Math.floor(product / over);
	if (quotient > Number.MAX_SAFE_INTEGER - 8) return undefined;
	let high = highLimb(a, b) - highLimb(quotient, over);
	let low = lowLimb(a, b) - lowLimb(quotient, over);
	if (low < 0) {
		low += LIMB_SQUARED;
		high -= 1;
	}
	const overHigh = Math.floor(over / LIMB_SQUARED);
	const overLow = over - overHigh * LIMB_SQUARED;
	while (high < 0) {
		quotient -= 1;
		low += overLow;
		high += overHigh;
		if (low >= LIMB_SQUARED) {
			low -= LIMB_SQUARED;
			high += 1;
		}
	}
	while (high > overHigh || (high === overHigh && low >= overLow)) {
		quotient += 1;
		low -= overLow;
		high -= overHigh;
		if (low < 0) {
			low += LIMB_SQUARED;
			high -= 1;
		}
	}
	const rest = high * LIMB_SQUARED + low;
	return rest >= over - rest ? quotient + 1 : quotient;
}

/** What is left of a positive number over a power of two. */
function lowOf(value: number, power: number): number {
	return value - Math.floor(value / power) * power;
}

/** `a * b mod 2^52`. */
function lowLimb(a: number, b: number): number {
	const a0 = lowOf(a, LIMB);
	const b0 = lowOf(b, LIMB);
	const cross1 = lowOf(((a - a0) / LIMB) * b0, LIMB);
	const cross2 = lowOf(a0 * ((b - b0) / LIMB), LIMB);
	return lowOf(a0 * b0 + lowOf(cross1 + cross2, LIMB) * LIMB, LIMB_SQUARED);
}

/** `floor(a * b / 2^52)` for a product below 2^104. */
function highLimb(a: number, b: number): number {
	const a0 = lowOf(a, LIMB);
	const b0 = lowOf(b, LIMB);
	const a1 = (a - a0) / LIMB;
	const b1 = (b - b0) / LIMB;
	const cross1 = a1 * b0;
	const cross2 = a0 * b1;
	const crossLow = lowOf(cross1, LIMB) + lowOf(cross2, LIMB) + Math.floor((a0 * b0) / LIMB);
	return a1 * b1 + Math.floor(cross1 / LIMB) + Math.floor(cross2 / LIMB) + Math.floor(crossLow / LIMB);
}
