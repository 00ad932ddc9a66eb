'use client';

import { signOut } from 'next-auth/react';
import type { ReactNode } from 'react';
import { Proof } from './proof';
import type { ProofState } from './use-admin';

const pages = [
	['/', 'Desk'],
	['/people', 'People'],
	['/keys', 'Programs'],
	['/account', 'Your account'],
] as const;
const operatorPages = [
	['/tenants', 'Tenants'],
	['/account', 'Your account'],
] as const;

/** The same head on every page of administration. */
export function Frame(props: { title: string; here: string; operator?: boolean; failure: string; proof: ProofState; children: ReactNode }) {
	return (
		<div className="admin">
			<header className="topbar">
				<span className="wordmark">Meridian</span>
				<nav>
					{(props.operator ? operatorPages : pages).map(([href, name]) => (
						<a key={href} href={href} aria-current={props.here === href ? 'page' : undefined}>
							{name}
						</a>
					))}
				</nav>
				<span className="spacer" />
				<button type="button" onClick={() => signOut({ callbackUrl: '/login' })}>
					Sign out
				</button>
			</header>
			<main>
				<h1>{props.title}</h1>
				{props.failure !== '' && (
					<div className="banner" role="alert" data-testid="admin-failure">
						{props.failure}
					</div>
				)}
				{props.children}
			</main>
			<Proof {...props.proof} />
		</div>
	);
}
