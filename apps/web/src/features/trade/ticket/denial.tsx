import { useLook } from '../../../design/look-context';
import type { Denial } from '../../../lib/types';

/** Why, what to do about it, and the numbers: what was asked, whose limit it met, how much was left. */
export function DenialText({ denial }: { denial: Denial }) {
	const { t, format, code: wordOf } = useLook();
	const { code, message, remedy, value, limit, headroom, level } = denial;
	// Each is a number with its unit behind it.
	const write = (text: string) => text.replace(/^-?\d+(\.\d+)?/, (digits) => format.number(digits));
	const numbers = [
		value === null ? '' : t('denial.asked', { value: write(value) }),
		limit === null ? '' : t('denial.limit', { limit: write(limit) }),
		level === null ? '' : wordOf('limits', `level.${level}`, level),
		headroom === null
			? ''
			: headroom.startsWith('-')
				? t('denial.over', { over: write(headroom.slice(1)) })
				: t('denial.left', { left: write(headroom) }),
	].filter((text) => text !== '');
	return (
		<div className="t-denial">
			<span>
				<code>{code}</code> {message}
			</span>
			<span>{remedy}</span>
			{numbers.length > 0 && (
				<span className="muted t-denial-numbers">
					{numbers.map((text) => (
						<span key={text}>{text}</span>
					))}
				</span>
			)}
		</div>
	);
}
