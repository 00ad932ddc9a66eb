'use client';

import { useEffect, useState } from 'react';
import { documents } from '../../lib/documents';
import { money } from '../../lib/format';
import { type QuoteStore, useQuote } from '../../lib/quotes';
import type { Account, Denial, Instrument, Order } from '../../lib/types';
import type { Request } from '../desk/use-desk';
import { DenialNumbers } from './denial-numbers';
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
	const [side, setSide] = useState<'BUY' | 'SELL'>('BUY');
	const [type, setType] = useState<'MARKET' | 'LIMIT'>('MARKET');
	const [quantity, setQuantity] = useState('0.10');
	const [price, setPrice] = useState('');
	const [stopLoss, setStopLoss] = useState('');
	const [takeProfit, setTakeProfit] = useState('');
	const [preview, setPreview] = useState<Preview['previewOrder']>();
	const [sent, setSent] = useState<Sent>();
	const [busy, setBusy] = useState(false);
	const terms = JSON.stringify({
		accountId: account.id,
		instrumentId: instrument.id,
		side,
		type,
		quantity,
		...(type === 'LIMIT' && price !== '' ? { price } : {}),
		...(stopLoss !== '' ? { stopLoss } : {}),
		...(takeProfit !== '' ? { takeProfit } : {}),
	});

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
						onClick={() => setSide('SELL')}
						data-testid="ticket-side-sell"
					>
						<small>Sell</small>
						<b>{quote?.bid ?? '–'}</b>
					</button>
					<button
						type="button"
						className="side buy"
						aria-pressed={side === 'BUY'}
						onClick={() => setSide('BUY')}
						data-testid="ticket-side-buy"
					>
						<small>Buy</small>
						<b>{quote?.ask ?? '–'}</b>
					</button>
				</div>
				<div className="pair">
					<label>
						Type
						<select value={type} onChange={(e) => setType(e.target.value === 'LIMIT' ? 'LIMIT' : 'MARKET')} data-testid="ticket-type">
							<option value="MARKET">Market</option>
							<option value="LIMIT">Limit</option>
						</select>
					</label>
					<Field name="Lots" value={quantity} onChange={setQuantity} testId="ticket-qty" />
				</div>
				{type === 'LIMIT' && <Field name="Limit price" value={price} onChange={setPrice} testId="ticket-price" />}
				<div className="pair">
					<Field name="Stop loss" value={stopLoss} onChange={setStopLoss} testId="ticket-sl" />
					<Field name="Take profit" value={takeProfit} onChange={setTakeProfit} testId="ticket-tp" />
				</div>
				<div className={`box ${preview?.denial ? 'bad' : ''}`} data-testid="preview">
					{preview?.denial ? (
						<>
							<span className="muted">This order would be denied now:</span>
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

function Field({ name, value, onChange, testId }: { name: string; value: string; onChange: (value: string) => void; testId: string }) {
	return (
		<label>
			{name}
			<input inputMode="decimal" value={value} onChange={(e) => onChange(e.target.value.trim())} data-testid={testId} />
		</label>
	);
}
