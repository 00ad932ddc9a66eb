'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { Icon } from '../../design/icons';
import { useLook } from '../../design/look-context';
import { BottomBar } from './bottom-bar';
import { Guide } from './guide';
import { KeysProvider, useKeys } from './keys';
import { LineState } from './line-state';
import { LookMenu } from './look-menu';
import { Palette } from './palette';
import { groups, type Room, roomOf, roomsFor } from './rooms';
import { MeridianProvider, type SessionInfo, useMeridian } from './session';
import './shell.css';
import { slotPlace } from './slot';

/** Around every room: the way to the others, the search, the state of the line. It stays while rooms change, and so does the line. */
export function Shell({ session, children }: { session: SessionInfo; children: ReactNode }) {
	return (
		<MeridianProvider session={session}>
			<KeysProvider>
				<Inside>{children}</Inside>
			</KeysProvider>
		</MeridianProvider>
	);
}

function Inside({ children }: { children: ReactNode }) {
	const { t, look, choose } = useLook();
	const { operator, viewer, brandName } = useMeridian();
	const [searches, setSearches] = useState(false);
	const path = usePathname();
	const rooms = useMemo(() => roomsFor({ operator, permissions: viewer?.permissions ?? [] }), [operator, viewer]);
	const here = roomOf(path, rooms);
	useEffect(() => {
		// Where it can't be (no TLS, a private window) the portal works all the same, but not offline.
		void navigator.serviceWorker?.register('/sw.js').catch(() => undefined);
	}, []);
	useKeys(
		'Meridian',
		useMemo(
			() => [
				{ key: 'ctrl+k', name: t('shell.keys.palette'), run: () => setSearches(true) },
				{ key: '/', name: t('shell.keys.palette'), run: () => setSearches(true) },
				{ key: 't', name: t('shell.keys.theme'), run: () => choose({ theme: look.theme === 'light' ? 'dark' : 'light' }) },
				{ key: '?', name: t('shell.keys.help'), run: () => undefined },
			],
			[t, look, choose],
		),
	);
	return (
		<div className="m-shell">
			<a className="m-skip" href="#room">
				{t('shell.skip')}
			</a>
			<header className="m-bar">
				<Link href={operator ? '/tenants' : '/'} className="wordmark m-home">
					<span>{brandName ?? 'Meridian'}</span>
				</Link>
				<div ref={slotPlace} className="m-slot" />
				<button type="button" className="m-search" onClick={() => setSearches(true)} data-testid="open-palette">
					<Icon name="search" size={15} />
					<span>{t('shell.search')}</span>
					<kbd>Ctrl K</kbd>
				</button>
				<LineState />
				<LookMenu />
			</header>
			<nav className="m-rail" aria-label={t('shell.rooms')}>
				{groups.map((group) => (
					<RailGroup key={group} rooms={rooms.filter((room) => room.group === group)} here={here} name={t(`group.${group}`)} />
				))}
			</nav>
			<main id="room" className="m-room" tabIndex={-1}>
				{children}
			</main>
			<Guide />
			<BottomBar rooms={rooms} here={here} />
			<Palette open={searches} onClose={() => setSearches(false)} rooms={rooms} />
		</div>
	);
}

function RailGroup({ rooms, here, name }: { rooms: readonly Room[]; here: Room | undefined; name: string }) {
	const { t } = useLook();
	if (rooms.length === 0) return null;
	return (
		<ul aria-label={name}>
			{rooms.map((room) => (
				<li key={room.href}>
					<Link
						href={room.href}
						prefetch={false}
						className="m-rail-link"
						aria-current={here?.href === room.href ? 'page' : undefined}
						data-testid={`room${room.href.replace('/', '-')}`}
					>
						<Icon name={room.icon} size={20} />
						{t(room.word)}
					</Link>
				</li>
			))}
		</ul>
	);
}
