'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { Dialog } from '../../design/dialog';
import { useLook } from '../../design/look-context';

/** One key or chord, as KeyboardEvent.key has it, after ctrl+ or shift+ where they are held. */
export type Key = { readonly key: string; readonly name: string; readonly run: () => void };
type Registry = { readonly add: (group: string, keys: readonly Key[]) => () => void };
const Context = createContext<Registry | null>(null);

/** Keys of a room, in force while it is shown; `?` lists them. Give the same array where nothing changed. */
export function useKeys(group: string, keys: readonly Key[]): void {
	const registry = useContext(Context);
	useEffect(() => registry?.add(group, keys), [registry, group, keys]);
}

export const chordOf = (event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string => {
	const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
	const shift = event.shiftKey && event.key.length > 1 ? 'shift+' : '';
	return `${event.ctrlKey || event.metaKey ? 'ctrl+' : ''}${event.altKey ? 'alt+' : ''}${shift}${key}`;
};

const typing = 'input, select, textarea, [contenteditable], [role=dialog], [role=menu]';

export function KeysProvider({ children }: { children: ReactNode }) {
	const { t } = useLook();
	const groups = useRef(new Map<string, readonly Key[]>());
	const [helps, setHelps] = useState(false);
	const registry = useMemo<Registry>(
		() => ({
			add(group, keys) {
				groups.current.set(group, keys);
				return () => void (groups.current.get(group) === keys && groups.current.delete(group));
			},
		}),
		[],
	);
	useEffect(() => {
		const listen = (event: KeyboardEvent) => {
			const chord = chordOf(event);
			const inField = event.target instanceof Element && event.target.closest(typing) !== null;
			if (event.defaultPrevented || event.repeat || (inField && !chord.startsWith('ctrl+'))) return;
			const all = [...groups.current.values()].flat();
			const found = all.find(({ key }) => key === chord);
			if (chord === '?') setHelps(true);
			else if (!found) return;
			event.preventDefault();
			found?.run();
		};
		window.addEventListener('keydown', listen);
		return () => window.removeEventListener('keydown', listen);
	}, []);
	return (
		<Context.Provider value={registry}>
			{children}
			<Dialog
				open={helps}
				onClose={() => setHelps(false)}
				title={t('shell.keyboard')}
				description={t('shell.keyboardText')}
				size="m"
				testId="keyboard-map"
			>
				<div className="m-keymap">
					{[...groups.current].map(([group, keys]) => (
						<section key={group}>
							<h3>{group}</h3>
							<dl>
								{keys.map(({ key, name }) => (
									<div key={key}>
										<dt>{name}</dt>
										<dd>
											{key.split('+').map((part) => (
												<kbd key={part}>{part.length === 1 ? part.toUpperCase() : part}</kbd>
											))}
										</dd>
									</div>
								))}
							</dl>
						</section>
					))}
				</div>
			</Dialog>
		</Context.Provider>
	);
}
