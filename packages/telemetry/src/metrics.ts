import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** One registry per process. A name asked for twice gives the same metric, so modules need not share objects. */
export type Metrics = {
	readonly registry: Registry;
	counter<Label extends string = never>(name: string, options: { help: string; labels?: readonly Label[] }): Counter<Label>;
	/** With `read`, its value is asked for at each scrape. */
	gauge<Label extends string = never>(
		name: string,
		options: { help: string; labels?: readonly Label[]; read?: () => number },
	): Gauge<Label>;
	/** One value per value of its label, asked for at each scrape. */
	gaugeOf(name: string, options: { help: string; label: string; read: () => readonly (readonly [label: string, value: number])[] }): void;
	/** Buckets in the unit that the name ends with. */
	histogram<Label extends string = never>(
		name: string,
		options: { help: string; buckets: readonly number[]; labels?: readonly Label[] },
	): Histogram<Label>;
	/** Prometheus text. */
	text(): Promise<string>;
};

export const createMetrics = (service: string): Metrics => {
	const registry = new Registry();
	registry.setDefaultLabels({ service });
	collectDefaultMetrics({ register: registry });
	const existing = <M>(name: string, kind: new (...args: never[]) => M): M | undefined => {
		const metric: unknown = registry.getSingleMetric(name);
		if (metric === undefined) return undefined;
		if (!(metric instanceof kind)) throw new Error(`metric ${name} exists as another kind`);
		return metric;
	};
	return {
		registry,
		counter: <Label extends string>(name: string, { help, labels = [] }: { help: string; labels?: readonly Label[] }) =>
			existing(name, Counter<Label>) ?? new Counter<Label>({ name, help, labelNames: labels, registers: [registry] }),
		gauge: <Label extends string>(
			name: string,
			{ help, labels = [], read }: { help: string; labels?: readonly Label[]; read?: () => number },
		) =>
			existing(name, Gauge<Label>) ??
			new Gauge<Label>({
				name,
				help,
				labelNames: labels,
				registers: [registry],
				...(read === undefined
					? {}
					: {
							collect(this: Gauge<Label>) {
								this.set(read());
							},
						}),
			}),
		gaugeOf: (name, { help, label, read }) => {
			new Gauge<string>({
				name,
				help,
				labelNames: [label],
				registers: [registry],
				collect() {
					for (const [value, number] of read()) this.set({ [label]: value }, number);
				},
			});
		},
		histogram: <Label extends string>(
			name: string,
			{ help, buckets, labels = [] }: { help: string; buckets: readonly number[]; labels?: readonly Label[] },
		) =>
			existing(name, Histogram<Label>) ??
			new Histogram<Label>({ name, help, buckets: [...buckets], labelNames: labels, registers: [registry] }),
		text: () => registry.metrics(),
	};
};
