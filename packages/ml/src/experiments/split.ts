import { createHash } from 'node:crypto';

export type Arm = { readonly name: string; readonly share: number };

/**
 * The arm of a subject (an instrument, an account): always the same for the same experiment, as even as its shares, and independent of every other experiment.
 *
 * @throws RangeError where shares do not sum to one.
 */
export function armOf(arms: readonly Arm[], { experiment, subject }: { readonly experiment: string; readonly subject: string }): string {
	const total = arms.reduce((sum, { share }) => sum + share, 0);
	if (Math.abs(total - 1) > 1e-9 || arms.some(({ share }) => !(share >= 0)))
		throw new RangeError(`the shares of the arms sum to ${total}, not to 1`);
	const place = createHash('sha256').update(`${experiment}\0${subject}`).digest().readUInt32BE(0) / 2 ** 32;
	let below = 0;
	for (const { name, share } of arms) {
		below += share;
		if (place < below) return name;
	}
	return arms.at(-1)?.name ?? '';
}
