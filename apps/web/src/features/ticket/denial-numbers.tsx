import type { Denial } from '../../lib/types';

/** What was measured, whose limit it met, and how much was left. */
export function DenialNumbers({ denial }: { denial: Denial }) {
	const { code, value, limit, headroom, level } = denial;
	return (
		<span className="muted">
			{code}
			{value !== null && ` · asked ${value}`}
			{limit !== null && ` · limit ${limit}`}
			{level !== null && ` of the ${level.toLowerCase()}`}
			{headroom !== null && ` · headroom ${headroom}`}
		</span>
	);
}
