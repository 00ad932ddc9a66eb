'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';
import { Row } from '../../design/panel';
import { Notice } from '../../design/state';
import { modelDocuments } from '../../lib/model-documents';
import { useMeridian, useQuery } from '../shell/session';
import { type Answer, refusal } from './model';

type Approval = {
	readonly approvalId: string;
	readonly kind: string;
	readonly subject: string;
	readonly state: string;
	readonly requestedBy: string;
};

const numberOf = (id: string): string | undefined => atob(id).split(':')[1];

/** Promotions that wait for a second person. */
export function Approvals({ onDecided }: { onDecided: () => void }) {
	const { t } = useLook();
	const { api, may, viewer } = useMeridian();
	// The same person under two kinds of id.
	const isOwn = (requestedBy: string): boolean => viewer !== null && numberOf(requestedBy) === numberOf(viewer.id);
	const [problem, setProblem] = useState('');
	const { data, reload } = useQuery<{ approvals: readonly Approval[] }>(modelDocuments.modelApprovals, { everyMs: 5_000 });
	const open = (data?.approvals ?? []).filter(({ kind, state }) => kind === 'MODEL_PRODUCTION' && state === 'OPEN');
	const decide = async (approvalId: string, approve: boolean) => {
		const { decideApproval } = await api.request<{ decideApproval: Answer }>(modelDocuments.decideModelApproval, { approvalId, approve });
		setProblem(refusal(decideApproval) ?? '');
		await reload();
		onDecided();
	};
	if (open.length === 0) return null;
	return (
		<>
			{open.map(({ approvalId, subject, requestedBy }) => (
				<Notice key={approvalId} tone="warn" testId="model-approval">
					<Row>
						<span>{t('ml.waits', { subject })}</span>
						{(may('PEOPLE_MANAGE') || isOwn(requestedBy)) && (
							<>
								{!isOwn(requestedBy) && (
									<Button size="s" tone="primary" onClick={() => void decide(approvalId, true)} testId="approve-model">
										{t('ml.approve')}
									</Button>
								)}
								<Button size="s" onClick={() => void decide(approvalId, false)}>
									{t(isOwn(requestedBy) ? 'ml.withdraw' : 'ml.decline')}
								</Button>
							</>
						)}
					</Row>
				</Notice>
			))}
			{problem !== '' && <Notice tone="bad">{problem}</Notice>}
		</>
	);
}
