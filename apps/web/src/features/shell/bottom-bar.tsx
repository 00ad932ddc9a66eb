'use client';

import Link from 'next/link';
import { useState } from 'react';
import { Dialog } from '../../design/dialog';
import { Icon } from '../../design/icons';
import { useLook } from '../../design/look-context';
import type { Room } from './rooms';

/** A phone's way to the rooms: the nearest ones under the thumb, the others on a sheet. */
export function BottomBar({ rooms, here }: { rooms: readonly Room[]; here: Room | undefined }) {
	const { t } = useLook();
	const [open, setOpen] = useState(false);
	const near = rooms.filter(({ thumb }) => thumb).slice(0, 4);
	const elsewhere = here !== undefined && !near.includes(here);
	return (
		<nav className="m-bottom" aria-label={t('shell.rooms')}>
			{near.map((room) => (
				<Link key={room.href} href={room.href} prefetch={false} aria-current={here === room ? 'page' : undefined}>
					<Icon name={room.icon} size={20} />
					{t(room.word)}
				</Link>
			))}
			<button
				type="button"
				onClick={() => setOpen(true)}
				aria-haspopup="dialog"
				aria-current={elsewhere ? 'page' : undefined}
				data-testid="more-rooms"
			>
				<Icon name="more" size={20} />
				{t('shell.more')}
			</button>
			<Dialog open={open} onClose={() => setOpen(false)} title={t('shell.rooms')} kind="sheet" testId="rooms-sheet">
				<ul className="m-sheet-rooms">
					{rooms.map((room) => (
						<li key={room.href}>
							<Link href={room.href} prefetch={false} onClick={() => setOpen(false)} aria-current={here === room ? 'page' : undefined}>
								<Icon name={room.icon} size={22} />
								{t(room.word)}
							</Link>
						</li>
					))}
				</ul>
			</Dialog>
		</nav>
	);
}
