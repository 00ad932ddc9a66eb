'use client';

import { Toast } from '@base-ui/react/toast';
import { type ReactNode, useMemo } from 'react';
import { Icon, type IconName } from './icons';
import './toast.css';

export type ToastTone = 'good' | 'bad' | 'info' | 'unknown';
export type Tell = (text: string, input?: { readonly id?: string; readonly tone?: ToastTone; readonly detail?: string }) => void;
const icons = { good: 'ok', bad: 'stop', info: 'orders', unknown: 'unknown' } as const satisfies Record<ToastTone, IconName>;
const toneOf = (type: string | undefined): ToastTone => (type === 'good' || type === 'bad' || type === 'unknown' ? type : 'info');

export function ToastProvider({ children }: { children: ReactNode }) {
	return (
		<Toast.Provider timeout={5_000} limit={4}>
			{children}
			<Toast.Portal>
				<Toast.Viewport className="m-toasts">
					<List />
				</Toast.Viewport>
			</Toast.Portal>
		</Toast.Provider>
	);
}

/** Says something in passing. What has the same id takes the place of what was said before. */
export function useToast(): Tell {
	const { add } = Toast.useToastManager();
	return useMemo<Tell>(
		() =>
			(text, { id, tone = 'info', detail } = {}) =>
				void add({
					...(id === undefined ? {} : { id }),
					...{ title: text, description: detail, type: tone, priority: tone === 'bad' ? 'high' : 'low' },
				}),
		[add],
	);
}

function List() {
	const { toasts } = Toast.useToastManager();
	return toasts.map((toast) => (
		<Toast.Root key={toast.id} toast={toast} className="m-toast" data-tone={toneOf(toast.type)} data-testid="toast">
			<Toast.Content className="m-toast-content">
				<Icon name={icons[toneOf(toast.type)]} size={16} />
				<div>
					<Toast.Title className="m-toast-title" render={<div />} />
					<Toast.Description className="m-toast-text" render={<div />} />
				</div>
			</Toast.Content>
		</Toast.Root>
	));
}
