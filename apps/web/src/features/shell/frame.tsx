'use client';

import dynamic from 'next/dynamic';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import type { SessionInfo } from './session';

/** Loaded only where somebody is signed in: the login page stays small. */
const Shell = dynamic(() => import('./shell').then((module) => module.Shell));
const bare = new Set(['/login', '/join', '/offline']);

export function Frame({ session, children }: { session: SessionInfo | null; children: ReactNode }) {
	const path = usePathname();
	if (bare.has(path)) return children;
	// Pages that need no session bring no landmark of their own; within the shell they are in its.
	if (session === null) return path === '/design' ? <main>{children}</main> : children;
	return <Shell session={session}>{children}</Shell>;
}
