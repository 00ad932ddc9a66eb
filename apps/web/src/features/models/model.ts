import { z } from 'zod';

export type Version = {
	readonly modelName: string;
	readonly version: number;
	readonly stage: string;
	readonly description: string;
	readonly sha256: string | null;
	readonly signed: boolean;
	readonly refused: string | null;
	readonly featureCount: number | null;
	readonly latencyUsP50: number | null;
	/** JSON. */
	readonly lineage: string;
	readonly card: string;
	readonly runId: string | null;
	readonly createdBy: number;
	readonly approvedBy: number | null;
	readonly createdAt: string;
};
export type Model = { readonly name: string; readonly description: string; readonly versions: readonly Version[] };

const bin = z.object({ count: z.number(), meanPrediction: z.number(), share: z.number() });
const cardShape = z.object({
	...{ objective: z.string(), trainRows: z.number(), validationRows: z.number(), testRows: z.number() },
	...{ testFromMs: z.number(), testToMs: z.number(), metrics: z.record(z.string(), z.number()) },
	folds: z.array(z.record(z.string(), z.number())),
	importance: z.array(z.object({ name: z.string(), gain: z.number().nullable(), permutation: z.number(), shap: z.number().nullable() })),
	shap: z.array(z.object({ name: z.string(), points: z.array(z.tuple([z.number(), z.number()])) })),
	...{ calibration: z.array(bin), calibrationError: z.number().nullable(), intervalHalfWidth: z.number().nullable() },
});
export type Card = z.output<typeof cardShape>;

/** Undefined where the maker left none. */
export const cardOf = ({ card }: Version): Card | undefined => cardShape.safeParse(JSON.parse(card)).data;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
/** What a version came from, name by name, deeper ones with points. */
export function lineageOf({ lineage }: Version): (readonly [name: string, value: string])[] {
	const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(lineage));
	return Object.entries(parsed.data ?? {}).flatMap(([name, value]) =>
		typeof value === 'object' && value !== null
			? Object.entries(value).map(([inner, deep]) => [`${name}.${inner}`, textOf(deep)] as const)
			: [[name, textOf(value)] as const],
	);
}

export type Point = {
	readonly version: number;
	readonly at: string;
	readonly rows: number;
	readonly features: readonly { readonly name: string; readonly psi: number }[];
	readonly scoreDistance: number | null;
	readonly latencyUsP50: number | null;
	readonly latencyUsP99: number | null;
	readonly outcomes: number;
	/** JSON. */
	readonly metrics: string;
	readonly calibration: readonly z.output<typeof bin>[];
	readonly calibrationError: number | null;
	readonly alarms: readonly { readonly kind: string; readonly feature: string | null; readonly value: number | null }[];
};
export const metricsOf = ({ metrics }: Pick<Point, 'metrics'>): Record<string, number> =>
	z.record(z.string(), z.number()).parse(JSON.parse(metrics));

/** The figure that says most about a model of this kind. */
export const mainMetric = (metrics: Readonly<Record<string, number>>): readonly [name: string, value: number] | undefined => {
	const name = ['auc', 'correlation', 'accuracy'].find((one) => metrics[one] !== undefined);
	return name === undefined ? undefined : [name, metrics[name] ?? 0];
};

export type Plan = {
	readonly shadow: number | null;
	readonly online: boolean;
	readonly experiment: {
		readonly name: string;
		readonly kind: string;
		readonly effect: number;
		readonly challengers: readonly { readonly version: number; readonly share: number }[];
	} | null;
};
/** A plan takes the place of the one before: what stays is said again. */
export const planInput = (model: string, { shadow = null, experiment = null, online = false }: Partial<Plan>) => ({
	...{ model, shadow, experiment, online },
});
export type Comparison = {
	readonly version: number;
	readonly outcomes: number;
	readonly meanLoss: number;
	readonly difference: number | null;
	readonly low: number | null;
	readonly high: number | null;
	readonly pValue: number | null;
};
export type Live = {
	readonly venue: string;
	readonly instrument: string;
	readonly featureSet: string;
	readonly featureSetVersion: number;
	readonly knownAt: string | null;
};

export type Answer = { readonly __typename: string; readonly message?: string };
/** Null where it was done. */
export const refusal = (answer: Answer): string | null => answer.message ?? null;

/**
 * Whether the test says that a direction is told better than by chance: the area under the curve is above a half by two standard errors (Hanley and McNeil 1982).
 * Undefined for what is no probability.
 */
export function hasSkill({ objective, metrics, testRows }: Card): boolean | undefined {
	const { auc, shareOfOnes } = metrics;
	if (objective !== 'binary' || auc === undefined || shareOfOnes === undefined) return undefined;
	const ones = Math.max(1, testRows * shareOfOnes);
	const zeros = Math.max(1, testRows - ones);
	const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
	const variance = (auc * (1 - auc) + (ones - 1) * (q1 - auc * auc) + (zeros - 1) * (q2 - auc * auc)) / (ones * zeros);
	return auc - 2 * Math.sqrt(Math.max(0, variance)) > 0.5;
}
