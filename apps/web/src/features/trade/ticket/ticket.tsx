'use client';

import { Button } from '../../../design/button';
import { SelectField, SwitchField, TextField } from '../../../design/field';
import { LiveText } from '../../../design/live-text';
import { useLook } from '../../../design/look-context';
import type { LiveQuote } from '../../../lib/quotes';
import { useMeridian } from '../../shell/session';
import { useDesk } from '../desk-context';
import { type Contingency, useTrade } from '../trade-context';
import { Conditions, Prices } from './conditions';
import { Preview } from './preview';
import { Result } from './result';
import { type Draft, types } from './terms';
import { useSend } from './use-send';

const kinds = ['SINGLE', 'OCO', 'OTO', 'OTOCO'] as const satisfies readonly Contingency[];
const tone = ({ stale }: LiveQuote) => (stale ? 'stale' : '');
const bid = { text: (quote: LiveQuote) => quote.bid, tone };
const ask = { text: (quote: LiveQuote) => quote.ask, tone };

/** One order or a group, with everything that it can have; what it would cost before, and what became of it after. */
export function Ticket() {
	const { t } = useLook();
	const { may, has } = useMeridian();
	const trade = useTrade();
	const { account, instrument, legs, leg, contingency, setContingency, setDraft, armed, setArmed } = trade;
	const { busy, sent, send, askAgain } = useSend();
	const draft = legs[leg] ?? legs[0];
	if (draft === undefined) return null;
	const mayTrade = may('ORDER_PLACE');
	const set = (change: Partial<Draft>) => setDraft(change, leg);
	const pressSide = (side: 'BUY' | 'SELL') => {
		setDraft({ side }, leg);
		if (armed && contingency === 'SINGLE') void send(side);
	};
	const sideWord = t(draft.side === 'BUY' ? 'trade.buy' : 'trade.sell');
	return (
		<section className="t-panel t-ticket" aria-label={t('ticket.title')}>
			<header className="t-ticket-head">
				<h2>{instrument.symbol}</h2>
				<SwitchField
					label={t('ticket.oneClick')}
					help={t('ticket.oneClickHelp')}
					checked={armed}
					onChange={setArmed}
					disabled={!mayTrade || !has('ONE_CLICK_TRADING')}
					testId="ticket-arm"
				/>
			</header>
			<form
				className="t-form"
				onSubmit={(event) => {
					event.preventDefault();
					void send();
				}}
			>
				<div className="t-sides" data-armed={armed && contingency === 'SINGLE' ? true : undefined}>
					<Side side="SELL" chosen={draft.side === 'SELL'} onPress={pressSide} />
					<Side side="BUY" chosen={draft.side === 'BUY'} onPress={pressSide} />
				</div>
				{legs.length > 1 && <Legs />}
				<div className="t-pair">
					<SelectField
						label={t('ticket.type')}
						help={t('ticket.typeHelp')}
						value={draft.type}
						options={types.map((one) => [one, t(`type.${one}`)] as const)}
						onChange={(type) => set({ type })}
						testId="ticket-type"
					/>
					<TextField
						label={t('ticket.lots')}
						help={t('ticket.lotsHelp', { size: instrument.contractSize, currency: instrument.baseCurrency })}
						decimal
						value={draft.quantity}
						onChange={(quantity) => set({ quantity })}
						testId="ticket-qty"
					/>
				</div>
				<Prices draft={draft} set={set} />
				<div className="t-pair">
					<TextField
						label={t('trade.stopLoss')}
						help={t('ticket.slHelp')}
						decimal
						value={draft.stopLoss}
						onChange={(stopLoss) => set({ stopLoss })}
						testId="ticket-sl"
					/>
					<TextField
						label={t('trade.takeProfit')}
						help={t('ticket.tpHelp')}
						decimal
						value={draft.takeProfit}
						onChange={(takeProfit) => set({ takeProfit })}
						testId="ticket-tp"
					/>
				</div>
				<Button submit size="l" tone={draft.side === 'BUY' ? 'buy' : 'sell'} busy={busy} disabled={!mayTrade} testId="ticket-submit">
					{mayTrade
						? legs.length > 1
							? t('ticket.sendGroup', { kind: t(`group.${contingency}`) })
							: `${sideWord} ${draft.quantity} ${instrument.symbol} · ${t(`type.${draft.type}`)}`
						: t('ticket.mayNot')}
				</Button>
				{sent && <Result sent={sent} onAskAgain={() => void askAgain()} />}
				<Preview draft={draft} />
				<Conditions draft={draft} set={set} isNetting={account.mode === 'NETTING'} />
				<SelectField
					label={t('ticket.group')}
					help={t('ticket.groupHelp')}
					value={contingency}
					options={kinds.map((one) => [one, t(`group.${one}`)] as const)}
					onChange={(one) => setContingency(one)}
					testId="ticket-group"
				/>
			</form>
		</section>
	);
}

type SideProps = { side: 'BUY' | 'SELL'; chosen: boolean; onPress: (side: 'BUY' | 'SELL') => void };

function Side({ side, chosen, onPress }: SideProps) {
	const { t } = useLook();
	const { data } = useDesk();
	const { instrument } = useTrade();
	const name = side === 'BUY' ? 'buy' : 'sell';
	return (
		<button
			type="button"
			className="t-side"
			data-side={name}
			aria-pressed={chosen}
			onClick={() => onPress(side)}
			data-testid={`ticket-side-${name}`}
		>
			<span>{t(`trade.${name}`)}</span>
			<b>
				<LiveText source={data.quotes} id={instrument.id} face={side === 'BUY' ? ask : bid} cell />
			</b>
		</button>
	);
}

/** Which order of the group the fields below are of. */
function Legs() {
	const { t } = useLook();
	const { legs, leg, chooseLeg, contingency } = useTrade();
	return (
		<fieldset className="t-legs">
			<legend className="sr">{t('ticket.group')}</legend>
			{legs.map((one, index) => (
				<button
					// biome-ignore lint/suspicious/noArrayIndexKey: a leg is its place in the group.
					key={index}
					type="button"
					aria-pressed={leg === index}
					onClick={() => chooseLeg(index)}
					data-testid={`ticket-leg-${index}`}
				>
					<b>
						{t(index === 0 && contingency !== 'OCO' ? 'leg.first' : contingency === 'OCO' ? 'leg.either' : 'leg.then', { n: index + 1 })}
					</b>
					<span>
						{t(one.side === 'BUY' ? 'trade.buy' : 'trade.sell')} {one.quantity} {one.price}
					</span>
				</button>
			))}
		</fieldset>
	);
}
