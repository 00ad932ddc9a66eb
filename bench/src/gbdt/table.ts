import { type Dataset, Random } from '@meridian/ml';

const features = 32;

/** Normal features, eight of which and one product say a little about the label: what markets give. */
export function weakSignal(rows: number, seed: number): Dataset {
	const random = new Random(seed);
	const columns = Array.from({ length: features }, () => new Float32Array(rows));
	const labels = new Float32Array(rows);
	for (let row = 0; row < rows; row++) {
		let score = 0;
		columns.forEach((column, f) => {
			const value = random.normal();
			column[row] = value;
			if (f < 8) score += (f % 2 === 0 ? -0.12 : 0.12) * value;
		});
		score += 0.2 * (columns[0]?.[row] ?? 0) * (columns[1]?.[row] ?? 0);
		labels[row] = random.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
	}
	return { names: columns.map((_, f) => `f${f}`), columns, labels };
}
