import { type LimitName, limitNames } from '@meridian/core';
import { z } from 'zod';

export type LimitsRow = { readonly [Name in LimitName]: number | null };

const limit = z.number().int().nonnegative().nullable();
/** Every limit, each a whole number or null. */
export const limitsShape = z.record(z.enum(limitNames), limit);

/** Whatever is not a safe integer is no limit that can be enforced: null, which denies at the account. */
export function limitsOf(json: unknown): LimitsRow {
	const given = new Map<string, unknown>(typeof json === 'object' && json !== null ? Object.entries(json) : []);
	const limitOf = (name: string): number | null => {
		const value = given.get(name);
		return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
	};
	return Object.fromEntries(limitNames.map((name) => [name, limitOf(name)])) as LimitsRow;
}
