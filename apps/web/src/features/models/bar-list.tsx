import './models.css';

type Bar = { readonly name: string; readonly value: number };

/** Names with a bar each, the longest first; values below zero lean to the left. */
export function BarList({ label, bars, most = 15, testId }: { label: string; bars: readonly Bar[]; most?: number; testId?: string }) {
	const shown = bars.toSorted((a, b) => b.value - a.value).slice(0, most);
	const longest = Math.max(...shown.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
	return (
		<dl className="ml-bars" aria-label={label} data-testid={testId}>
			{shown.map(({ name, value }) => (
				<div key={name}>
					<dt title={name}>{name}</dt>
					<dd>
						<span className="ml-bar" data-tone={value < 0 ? 'down' : 'accent'} style={{ width: `${(Math.abs(value) / longest) * 100}%` }} />
						<span className="ml-bar-value">{Number(value.toPrecision(3))}</span>
					</dd>
				</div>
			))}
		</dl>
	);
}
