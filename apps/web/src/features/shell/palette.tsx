'use client';

import { Dialog as Base } from '@base-ui/react/dialog';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { useLook } from '../../design/look-context';
import { type Entry, search } from './palette-search';
import type { Room } from './rooms';
import { usePaletteEntries } from './use-palette-entries';

type Props = { open: boolean; onClose: () => void; rooms: readonly Room[] };

/** Anything by its name: Ctrl-K, a few letters, Enter. */
export function Palette({ open, onClose, rooms }: Props) {
	const { t } = useLook();
	return (
		<Base.Root open={open} onOpenChange={(isOpen) => isOpen || onClose()}>
			<Base.Portal>
				<Base.Backdrop className="m-backdrop" />
				<Base.Popup className="m-dialog m-palette" data-testid="palette">
					<Base.Title className="sr">{t('shell.searchLabel')}</Base.Title>
					<List rooms={rooms} onClose={onClose} />
				</Base.Popup>
			</Base.Portal>
		</Base.Root>
	);
}

function List({ rooms, onClose }: { rooms: readonly Room[]; onClose: () => void }) {
	const { t } = useLook();
	const router = useRouter();
	const entries = usePaletteEntries({ rooms, go: (href) => router.push(href) });
	const [text, setText] = useState('');
	const [at, setAt] = useState(0);
	const found = useMemo(() => search(entries, text), [entries, text]);
	const chosen = found[Math.min(at, found.length - 1)];
	useEffect(() => {
		if (chosen) document.getElementById(`palette-${chosen.id}`)?.scrollIntoView({ block: 'nearest' });
	}, [chosen]);
	const run = (entry: Entry | undefined) => {
		if (entry === undefined) return;
		onClose();
		entry.run();
	};
	function keys(event: KeyboardEvent): void {
		const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
		if (by !== 0) setAt((now) => (Math.min(now, found.length - 1) + by + found.length) % Math.max(1, found.length));
		else if (event.key === 'Enter') run(chosen);
		else return;
		event.preventDefault();
	}
	return (
		<>
			<input
				role="combobox"
				aria-expanded="true"
				aria-controls="palette-list"
				aria-activedescendant={chosen && `palette-${chosen.id}`}
				aria-label={t('shell.searchLabel')}
				placeholder={t('shell.search')}
				value={text}
				onChange={(event) => {
					setText(event.target.value);
					setAt(0);
				}}
				onKeyDown={keys}
				data-testid="palette-input"
			/>
			<div role="listbox" id="palette-list" aria-label={t('shell.searchLabel')} className="m-palette-list" tabIndex={-1}>
				{found.length === 0 && <p className="muted m-palette-none">{t('shell.nothing')}</p>}
				{found.map((entry) => (
					<div
						key={entry.id}
						id={`palette-${entry.id}`}
						role="option"
						tabIndex={-1}
						aria-selected={entry === chosen}
						onPointerMove={() => setAt(found.indexOf(entry))}
						onPointerUp={() => run(entry)}
						onKeyDown={keys}
						data-testid="palette-option"
					>
						<b>{entry.title}</b>
						<span className="muted">{entry.detail}</span>
						<span className="m-palette-group">{entry.group}</span>
					</div>
				))}
			</div>
		</>
	);
}
