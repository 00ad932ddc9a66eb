'use client';

import { CheckField, SelectField, TextField } from '../../../design/field';
import { useLook } from '../../../design/look-context';
import { type Draft, hasLimitPrice, hasPrice, mayPostOnly, timesFor, trailUnits } from './terms';

type Props = { draft: Draft; set: (change: Partial<Draft>) => void };

/** The prices that the type has, and no others. */
export function Prices({ draft, set }: Props) {
	const { t } = useLook();
	const { type } = draft;
	if (type === 'TRAILING_STOP')
		return (
			<div className="t-pair">
				<TextField
					label={t('ticket.trail')}
					help={t('ticket.trailHelp')}
					decimal
					value={draft.trailDistance}
					onChange={(trailDistance) => set({ trailDistance })}
					testId="ticket-trail"
				/>
				<SelectField
					label={t('ticket.trailBy')}
					help={t('ticket.trailByHelp')}
					value={draft.trailBy}
					options={trailUnits.map((unit) => [unit, t(`trail.${unit}`)] as const)}
					onChange={(trailBy) => set({ trailBy })}
					testId="ticket-trail-by"
				/>
			</div>
		);
	if (!hasPrice(type)) return null;
	const price = (
		<TextField
			label={t(type === 'LIMIT' ? 'ticket.limitPrice' : 'ticket.trigger')}
			help={t(type === 'LIMIT' ? 'ticket.limitPriceHelp' : 'ticket.triggerHelp')}
			decimal
			value={draft.price}
			onChange={(value) => set({ price: value })}
			testId="ticket-price"
		/>
	);
	if (!hasLimitPrice(type)) return price;
	return (
		<div className="t-pair">
			{price}
			<TextField
				label={t('ticket.limitPrice')}
				help={t('ticket.limitPriceHelp')}
				decimal
				value={draft.limitPrice}
				onChange={(limitPrice) => set({ limitPrice })}
				testId="ticket-limit-price"
			/>
		</div>
	);
}

/** How long it works, and what it must not do. */
export function Conditions({ draft, set, isNetting }: Props & { isNetting: boolean }) {
	const { t } = useLook();
	const times = timesFor(draft.type);
	const timeInForce = times.includes(draft.timeInForce) ? draft.timeInForce : 'GTC';
	const hasStops = draft.stopLoss !== '' || draft.takeProfit !== '';
	return (
		<>
			<SelectField
				label={t('ticket.tif')}
				help={t('ticket.tifHelp')}
				value={timeInForce}
				options={times.map((one) => [one, t(`tif.${one}`)] as const)}
				onChange={(value) => set({ timeInForce: value })}
				testId="ticket-tif"
			/>
			{timeInForce === 'GTD' && (
				<TextField
					label={t('ticket.until')}
					help={t('ticket.untilHelp')}
					type="datetime-local"
					value={draft.expiresAt}
					onChange={(expiresAt) => set({ expiresAt })}
					testId="ticket-expires"
				/>
			)}
			<div className="t-flags">
				<CheckField
					label={t('ticket.reduceOnly')}
					help={t('ticket.reduceOnlyHelp')}
					checked={draft.reduceOnly}
					onChange={(reduceOnly) => set({ reduceOnly })}
					testId="ticket-reduce-only"
				/>
				{mayPostOnly(draft.type) && (
					<CheckField
						label={t('ticket.postOnly')}
						help={t('ticket.postOnlyHelp')}
						checked={draft.postOnly}
						onChange={(postOnly) => set({ postOnly })}
						testId="ticket-post-only"
					/>
				)}
				{isNetting && hasStops && (
					<CheckField
						label={t('ticket.bracket')}
						help={t('ticket.bracketHelp')}
						checked={draft.bracket}
						onChange={(bracket) => set({ bracket })}
						testId="ticket-bracket"
					/>
				)}
			</div>
		</>
	);
}
