'use client';

import type { ReactNode } from 'react';
import { Page } from '../../design/panel';
import { Notice } from '../../design/state';
import { Proof } from './proof';
import type { ProofState } from './use-admin';

/** The same head on every page of administration; the way to the others is the shell's. */
export function Frame(props: { title: string; here: string; operator?: boolean; failure: string; proof: ProofState; children: ReactNode }) {
	return (
		<Page title={props.title}>
			{props.failure !== '' && (
				<Notice tone="bad" testId="admin-failure">
					{props.failure}
				</Notice>
			)}
			{props.children}
			<Proof {...props.proof} />
		</Page>
	);
}
