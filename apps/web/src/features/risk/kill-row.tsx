import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';
import { Status } from '../../design/status';
import { useMeridian } from '../shell/session';
import type { Asked } from './kill-dialog';
import type { Halt } from './model';

type Props = { halt: Halt; houseHalted: boolean; onAsk: (kind: Asked['kind']) => void };

/** One place of the switch: how it stands, what works there, and the presses. */
export function KillRow({ halt, houseHalted, onAsk }: Props) {
	const { t, format } = useLook();
	const { may } = useMeridian();
	const { level, subjectId, halted, name, effect, changedAt, changedBy, link } = halt;
	const isHouse = level === 'TENANT';
	const isAbove = !isHouse && !halted && houseHalted;
	const testId = isHouse ? 'kill-tenant' : `kill-${level}-${subjectId}`;
	const works = effect.entryOrders + effect.protectingOrders;
	return (
		<div className="kill" data-testid={isHouse ? 'kill-house' : 'kill-part'} data-level={level} data-key={subjectId}>
			<div>
				<b>{name}</b>
				<small data-testid={isHouse ? 'kill-effect' : `effect-${level}-${subjectId}`}>
					<Status tone={halted ? 'bad' : isAbove ? 'wait' : 'good'} testId={isHouse ? 'kill-state' : `state-${level}-${subjectId}`}>
						{t(halted ? 'kill.halted' : isAbove ? 'kill.above' : 'kill.trading')}
					</Status>{' '}
					{t('kill.effect', { entry: effect.entryOrders, stays: effect.protectingOrders, positions: effect.openPositions })}
					{link === false && ` · ${t('kill.noTerminal')}`}
					{halted &&
						changedAt !== null &&
						` · ${t('kill.by', { name: changedBy ?? '', time: format.time(new Date(changedAt).getTime()) })}`}
				</small>
			</div>
			<div className="kill-acts">
				{level === 'ACCOUNT' && may('ORDER_CANCEL') && (
					<Button size="s" tone="quiet" disabled={works === 0} onClick={() => onAsk('takeBack')} testId={`take-back-${subjectId}`}>
						{t('kill.takeBack')}
					</Button>
				)}
				{may('TENANT_HALT') && (
					<Button
						size={isHouse ? 'm' : 's'}
						tone={halted ? 'primary' : 'danger'}
						icon={halted ? 'ok' : 'stop'}
						onClick={() => onAsk(halted ? 'resume' : 'halt')}
						testId={testId}
					>
						{t(halted ? 'kill.resume' : isHouse ? 'kill.haltAll' : 'kill.halt')}
					</Button>
				)}
			</div>
		</div>
	);
}
