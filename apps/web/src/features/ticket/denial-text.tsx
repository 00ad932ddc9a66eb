import type { Denial } from '../../lib/types';

/** Why it was, or would be, denied; what was measured, whose limit it met, and how much was left. */
export function DenialText({ denial }: { denial: Denial }) {
	const { code, message, remedy, value, limit, headroom, level } = denial;
	return (
		<>
			<b>{message}</b>
			<span>{remedy}</span>
			<span className="muted">
				{code}
				{value !== null && ` · asked ${value}`}
				{limit !== null && ` · limit ${limit}`}
				{level !== null && ` of the ${level.toLowerCase()}`}
				{headroom !== null && ` · headroom ${headroom}`}
			</span>
		</>
	);
}
