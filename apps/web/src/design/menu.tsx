'use client';

import { Menu as Base } from '@base-ui/react/menu';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons';
import './menu.css';

export type MenuItem = {
	readonly id: string;
	readonly label: string;
	readonly icon?: IconName;
	readonly tone?: 'danger';
	readonly disabled?: boolean;
	readonly checked?: boolean;
	readonly testId?: string;
	readonly run: () => void;
};
type Props = { label: string; trigger: ReactNode; items: readonly MenuItem[]; testId?: string; align?: 'start' | 'end' };

/** A list of acts behind one button. Items with `checked` stay open and show a tick. */
export function Menu({ label, trigger, items, testId, align = 'end' }: Props) {
	return (
		<Base.Root modal={false}>
			<Base.Trigger className="m-button" data-tone="quiet" title={label} data-testid={testId}>
				<span className="sr">{label}</span>
				{trigger}
			</Base.Trigger>
			<Base.Portal>
				<Base.Positioner className="m-layer" sideOffset={4} align={align}>
					<Base.Popup className="m-popover m-menu">
						{items.map(({ id, label: name, icon, tone, disabled, checked, run, testId: itemId }) =>
							checked === undefined ? (
								<Base.Item
									key={id}
									className="m-menu-item"
									data-tone={tone}
									disabled={disabled ?? false}
									onClick={run}
									data-testid={itemId}
								>
									{icon && <Icon name={icon} size={15} />}
									{name}
								</Base.Item>
							) : (
								<Base.CheckboxItem
									key={id}
									className="m-menu-item"
									checked={checked}
									onCheckedChange={run}
									closeOnClick={false}
									data-testid={itemId}
								>
									<span className="m-tick">{checked && <Icon name="ok" size={14} />}</span>
									{name}
								</Base.CheckboxItem>
							),
						)}
					</Base.Popup>
				</Base.Positioner>
			</Base.Portal>
		</Base.Root>
	);
}
