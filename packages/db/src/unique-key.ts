import { BindingBroken } from './errors.ts';

export type UniqueArgs = { readonly where?: Readonly<Record<string, unknown>> };

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * findUnique's compound keys as findFirst wants them: { accountId_clientOrderId: { accountId, clientOrderId } } -> both fields.
 * Such a key is exactly the names of its fields joined by "_"; no field of ours has "_" in its name.
 */
export const flattenUnique = (args: UniqueArgs): UniqueArgs => {
	if (args.where === undefined) return args;
	const where = Object.entries(args.where).flatMap(([key, value]): [string, unknown][] =>
		key.includes('_') && isPlain(value) && Object.keys(value).sort().join() === key.split('_').sort().join()
			? Object.entries(value)
			: [[key, value]],
	);
	return { ...args, where: Object.fromEntries(where) };
};

/**
 * findUnique without a whole key must not become "the first row" or "the first of the account": Prisma drops undefined fields of a
 * findFirst without a word. Prisma refuses both for findUnique itself.
 */
export const uniqueArgs = (model: string, args: UniqueArgs): UniqueArgs => {
	const flat = flattenUnique(args ?? {});
	const where = Object.entries(flat.where ?? {}).filter(([key]) => !['AND', 'OR', 'NOT'].includes(key));
	if (where.length === 0 || where.some(([, value]) => value === undefined)) {
		throw new BindingBroken('METHOD_REFUSED', `findUnique on ${model} without a whole unique key`);
	}
	return flat;
};
