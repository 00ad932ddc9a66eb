import { z } from 'zod';

const range = { low: z.number(), high: z.number() };
const dimension = z.union([
	z.strictObject({ kind: z.literal('float'), ...range, log: z.boolean().default(false) }),
	z.strictObject({ kind: z.literal('int'), ...range, log: z.boolean().default(false) }),
	z.strictObject({ kind: z.literal('choice'), values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1) }),
]);

/** What is searched, by name. `when` names a choice and a value of it: elsewhere the dimension does not exist. */
export const searchSpace = z
	.record(
		z.string(),
		z.intersection(
			dimension,
			z.object({ when: z.strictObject({ name: z.string(), is: z.union([z.string(), z.number(), z.boolean()]) }).optional() }),
		),
	)
	.superRefine((space, context) => {
		for (const [name, at] of Object.entries(space)) {
			if (at.kind !== 'choice' && !(at.low < at.high))
				context.addIssue({ code: 'custom', path: [name], message: 'low must be below high' });
			if (at.kind !== 'choice' && at.log && !(at.low > 0))
				context.addIssue({ code: 'custom', path: [name], message: 'a logarithmic range begins above 0' });
			if (at.kind === 'int' && !(Number.isInteger(at.low) && Number.isInteger(at.high)))
				context.addIssue({ code: 'custom', path: [name], message: 'must be whole' });
			const parent = at.when === undefined ? undefined : space[at.when.name];
			if (at.when !== undefined && (parent?.kind !== 'choice' || !parent.values.includes(at.when.is) || parent.when !== undefined))
				context.addIssue({
					code: 'custom',
					path: [name, 'when'],
					message: 'must name a choice without a condition, and one of its values',
				});
		}
	});
export type SearchSpace = z.output<typeof searchSpace>;
export type Value = string | number | boolean;
export type Point = Readonly<Record<string, Value>>;
export type Dimension = z.output<typeof dimension>;

/** A number's place within its range, 0 to 1. */
export function toUnit(at: Exclude<Dimension, { kind: 'choice' }>, value: number): number {
	const scale = (x: number): number => (at.log ? Math.log(x) : x);
	const [low, high] = at.kind === 'int' ? [at.low - 0.5 * (at.log ? 0 : 1), at.high + 0.5 * (at.log ? 0 : 1)] : [at.low, at.high];
	return (scale(value) - scale(low)) / (scale(high) - scale(low));
}

export function fromUnit(at: Exclude<Dimension, { kind: 'choice' }>, unit: number): number {
	const scale = (x: number): number => (at.log ? Math.log(x) : x);
	const [low, high] = at.kind === 'int' ? [at.low - 0.5 * (at.log ? 0 : 1), at.high + 0.5 * (at.log ? 0 : 1)] : [at.low, at.high];
	const scaled = scale(low) + Math.min(1, Math.max(0, unit)) * (scale(high) - scale(low));
	const value = at.log ? Math.exp(scaled) : scaled;
	return Math.min(at.high, Math.max(at.low, at.kind === 'int' ? Math.round(value) : value));
}

export const exists = (at: { readonly when?: { name: string; is: Value } | undefined }, point: Point): boolean =>
	at.when === undefined || point[at.when.name] === at.when.is;
