'use client';

import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { IconButton } from './button';
import './dialog.css';
import { useLook } from './look-context';

type Props = {
	open: boolean;
	onClose: () => void;
	title: string;
	description?: string;
	/** sheet: rises from the lower edge, for a thumb; side: along the right edge, beside what it is about. */
	kind?: 'centre' | 'sheet' | 'side';
	size?: 's' | 'm' | 'l';
	/** Buttons, the safe one first. */
	actions?: ReactNode;
	testId?: string;
	children?: ReactNode;
};

/** Takes the focus, gives it back, closes with Escape and by a press beside it. */
export function Dialog({ open, onClose, title, description, kind = 'centre', size = 's', actions, testId, children }: Props) {
	const { t } = useLook();
	return (
		<Base.Root open={open} onOpenChange={(isOpen) => isOpen || onClose()}>
			<Base.Portal>
				<Base.Backdrop className="m-backdrop" />
				<Base.Popup className="m-dialog" data-kind={kind} data-size={size} data-testid={testId}>
					<header className="m-dialog-head">
						<Base.Title className="m-dialog-title">{title}</Base.Title>
						<IconButton icon="close" label={t('dialog.close')} onClick={onClose} />
					</header>
					{description !== undefined && <Base.Description className="m-dialog-text">{description}</Base.Description>}
					{children !== undefined && <div className="m-dialog-body">{children}</div>}
					{actions !== undefined && <footer className="m-dialog-actions">{actions}</footer>}
				</Base.Popup>
			</Base.Portal>
		</Base.Root>
	);
}
