'use client';

import './gauge.css';
import { useLook } from './look-context';

type Props = {
	label: string;
	/** The label is for ears alone: what stands around it says the same. */
	bare?: boolean;
	used: number;
	limit: number;
	/** Share from which it is told as near. */
	near?: number;
	/** What is written; the numbers themselves where it is absent. */
	usedText?: string;
	limitText?: string;
	testId?: string;
};

/** How much of a limit is in use. Near and reached are told in words, not by the colour alone. */
export function Gauge({ label, bare, used, limit, near = 0.8, usedText, limitText, testId }: Props) {
	const { t, format } = useLook();
	const share = limit > 0 ? used / limit : used > 0 ? 1 : 0;
	const level = share >= 1 ? 'over' : share >= near ? 'near' : 'fine';
	const text = t('gauge.of', { used: usedText ?? format.number(used), limit: limitText ?? format.number(limit) });
	return (
		<div className="m-gauge" data-level={level} data-testid={testId}>
			<div className="m-gauge-head">
				<span className={bare ? 'sr' : undefined}>{label}</span>
				<span>
					{text}
					{level !== 'fine' && <b> · {t(`gauge.${level}`)}</b>}
				</span>
			</div>
			{/* biome-ignore lint/a11y/useSemanticElements: a meter element can't be styled alike in all browsers. */}
			<div
				role="meter"
				className="m-gauge-bar"
				aria-label={label}
				aria-valuemin={0}
				aria-valuemax={limit}
				aria-valuenow={Math.min(used, limit)}
				aria-valuetext={text}
			>
				<i style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
			</div>
		</div>
	);
}
