import type { FeatureSetDefinition } from './definition.ts';
import { FeatureEngine } from './engine.ts';
import type { FeatureTable } from './leakage.ts';
import type { Quote } from './microstructure.ts';

/** A feature set over recorded quotes, one row a quote: the live engine, run through. */
export function featureTable(
	definition: FeatureSetDefinition,
	quotes: readonly Quote[],
): FeatureTable & { readonly columns: readonly Float32Array[] } {
	const engine = new FeatureEngine(definition);
	const columns = engine.names.map(() => new Float32Array(quotes.length));
	quotes.forEach((quote, row) => {
		engine.update(quote);
		columns.forEach((column, f) => {
			column[row] = engine.row[f] ?? Number.NaN;
		});
	});
	return { names: engine.names, columns };
}
