/** Area under the ROC curve; ties count half. 0.5 where a class is absent. */
export function areaUnderCurve(
	scores: ArrayLike<number>,
	{ labels, weights }: { readonly labels: ArrayLike<number>; readonly weights?: ArrayLike<number> | undefined },
): number {
	const order = Uint32Array.from({ length: labels.length }, (_, row) => row).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
	let below = 0;
	let wins = 0;
	let positives = 0;
	let negatives = 0;
	for (let i = 0; i < order.length; ) {
		const score = scores[order[i] ?? 0];
		let tiedPositive = 0;
		let tiedNegative = 0;
		for (; i < order.length && scores[order[i] ?? 0] === score; i++) {
			const row = order[i] ?? 0;
			const weight = weights?.[row] ?? 1;
			if ((labels[row] ?? 0) > 0) tiedPositive += weight;
			else tiedNegative += weight;
		}
		wins += tiedPositive * (below + tiedNegative / 2);
		below += tiedNegative;
		positives += tiedPositive;
		negatives += tiedNegative;
	}
	return positives > 0 && negatives > 0 ? wins / (positives * negatives) : 0.5;
}

export const gainOf = (relevance: number): number => 2 ** relevance - 1;
/** Of a place in a ranking, from 0. */
export const discount = (place: number): number => 1 / Math.log2(place + 2);

/** Discounted gain of relevances in ranked order. */
export function dcgAt(relevances: readonly number[], cut: number): number {
	return relevances.slice(0, cut).reduce((sum, relevance, place) => sum + gainOf(relevance) * discount(place), 0);
}

/** Mean over groups of discounted gain as a share of the best possible; groups without any relevant row are left out. */
export function ndcg(
	scores: ArrayLike<number>,
	{ labels, groups, cut }: { readonly labels: ArrayLike<number>; readonly groups: Uint32Array; readonly cut: number },
): number {
	let from = 0;
	let sum = 0;
	let counted = 0;
	for (const size of groups) {
		const rows = Array.from({ length: size }, (_, i) => from + i);
		from += size;
		const relevances = rows.map((row) => labels[row] ?? 0);
		const ideal = dcgAt(
			relevances.toSorted((a, b) => b - a),
			cut,
		);
		if (ideal === 0) continue;
		const ranked = rows.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).map((row) => labels[row] ?? 0);
		sum += dcgAt(ranked, cut) / ideal;
		counted += 1;
	}
	return counted === 0 ? 0 : sum / counted;
}
