import { FIRST_ORDER_ID, type ForeignOrigin } from '@meridian/core';
import { deadmanMagic } from '@meridian/protocol';

/** Doubles of the terminal <-> integers of the engine. A double that is no whole number of units is refused, never rounded away. */
export class UnfitNumber extends Error {
	override readonly name = 'UnfitNumber';
}

const powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000] as const;

export function pow10(digits: number): number {
	const power = powers[digits];
	if (power === undefined) throw new UnfitNumber(`${digits} digits`);
	return power;
}

/** Exact up to what a double of this size can show. @throws UnfitNumber */
export function toUnits(value: number, digits: number): number {
	const scaled = value * pow10(digits);
	const units = Math.round(scaled);
	if (!Number.isSafeInteger(units) || Math.abs(scaled - units) > 1e-3)
		throw new UnfitNumber(`${value} is no number with ${digits} decimals`);
	return units === 0 ? 0 : units;
}

/** Money of the terminal has at most its currency's digits, but sums of doubles carry dust: rounded, half away from zero. */
export function toMinor(value: number, digits: number): number {
	const scaled = Math.abs(value) * pow10(digits);
	const units = Math.floor(scaled + 0.5 + 1e-7);
	if (!Number.isSafeInteger(units)) throw new UnfitNumber(`${value} is beyond exact money`);
	return value < 0 && units !== 0 ? -units : units;
}

export function fromUnits(units: number, digits: number): number {
	return units / pow10(digits);
}

/** Magic -> order id: 0 for anything the engine can't have given: other programs' numbers, and what a terminal's switch did. */
export function orderIdOf(magic: bigint): number {
	return magic >= BigInt(FIRST_ORDER_ID) && magic <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(magic) : 0;
}

/** Whose an order is that the engine can't have given. */
export function originOf(magic: bigint): ForeignOrigin {
	return magic === 0n ? 'HAND' : magic === BigInt(deadmanMagic) ? 'DEADMAN' : 'PROGRAM';
}
