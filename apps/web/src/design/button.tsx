import type { ButtonHTMLAttributes, ReactNode } from 'react';
import './button.css';
import { Icon, type IconName } from './icons';

export type ButtonTone = 'plain' | 'primary' | 'quiet' | 'danger' | 'buy' | 'sell';
type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'type'> & {
	tone?: ButtonTone;
	size?: 's' | 'm' | 'l';
	icon?: IconName;
	/** It works on what was asked: says so, and takes no second press. */
	busy?: boolean;
	submit?: boolean;
	testId?: string;
	children?: ReactNode;
};

export function Button({ tone = 'plain', size = 'm', icon, busy = false, submit = false, testId, children, disabled, ...rest }: Props) {
	return (
		<button
			{...rest}
			type={submit ? 'submit' : 'button'}
			className="m-button"
			data-tone={tone}
			data-size={size}
			aria-busy={busy || undefined}
			disabled={disabled || busy}
			data-testid={testId}
		>
			{icon && <Icon name={icon} size={size === 's' ? 14 : 16} />}
			{children}
		</button>
	);
}

/** A button that is only an icon; its label is spoken and shown on hover. */
export function IconButton({ label, icon, ...rest }: Omit<Props, 'children' | 'icon'> & { label: string; icon: IconName }) {
	return <Button tone="quiet" {...rest} icon={icon} aria-label={label} title={label} />;
}
