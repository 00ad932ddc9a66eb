import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { useLook } from '../../design/look-context';
import type { Halt } from './model';

/** What was pressed once, and where. */
export type Asked = { readonly kind: 'halt' | 'resume' | 'takeBack'; readonly halt: Halt };
type Props = {
	asked: Asked | undefined;
	tenantHalted: boolean;
	busy: boolean;
	onClose: () => void;
	onGo: (asked: Asked) => void;
};

const titles = { halt: 'kill.askHalt', resume: 'kill.askResume', takeBack: 'kill.askTakeBack' } as const;
const acts = { halt: 'kill.haltNow', resume: 'kill.resume', takeBack: 'kill.cancelThem' } as const;

/** The second click, under what it will do. */
export function KillDialog({ asked, tenantHalted, busy, onClose, onGo }: Props) {
	const { t } = useLook();
	if (asked === undefined) return null;
	const { kind, halt } = asked;
	const { entryOrders: entry, protectingOrders: stays, openPositions: positions, accounts } = halt.effect;
	return (
		<Dialog
			open
			onClose={onClose}
			title={t(titles[kind], { name: halt.name })}
			testId="kill-confirm"
			actions={
				<>
					<Button onClick={onClose}>{t('kill.back')}</Button>
					<Button tone={kind === 'resume' ? 'primary' : 'danger'} busy={busy} onClick={() => onGo(asked)} testId="kill-go">
						{t(acts[kind])}
					</Button>
				</>
			}
		>
			{kind === 'halt' && (
				<>
					<p data-testid="kill-will">{t('kill.haltText', { accounts, entry })}</p>
					<p>{t('kill.staysText', { stays, positions })}</p>
				</>
			)}
			{kind === 'resume' && <p>{t('kill.resumeText')}</p>}
			{kind === 'resume' && halt.level !== 'TENANT' && tenantHalted && <p>{t('kill.resumeAbove')}</p>}
			{kind === 'takeBack' && <p>{t('kill.takeBackText', { entry, stays })}</p>}
		</Dialog>
	);
}
