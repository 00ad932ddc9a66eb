'use client';

import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import './tabs.css';

export type Tab<Id extends string> = { readonly id: Id; readonly label: string; readonly count?: number; readonly testId?: string };
type Props<Id extends string> = {
	label: string;
	tabs: readonly Tab<Id>[];
	value: Id;
	onChange: (id: Id) => void;
	/** What stands at the end of the row of tabs. */
	tools?: ReactNode;
	children: ReactNode;
};

/** Only what is shown is there: the others are drawn when they are chosen. */
export function Tabs<Id extends string>({ label, tabs, value, onChange, tools, children }: Props<Id>) {
	return (
		<Base.Root className="m-tabs" value={value} onValueChange={(id: Id) => onChange(id)}>
			<div className="m-tabs-bar">
				<Base.List className="m-tabs-list" aria-label={label} activateOnFocus>
					{tabs.map(({ id, label: name, count, testId }) => (
						<Base.Tab key={id} value={id} className="m-tab" data-testid={testId}>
							{name}
							{count !== undefined && <span className="m-count">{count}</span>}
						</Base.Tab>
					))}
				</Base.List>
				{tools !== undefined && <div className="m-tabs-tools">{tools}</div>}
			</div>
			<Base.Panel value={value} className="m-tab-panel" tabIndex={-1}>
				{children}
			</Base.Panel>
		</Base.Root>
	);
}
