import type { ReactNode } from 'react';
import './panel.css';

type Props = { title?: ReactNode; tools?: ReactNode; label?: string; testId?: string; flush?: boolean; children: ReactNode };

/** A part of a room with a name. flush: what is inside goes to its edges, as a table does. */
export function Panel({ title, tools, label, testId, flush = false, children }: Props) {
	return (
		<section className="m-panel" aria-label={label ?? (typeof title === 'string' ? title : undefined)} data-testid={testId}>
			{(title !== undefined || tools !== undefined) && (
				<header className="m-panel-head">
					<h2>{title}</h2>
					{tools !== undefined && <div className="m-panel-tools">{tools}</div>}
				</header>
			)}
			<div className="m-panel-body" data-flush={flush || undefined}>
				{children}
			</div>
		</section>
	);
}

/** A room's page outside of the trading desk: a heading, what can be done at once, and parts below one another. */
export function Page({ title, tools, wide = false, children }: { title: string; tools?: ReactNode; wide?: boolean; children: ReactNode }) {
	return (
		<div className="m-page" data-wide={wide || undefined}>
			<header className="m-page-head">
				<h1>{title}</h1>
				{tools !== undefined && <div className="m-page-tools">{tools}</div>}
			</header>
			{children}
		</div>
	);
}

/** One figure with its name, for the head of a page. */
export function Stat({ name, value, tone = '', testId }: { name: string; value: string; tone?: string; testId?: string }) {
	return (
		<span className="m-stat" data-testid={testId}>
			<span className="m-stat-name">{name}</span>
			<span className={tone}>{value}</span>
		</span>
	);
}

/** Things beside one another that wrap. end: buttons stand level with the fields beside them, under whose labels they would hang otherwise. */
export const Row = ({ align = 'center', children }: { align?: 'center' | 'end'; children: ReactNode }) => (
	<div className="m-row" style={{ alignItems: align }}>
		{children}
	</div>
);
/** Cells as wide as they can be, at least `min` px. */
export const Grid = ({ min = 220, children }: { min?: number; children: ReactNode }) => (
	<div className="m-grid" style={{ gridTemplateColumns: `repeat(auto-fill, minmax(min(${min}px, 100%), 1fr))` }}>
		{children}
	</div>
);
