import { useLook } from '../../../design/look-context';
import type { Denial } from '../../../lib/types';

/** Why, what to do about it, and the numbers: what was asked, whose limit it met, how much was left. */
export function DenialText({ denial }: { denial: Denial }) {
	const { t, format, code: wordOf } = useLook();
	const { code, message, remedy, value, limit, headroom, level } = denial;
	const numbers = [
		value === null ? '' : t('denial.asked', { value: format.number(value) }),
		limit === null ? '' : t('denial.limit', { limit: format.number(limit) }),
		level === null ? '' : wordOf('limits', `level.${level}`, level),
		headroom === null ? '' : t('denial.left', { left: format.number(headroom) }),
	].filter((text) => text !== '');
	return (
		<div className="t-denial">
			<span>
				<code>{code}</code> {message}
			</span>
			<span>{remedy}</span>
			{numbers.length > 0 && <span className="muted">{numbers.join(' · ')}</span>}
		</div>
	);
}
