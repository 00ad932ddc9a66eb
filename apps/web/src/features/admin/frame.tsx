'use client';

import type { ReactNode } from 'react';
import { Proof } from './proof';
import type { ProofState } from './use-admin';

/** The same head on every page of administration; the way to the others is the shell's. */
export function Frame(props: { title: string; here: string; operator?: boolean; failure: string; proof: ProofState; children: ReactNode }) {
	return (
		<div className="admin">
			<section>
				<h1>{props.title}</h1>
				{props.failure !== '' && (
					<div className="banner" role="alert" data-testid="admin-failure">
						{props.failure}
					</div>
				)}
				{props.children}
			</section>
			<Proof {...props.proof} />
		</div>
	);
}
