'use client';

import { useState } from 'react';
import { Button } from '../../../design/button';
import { Dialog } from '../../../design/dialog';
import { SelectField, TextField } from '../../../design/field';
import { useLook } from '../../../design/look-context';
import { isDecimal } from '../../../lib/decimal';
import type { Position } from '../../../lib/types';
import { useDesk } from '../desk-context';
import { usePositionActs } from './position-acts';
import { stop } from './positions-view';

export type PositionDialogKind = 'stops' | 'partial' | 'reverse' | 'closeBy';
type Props = { kind: PositionDialogKind; position: Position; onClose: () => void };

/** The acts on a position that need a number or a second look. */
export function PositionDialog({ kind, position, onClose }: Props) {
	const { t } = useLook();
	const { data } = useDesk();
	const acts = usePositionActs();
	const [first, setFirst] = useState(kind === 'stops' ? (stop(position.stopLoss) ?? '') : kind === 'partial' ? position.quantity : '');
	const [second, setSecond] = useState(stop(position.takeProfit) ?? '');
	const [busy, setBusy] = useState(false);
	const others = data.positions
		.all()
		.filter((one) => one.account.id === position.account.id && one.instrument.id === position.instrument.id && one.side !== position.side);
	const byTicket = first === '' ? (others[0]?.ticket ?? '') : first;
	const wrong = (text: string) => text !== '' && !isDecimal(text);
	const error = (text: string) => (wrong(text) ? { error: t('form.number') } : {});
	const run = async () => {
		setBusy(true);
		const done =
			kind === 'stops'
				? await acts.stops(position, { stopLoss: first === '' ? null : first, takeProfit: second === '' ? null : second })
				: kind === 'partial'
					? await acts.close(position, first)
					: kind === 'reverse'
						? await acts.reverse(position)
						: await acts.closeBy(position, byTicket);
		setBusy(false);
		if (done) onClose();
	};
	const blocked = (kind === 'closeBy' && byTicket === '') || (kind === 'partial' && !isDecimal(first)) || wrong(first) || wrong(second);
	const name = `${position.instrument.symbol} ${position.quantity} #${position.ticket}`;
	return (
		<Dialog
			open
			onClose={onClose}
			title={`${t(`act.${kind}`)} · ${name}`}
			description={t(`act.${kind}Text`)}
			testId={`dialog-${kind}`}
			actions={
				<>
					<Button onClick={onClose}>{t('dialog.cancel')}</Button>
					<Button tone="primary" busy={busy} disabled={blocked} onClick={() => void run()} testId="dialog-confirm">
						{t(`act.${kind}`)}
					</Button>
				</>
			}
		>
			{kind === 'stops' && (
				<div className="t-pair">
					<TextField
						label={t('trade.stopLoss')}
						help={t('ticket.slHelp')}
						decimal
						value={first}
						onChange={setFirst}
						{...error(first)}
						testId="stops-sl"
					/>
					<TextField
						label={t('trade.takeProfit')}
						help={t('ticket.tpHelp')}
						decimal
						value={second}
						onChange={setSecond}
						{...error(second)}
						testId="stops-tp"
					/>
				</div>
			)}
			{kind === 'partial' && (
				<TextField
					label={t('ticket.lots')}
					help={t('act.partialHelp')}
					decimal
					value={first}
					onChange={setFirst}
					{...error(first)}
					testId="partial-lots"
				/>
			)}
			{kind === 'closeBy' &&
				(others.length === 0 ? (
					<p className="muted">{t('act.closeByNone')}</p>
				) : (
					<SelectField
						label={t('act.closeBy')}
						help={t('act.closeByHelp')}
						value={byTicket}
						options={others.map((one) => [one.ticket, `#${one.ticket} · ${one.quantity} @ ${one.averagePrice}`] as const)}
						onChange={setFirst}
						testId="close-by-ticket"
					/>
				))}
		</Dialog>
	);
}
