import type { Prisma } from '@meridian/db';

/** MT5's unsigned 64-bit tickets are numeric(20,0) in the tables. */
export const ticketOf = (value: Prisma.Decimal | bigint): bigint => (typeof value === 'bigint' ? value : BigInt(value.toFixed(0)));

/** A word that the projector wrote, as one of the words we know. @throws where it is none: never shown as something else. */
export function word<const Words extends readonly string[]>(words: Words, value: string): Words[number] {
	const found = words.find((candidate) => candidate === value);
	if (found === undefined) throw new Error(`"${value}" is none of ${words.join(', ')}`);
	return found;
}
