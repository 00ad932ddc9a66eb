import { useState } from 'react';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Notice } from '../../design/state';
import { useToast } from '../../design/toast';
import { documents } from '../../lib/documents';
import { Proof } from '../admin/proof';
import { type Asked, KillDialog } from './kill-dialog';
import { KillRow } from './kill-row';
import { haltLevels, isHouseHalted, type RiskData } from './model';
import { useAct } from './use-act';

/** Two clicks at every level: what, and yes. What it will do stands in between, and what it has done is counted live beside it. */
export function Kill({ data, reload }: { data: RiskData; reload: () => void }) {
	const { t } = useLook();
	const tell = useToast();
	const houseHalted = isHouseHalted(data.halts);
	const { act, busy, failure, proof } = useAct(reload);
	const [asked, setAsked] = useState<Asked>();

	async function go({ kind, halt }: Asked): Promise<void> {
		const { level, subjectId, name, accountId } = halt;
		if (kind === 'takeBack') {
			const answer = await act(documents.cancelAll, { input: { accountId } });
			if (answer !== null)
				tell(t('kill.toldTakenBack', { name, sent: Number(answer.sent), waiting: Number(answer.notReady) }), { tone: 'good' });
		} else {
			const halted = kind === 'halt';
			if ((await act(documents.setHalt, { input: { level, subjectId, halted } })) !== null)
				tell(t(halted ? 'kill.toldHalted' : 'kill.toldResumed', { name }), { tone: halted ? 'bad' : 'good' });
		}
		setAsked(undefined);
	}
	return (
		<Panel title={t('kill.title')} flush testId="kill">
			{failure !== '' && <Notice tone="bad">{failure}</Notice>}
			{haltLevels.map((level) => {
				const halts = data.halts.filter((halt) => halt.level === level);
				if (halts.length === 0) return null;
				return (
					<section key={level} aria-label={t(`kill.level.${level}`)}>
						{level !== 'TENANT' && <h3 className="kill-level">{t(`kill.level.${level}`)}</h3>}
						{halts.map((halt) => (
							<KillRow key={halt.subjectId} halt={halt} houseHalted={houseHalted} onAsk={(kind) => setAsked({ kind, halt })} />
						))}
					</section>
				);
			})}
			<KillDialog asked={asked} tenantHalted={houseHalted} busy={busy} onClose={() => setAsked(undefined)} onGo={(of) => void go(of)} />
			<Proof {...proof} />
		</Panel>
	);
}
