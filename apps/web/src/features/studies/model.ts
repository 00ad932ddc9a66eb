import { z } from 'zod';

export type Trial = {
	readonly number: number;
	/** JSON. */
	readonly point: string;
	readonly status: 'RUNNING' | 'DONE' | 'PRUNED' | 'FAILED';
	readonly loss: number | null;
	readonly steps: number;
	readonly curve: readonly (readonly number[])[];
};
export type Job = {
	readonly jobId: string;
	readonly kind: 'TRAIN' | 'STUDY' | 'STACK';
	readonly status: 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELED';
	readonly model: string;
	readonly trainer: string;
	/** JSON. */
	readonly request: string;
	readonly phase: string | null;
	readonly step: number;
	readonly of: number;
	readonly loss: number | null;
	readonly error: string | null;
	readonly starts: number;
	readonly version: number | null;
	readonly createdAt: string;
	readonly updatedAt: string;
	readonly trials: readonly Trial[];
};
export type FeatureSet = {
	readonly name: string;
	readonly version: number;
	readonly barMs: number;
	readonly features: readonly string[];
	readonly builtIn: boolean;
};
export type Series = {
	readonly owner: 'OWN' | 'SHARED';
	readonly venue: string;
	readonly instrument: string;
	readonly table: string;
	readonly rows: string;
	readonly firstAt: string | null;
	readonly lastAt: string | null;
};
export const isOpen = ({ status }: Job): boolean => status === 'QUEUED' || status === 'RUNNING';

const point = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export const pointOf = (trial: Trial) => point.parse(JSON.parse(trial.point));
export const told = (trials: readonly Trial[]): (Trial & { readonly loss: number })[] =>
	trials.flatMap((trial) => (trial.loss === null ? [] : [{ ...trial, loss: trial.loss }]));

/** The numbers that a study searched: choices are their places in the alphabet. */
export function axesOf(trials: readonly Trial[]): { name: string; values: number[]; low: string; high: string }[] {
	const points = trials.map(pointOf);
	const names = [...new Set(points.flatMap((one) => Object.keys(one)))];
	return names.map((name) => {
		const given = points.map((one) => one[name]);
		if (given.every((value) => typeof value === 'number' || value === undefined)) {
			const values = given.map((value) => (typeof value === 'number' ? value : Number.NaN));
			const known = values.filter((value) => !Number.isNaN(value));
			const text = (value: number) => String(Number(value.toPrecision(3)));
			return { name, values, low: text(Math.min(...known)), high: text(Math.max(...known)) };
		}
		const words = [...new Set(given.map(String))].sort();
		return { name, values: given.map((value) => words.indexOf(String(value))), low: words[0] ?? '', high: words.at(-1) ?? '' };
	});
}

const ranksOf = (values: readonly number[]): number[] => {
	const order = values.map((_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
	const ranks = new Array<number>(values.length).fill(0);
	order.forEach((at, rank) => {
		ranks[at] = rank;
	});
	return ranks;
};

/** How closely the loss follows a parameter: the size of Spearman's rank correlation, 0 to 1. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
	const [x, y] = [ranksOf(a), ranksOf(b)];
	const mean = (x.length - 1) / 2;
	let [product, spread] = [0, 0];
	x.forEach((rank, at) => {
		product += (rank - mean) * ((y[at] ?? 0) - mean);
		spread += (rank - mean) ** 2;
	});
	return spread === 0 ? 0 : Math.abs(product / spread);
}
