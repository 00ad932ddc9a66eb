import { rowsIn, type Scorer } from './scorer.ts';

/**
 * Several models as one: their weighted mean, or, with a stacker, what it makes of their answers side by side.
 *
 * @throws RangeError where members do not take the same rows or weights do not fit.
 */
export function ensemble(
	members: readonly Scorer[],
	how: { readonly weights?: readonly number[] } | { readonly stacker: Scorer } = {},
): Scorer {
	const [first] = members;
	if (first === undefined) throw new RangeError('an ensemble needs members');
	const { width, outputs } = first;
	if (members.some((member) => member.width !== width || member.outputs !== outputs))
		throw new RangeError('all members must take the same features and answer as many numbers');
	const close = (): void => {
		for (const member of members) member.close();
		if ('stacker' in how) how.stacker.close();
	};
	if ('stacker' in how) {
		const { stacker } = how;
		if (stacker.width !== members.length * outputs)
			throw new RangeError(`the stacker takes ${stacker.width} numbers, the members answer ${members.length * outputs}`);
		return {
			width,
			outputs: stacker.outputs,
			predict(rows) {
				const answers = members.map((member) => member.predict(rows));
				const beside = new Float32Array(rowsIn(rows, width) * stacker.width);
				answers.forEach((answer, m) => {
					answer.forEach((value, i) => {
						beside[Math.floor(i / outputs) * stacker.width + m * outputs + (i % outputs)] = value;
					});
				});
				return stacker.predict(beside);
			},
			close,
		};
	}
	const weights = how.weights ?? members.map(() => 1);
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	if (weights.length !== members.length || weights.some((weight) => !(weight >= 0)) || !(total > 0))
		throw new RangeError('an ensemble needs one weight from 0 on for each member, and not only zeros');
	return {
		width,
		outputs,
		predict(rows) {
			const sum = new Float64Array(rowsIn(rows, width) * outputs);
			members.forEach((member, m) => {
				member.predict(rows).forEach((value, i) => {
					sum[i] = (sum[i] ?? 0) + (value * (weights[m] ?? 0)) / total;
				});
			});
			return Float32Array.from(sum);
		},
		close,
	};
}
