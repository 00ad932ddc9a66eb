import './models.css';
import type { Card } from './model';

const rowHeight = 26;
const nameWidth = 150;
const width = 640;

/** Contributions of single rows: to the right they raise the prediction. A dot is darker where the feature's own value is low, brighter where it is high. */
export function Beeswarm({ label, shap, low, high }: { label: string; shap: Card['shap']; low: string; high: string }) {
	const furthest = Math.max(...shap.flatMap(({ points }) => points.map(([, contribution]) => Math.abs(contribution))), Number.MIN_VALUE);
	const toX = (contribution: number): number => nameWidth + ((contribution / furthest + 1) / 2) * (width - nameWidth - 12);
	return (
		<figure className="ml-swarm">
			<svg viewBox={`0 0 ${width} ${shap.length * rowHeight + 8}`} role="img" aria-label={label} data-testid="shap">
				<line x1={toX(0)} x2={toX(0)} y1={0} y2={shap.length * rowHeight} className="ml-zero" />
				{shap.map(({ name, points }, row) => (
					<g key={name}>
						<text x={nameWidth - 8} y={row * rowHeight + rowHeight / 2 + 4} textAnchor="end">
							{name.length > 22 ? `${name.slice(0, 21)}…` : name}
						</text>
						{points.map(([place, contribution], at) => (
							<circle
								// biome-ignore lint/suspicious/noArrayIndexKey: rows of a card never move.
								key={at}
								cx={toX(contribution)}
								cy={row * rowHeight + rowHeight / 2 + ((at * 7) % 13) - 6}
								r={2.4}
								style={{ fill: `color-mix(in srgb, var(--warn) ${Math.round(place * 100)}%, var(--accent))` }}
							/>
						))}
					</g>
				))}
			</svg>
			<figcaption className="ml-scale">
				<span>{low}</span> <i /> <span>{high}</span>
			</figcaption>
		</figure>
	);
}
