'use client';

import type { ReactNode } from 'react';
import { Button } from './button';
import { Icon, type IconName } from './icons';
import { useLook } from './look-context';
import './state.css';

/** Nothing to show: says why, and what to do about it. */
export function Empty({ title, text, action, icon = 'orders' }: { title?: string; text?: string; action?: ReactNode; icon?: IconName }) {
	const { t } = useLook();
	return (
		<div className="m-state" data-testid="state-empty">
			<Icon name={icon} size={24} />
			<b>{title ?? t('state.empty')}</b>
			{text !== undefined && <span>{text}</span>}
			{action}
		</div>
	);
}

/** Bars where rows will be, so that nothing jumps when they come. */
export function Loading({ rows = 3, label }: { rows?: number; label?: string }) {
	const { t } = useLook();
	return (
		<div className="m-loading" role="status" data-testid="state-loading">
			<span className="sr">{label ?? t('state.loading')}</span>
			{Array.from({ length: rows }, (_, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: bars that are all alike and never move.
				<span key={row} className="m-bone" style={{ width: `${92 - ((row * 17) % 40)}%` }} />
			))}
		</div>
	);
}

export function Failure({ title, text, onRetry }: { title?: string; text: string; onRetry?: () => void }) {
	const { t } = useLook();
	return (
		<div className="m-state" data-tone="bad" role="alert" data-testid="state-error">
			<Icon name="risk" size={24} />
			<b>{title ?? t('state.error')}</b>
			<span>{text}</span>
			{onRetry && (
				<Button size="s" onClick={onRetry}>
					{t('state.retry')}
				</Button>
			)}
		</div>
	);
}

export function Offline() {
	const { t } = useLook();
	return (
		<div className="m-state" data-tone="warn" role="status" data-testid="state-offline">
			<Icon name="offline" size={24} />
			<b>{t('state.offline')}</b>
			<span>{t('state.offlineText')}</span>
		</div>
	);
}

export type NoticeTone = 'bad' | 'warn' | 'good' | 'info' | 'unknown';
const noticeIcons = { bad: 'stop', warn: 'risk', good: 'ok', info: 'orders', unknown: 'unknown' } as const satisfies Record<
	NoticeTone,
	IconName
>;

/** A message that stays, in the flow of the page. */
export function Notice({ tone, children, testId }: { tone: NoticeTone; children: ReactNode; testId?: string }) {
	return (
		<div className="m-notice" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'} data-testid={testId}>
			<Icon name={noticeIcons[tone]} size={16} />
			<div>{children}</div>
		</div>
	);
}
