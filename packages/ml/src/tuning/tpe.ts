import type { Random } from '../random/random.ts';
import { exists, fromUnit, type Point, type SearchSpace, toUnit, type Value } from './space.ts';

/** A finished trial, or one that still runs (its loss is not known yet). */
export type Observation = { readonly point: Point; readonly loss: number | undefined };

const candidates = 24;
const startTrials = 10;

/**
 * The next point to try: tree-structured Parzen estimator, multivariate within the good trials (Bergstra et al. 2011; Falkner et al. 2018). Points that still run count as bad, so that
 * parallel trials spread. Lower losses are better.
 */
export function suggest(
	space: SearchSpace,
	{ observed, random }: { readonly observed: readonly Observation[]; readonly random: Random },
): Point {
	const done = observed.flatMap(({ point, loss }) => (loss !== undefined && !Number.isNaN(loss) ? [{ point, loss }] : []));
	if (done.length < startTrials) return anywhere(space, random);
	const sorted = done.toSorted((a, b) => a.loss - b.loss);
	const count = Math.max(3, Math.min(25, Math.ceil(0.15 * sorted.length)));
	const good = sorted.slice(0, count).map(({ point }) => point);
	const bad = [
		...sorted.slice(count).map(({ point }) => point),
		...observed.filter(({ loss }) => loss === undefined).map(({ point }) => point),
	];
	let best: { point: Point; score: number } | undefined;
	for (let n = 0; n < candidates; n++) {
		const point = near(space, { good, random });
		const score = density(space, { point, kernels: good }) - density(space, { point, kernels: bad });
		if (best === undefined || score > best.score) best = { point, score };
	}
	return best?.point ?? anywhere(space, random);
}

export function anywhere(space: SearchSpace, random: Random): Point {
	return draw(space, (name) => {
		const at = space[name];
		if (at === undefined) throw new RangeError(`the space has no ${name}`);
		if (at.kind === 'choice') return at.values[random.below(at.values.length)] ?? '';
		return fromUnit(at, random.uniform());
	});
}

/** Conditions first, so that what depends on them is drawn only where it exists. */
function draw(space: SearchSpace, pick: (name: string) => Value): Point {
	const point: Record<string, Value> = {};
	const names = Object.keys(space).toSorted((a, b) => Number(space[a]?.when !== undefined) - Number(space[b]?.when !== undefined));
	for (const name of names) {
		const at = space[name];
		if (at !== undefined && exists(at, point)) point[name] = pick(name);
	}
	return point;
}

/** Narrower with more trials, and never so narrow that one of them is all there is. */
const width = (kernels: number): number => Math.max(0.03, 0.4 * kernels ** -0.4);

/** A draw from around one of the good points; one in four dimensions anywhere, so that nothing is shut out. */
function near(space: SearchSpace, { good, random }: { readonly good: readonly Point[]; readonly random: Random }): Point {
	const centre = good[random.below(good.length)] ?? {};
	return draw(space, (name) => {
		const at = space[name];
		const own = centre[name];
		if (at === undefined) throw new RangeError(`the space has no ${name}`);
		if (at.kind === 'choice') return own === undefined || random.uniform() < 0.2 ? (at.values[random.below(at.values.length)] ?? '') : own;
		if (typeof own !== 'number' || random.uniform() < 0.05) return fromUnit(at, random.uniform());
		for (;;) {
			const unit = toUnit(at, own) + width(good.length) * random.normal();
			if (unit >= 0 && unit <= 1) return fromUnit(at, unit);
		}
	});
}

/** Log of a mixture with one kernel a point and one flat one. */
function density(space: SearchSpace, { point, kernels }: { readonly point: Point; readonly kernels: readonly Point[] }): number {
	const w = width(kernels.length);
	const logs = kernels.map((kernel) => {
		let sum = 0;
		for (const [name, at] of Object.entries(space)) {
			const [here, there] = [point[name], kernel[name]];
			if (here === undefined) continue;
			if (at.kind === 'choice') sum += Math.log((here === there ? 0.8 : 0) + 0.2 / at.values.length);
			else if (typeof here === 'number' && typeof there === 'number') {
				const distance = (toUnit(at, here) - toUnit(at, there)) / w;
				sum += Math.log(0.95 * (Math.exp(-0.5 * distance * distance) / (w * 2.5066)) + 0.05);
			}
		}
		return sum;
	});
	const all = [0, ...logs];
	const highest = Math.max(...all);
	return highest + Math.log(all.reduce((sum, log) => sum + Math.exp(log - highest), 0) / all.length);
}
