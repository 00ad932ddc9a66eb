'use client';

import { useEffect, useState } from 'react';
import { documents } from '../../lib/documents';
import { money } from '../../lib/format';
import { type QuoteStore, useQuote } from '../../lib/quotes';
import type { Account, Denial, Instrument, Order } from '../../lib/types';
import type { Request } from '../desk/use-desk';
import { Conditions, Prices, pairs } from './conditions';
import { DenialNumbers } from './denial-numbers';
import { Choice, Field } from './fields';
import { type Draft, emptyDraft, inputOf, types } from './terms';
import { type PlaceAnswer, TicketResult } from './ticket-result';

type Props = {
	account: Account;
	instrument: Instrument;
	quotes: QuoteStore;
	request: Request;
	orders: readonly Order[];
	mayTrade: boolean;
};
type Preview = { previewOrder: { notional: string | null; margin: string | null; denial: Denial | null } };
type Sent = { clientOrderId: string; input: Record<string, unknown>; answer: PlaceAnswer | { __typename: 'NoAnswer'; message: string } };

export function Ticket({ account, instrument, quotes, request, orders, mayTrade }: Props) {
	const quote = useQuote(quotes, instrument.id);
	const [draft, setDraft] = useState<Draft>(emptyDraft);
	const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
	const { side, type, quantity } = draft;
	const [preview, setPreview] = useState<Preview['previewOrder']>();
	const [sent, setSent] = useState<Sent>();
	const [busy, setBusy] = useState(false);
	const terms = JSON.stringify({ accountId: account.id, instrumentId: instrument.id, ...inputOf(draft) });

	useEffect(() => {
		let gone = false;
		const ask = () =>
			request<Preview>(documents.preview, { input: { ...JSON.parse(terms), clientOrderId: 'preview' } }).then(
				({ previewOrder }) => gone || setPreview(previewOrder),
				() => gone || setPreview(undefined),
			);
		const first = setTimeout(ask, 250);
		const again = setInterval(ask, 3_000);
		return () => {
			gone = true;
			clearTimeout(first);
			clearInterval(again);
		};
	}, [terms, request]);

	/** The id is made once per order: asking again after an unknown outcome uses the same one. */
	async function send(clientOrderId: string, input: Record<string, unknown>): Promise<void> {
		setBusy(true);
		try {
			const { placeOrder } = await request<{ placeOrder: PlaceAnswer }>(documents.place, { input: { ...input, clientOrderId } });
			setSent({ clientOrderId, input, answer: placeOrder });
		} catch (error) {
			setSent({
				clientOrderId,
				input,
				answer: { __typename: 'NoAnswer', message: error instanceof Error ? error.message : String(error) },
			});
		}
		setBusy(false);
	}

	return (
		<section className="panel ticket" aria-label="Order ticket">
			<h2>Order · {instrument.symbol}</h2>
			<form
				className="form"
				onSubmit={(event) => {
					event.preventDefault();
					void send(crypto.randomUUID(), JSON.parse(terms));
				}}
			>
				<div className="pair">
					<button
						type="button"
						className="side sell"
						aria-pressed={side === 'SELL'}
						onClick={() => set({ side: 'SELL' })}
						data-testid="ticket-side-sell"
					>
						<small>Sell</small>
						<b>{quote?.bid ?? '–'}</b>
					</button>
					<button
						type="button"
						className="side buy"
						aria-pressed={side === 'BUY'}
						onClick={() => set({ side: 'BUY' })}
						data-testid="ticket-side-buy"
					>
						<small>Buy</small>
						<b>{quote?.ask ?? '–'}</b>
					</button>
				</div>
				<div className="pair">
					<Choice name="Type" value={type} options={pairs(types)} onChange={(value) => set({ type: value })} testId="ticket-type" />
					<Field name="Lots" value={quantity} onChange={(value) => set({ quantity: value })} testId="ticket-qty" />
				</div>
				<Prices draft={draft} set={set} />
				<div className="pair">
					<Field name="Stop loss" value={draft.stopLoss} onChange={(stopLoss) => set({ stopLoss })} testId="ticket-sl" />
					<Field name="Take profit" value={draft.takeProfit} onChange={(takeProfit) => set({ takeProfit })} testId="ticket-tp" />
				</div>
				<Conditions draft={draft} set={set} isNetting={account.mode === 'NETTING'} />
				<div className={`box ${preview?.denial ? 'bad' : ''}`} data-testid="preview">
					{preview?.denial ? (
						<>
							<span className="muted">
								{preview.denial.code === 'APPROVAL_REQUIRED'
									? 'This order would wait for a second person:'
									: 'This order would be denied now:'}
							</span>
							<span>{preview.denial.message}</span>
							<span className="muted">{preview.denial.remedy}</span>
							<DenialNumbers denial={preview.denial} />
						</>
					) : (
						<>
							<span className="row">
								<span className="muted">Notional</span> {money(preview?.notional ?? null)}
							</span>
							<span className="row">
								<span className="muted">Margin</span> {money(preview?.margin ?? null)}
							</span>
						</>
					)}
				</div>
				<button type="submit" className={`submit ${side}`} disabled={busy || !mayTrade} data-testid="ticket-submit">
					{mayTrade ? `${side === 'BUY' ? 'Buy' : 'Sell'} ${quantity} ${instrument.symbol}` : 'Your role may not trade'}
				</button>
				{sent && <TicketResult {...sent} orders={orders} onAskAgain={() => send(sent.clientOrderId, sent.input)} />}
			</form>
		</section>
	);
}
