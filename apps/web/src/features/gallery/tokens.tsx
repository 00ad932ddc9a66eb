import { brandColours } from '../../design/branding';

const colours = ['bg', 'panel', 'raised', 'sunken', 'line', 'edge', 'text', 'muted', 'accent', 'up', 'down', 'warn', 'unknown'] as const;
const fills = ['accent-fill', 'up-fill', 'down-fill', 'warn-fill', 'unknown-fill'] as const;
const brands = ['#ffcc00', '#7a0019', '#00a878'] as const;

export function Tokens() {
	return (
		<>
			<div className="m-swatches">
				{[...colours, ...fills].map((name) => (
					<span key={name}>
						<i style={{ background: `var(--${name})` }} />
						{name}
					</span>
				))}
			</div>
			<h3>A tenant’s colour, made legible on dark and on light</h3>
			<div className="m-swatches">
				{brands.map((accent) => (
					<span key={accent}>
						<i
							style={{
								background: `linear-gradient(90deg, ${accent} 34%, ${brandColours(accent, 'dark')?.text} 34% 67%, ${brandColours(accent, 'light')?.text} 67%)`,
							}}
						/>
						{accent}
					</span>
				))}
			</div>
			<div className="m-types">
				<p style={{ fontSize: 'var(--t-xxl)' }}>1.10254 · Figures of one width</p>
				<p style={{ fontSize: 'var(--t-xl)' }}>Heading of a page</p>
				<p style={{ fontSize: 'var(--t-l)' }}>Heading of a dialog</p>
				<p>What is read: 1,234,567.80 above 1,111,111.10</p>
				<p style={{ fontSize: 'var(--t-s)' }}>Labels and details</p>
				<p className="muted" style={{ fontSize: 'var(--t-xs)' }}>
					Names of columns
				</p>
			</div>
		</>
	);
}
