/** One figure. `metric` names what was measured (p50, throughput), `unit` its unit (ms, 1/s). */
export type Result = { readonly case: string; readonly metric: string; readonly unit: string; readonly value: number };

/** A file bench/src/<name>.ts exports one of these as `benchmark`. */
export type Benchmark = {
	readonly name: string;
	readonly description: string;
	/** Open or closed loop, how many of what. */
	readonly loadShape: string;
	/** What the figures leave out: a figure without this misleads. */
	readonly excludes: string;
	run(): Promise<readonly Result[]>;
};
