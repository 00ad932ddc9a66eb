import { areaUnderCurve } from './ranking.ts';

type Labels = { readonly labels: ArrayLike<number> };
const tiny = 1e-12;

/** How good probabilities of 1 are. */
export function binaryMetrics(predictions: ArrayLike<number>, { labels }: Labels): Record<string, number> {
	let [loss, brier, right, ones] = [0, 0, 0, 0];
	const rows = labels.length;
	for (let row = 0; row < rows; row++) {
		const label = labels[row] ?? 0;
		const p = Math.min(1 - tiny, Math.max(tiny, predictions[row] ?? 0.5));
		loss -= Math.log(label === 1 ? p : 1 - p);
		brier += (p - label) ** 2;
		right += Number(p >= 0.5 === (label === 1));
		ones += label;
	}
	return {
		auc: areaUnderCurve(predictions, { labels }),
		logLoss: loss / rows,
		brier: brier / rows,
		accuracy: right / rows,
		shareOfOnes: ones / rows,
	};
}

/** `r2` is against the mean of these very labels. */
export function regressionMetrics(predictions: ArrayLike<number>, { labels }: Labels): Record<string, number> {
	const rows = labels.length;
	let [mean, meanPrediction] = [0, 0];
	for (let row = 0; row < rows; row++) {
		mean += (labels[row] ?? 0) / rows;
		meanPrediction += (predictions[row] ?? 0) / rows;
	}
	let [squares, absolute, spread, spreadPrediction, product] = [0, 0, 0, 0, 0];
	for (let row = 0; row < rows; row++) {
		const [label, prediction] = [labels[row] ?? 0, predictions[row] ?? 0];
		squares += (label - prediction) ** 2;
		absolute += Math.abs(label - prediction);
		spread += (label - mean) ** 2;
		spreadPrediction += (prediction - meanPrediction) ** 2;
		product += (label - mean) * (prediction - meanPrediction);
	}
	return {
		rmse: Math.sqrt(squares / rows),
		mae: absolute / rows,
		r2: spread > 0 ? 1 - squares / spread : 0,
		correlation: spread > 0 && spreadPrediction > 0 ? product / Math.sqrt(spread * spreadPrediction) : 0,
	};
}

/** @param predictions row-major, a probability a class. */
export function multiclassMetrics(
	predictions: ArrayLike<number>,
	{ labels, classes }: Labels & { readonly classes: number },
): Record<string, number> {
	let [loss, right] = [0, 0];
	for (let row = 0; row < labels.length; row++) {
		const label = labels[row] ?? 0;
		loss -= Math.log(Math.max(tiny, predictions[row * classes + label] ?? 0));
		let best = 0;
		for (let k = 1; k < classes; k++) if ((predictions[row * classes + k] ?? 0) > (predictions[row * classes + best] ?? 0)) best = k;
		right += Number(best === label);
	}
	return { logLoss: loss / labels.length, accuracy: right / labels.length };
}
