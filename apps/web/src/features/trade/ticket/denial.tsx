import { useLook } from '../../../design/look-context';
import type { Denial } from '../../../lib/types';
import { denialWords } from '../words';

/** Why, what to do about it, and the numbers: what was asked, whose limit it met, how much was left. */
export function DenialText({ denial }: { denial: Denial }) {
	const { t, format, code: wordOf } = useLook();
	const { code, value, limit, headroom, level } = denial;
	const { message, remedy } = denialWords(denial, wordOf);
	// "0.5 lots": a number and its unit, where it has one that is a word.
	const measured = (text: string) => {
		const [number = '', ...unit] = text.split(' ');
		return [format.number(number), wordOf('measured', unit.join(' '), unit.join(' '))].join(' ').trim();
	};
	const numbers = [
		value === null ? '' : t('denial.asked', { value: measured(value) }),
		limit === null ? '' : t('denial.limit', { limit: measured(limit) }),
		level === null ? '' : wordOf('limits', `level.${level}`, level),
		headroom === null
			? ''
			: headroom.startsWith('-')
				? t('denial.over', { over: measured(headroom.slice(1)) })
				: t('denial.left', { left: measured(headroom) }),
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
