import type { GbdtParameters } from '../parameters.ts';
import { binary } from './binary.ts';
import { multiclass } from './multiclass.ts';
import type { Objective } from './objective.ts';
import { quantile } from './quantile.ts';
import { ranking } from './ranking.ts';
import { regression } from './regression.ts';

const make = {
	binary: () => binary,
	regression: () => regression,
	quantile: (parameters) => quantile(parameters.quantile),
	multiclass: (parameters) => multiclass(parameters.classes),
	ranking: () => ranking,
} satisfies Record<GbdtParameters['objective'], (parameters: GbdtParameters) => Objective>;

export const objectiveOf = (parameters: GbdtParameters): Objective => make[parameters.objective](parameters);
