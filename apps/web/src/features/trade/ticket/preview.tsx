'use client';

import { useEffect, useState } from 'react';
import { Gauge } from '../../../design/gauge';
import { useLook } from '../../../design/look-context';
import { Notice } from '../../../design/state';
import { documents } from '../../../lib/documents';
import { useQuote } from '../../../lib/quotes';
import type { Denial } from '../../../lib/types';
import { useMeridian } from '../../shell/session';
import { useDesk } from '../desk-context';
import { useTrade } from '../trade-context';
import { useWorth } from '../use-worth';
import { DenialText } from './denial';
import { atStake, type Draft, hasPrice, inputOf } from './terms';

type Answer = { previewOrder: { notional: string | null; margin: string | null; denial: Denial | null } };
const afterMs = 250;
const againMs = 3_000;

/** What the order would cost and risk, and whether it would be let through: the checks of the engine itself, dry. */
export function Preview({ draft }: { draft: Draft }) {
	const { t, format, look } = useLook();
	const { api } = useMeridian();
	const { account, instrument } = useTrade();
	const worth = useWorth(account.id);
	const [preview, setPreview] = useState<Answer['previewOrder']>();
	const terms = JSON.stringify({ accountId: account.id, instrumentId: instrument.id, ...inputOf(draft, look.timeZone) });
	useEffect(() => {
		let gone = false;
		const ask = () =>
			api.request<Answer>(documents.preview, { input: { ...JSON.parse(terms), clientOrderId: 'preview' } }).then(
				({ previewOrder }) => gone || setPreview(previewOrder),
				() => gone || setPreview(undefined),
			);
		const first = setTimeout(ask, afterMs);
		const again = setInterval(ask, againMs);
		return () => {
			gone = true;
			clearTimeout(first);
			clearInterval(again);
		};
	}, [terms, api]);

	const used = Number(worth?.margin ?? 0);
	const equity = Number(worth?.equity ?? worth?.balance ?? 0);
	return (
		<div className="t-preview" data-testid="preview">
			<dl>
				<Figure name={t('preview.notional')} value={format.number(preview?.notional)} unit={account.currency} />
				<Figure name={t('preview.margin')} value={format.number(preview?.margin)} unit={account.currency} />
				{(draft.stopLoss !== '' || draft.takeProfit !== '') && <AtStake draft={draft} />}
			</dl>
			{equity > 0 && (
				<Gauge
					label={t('preview.marginAfter')}
					used={Math.round(used + Number(preview?.margin ?? 0))}
					limit={Math.round(equity)}
					limitText={`${format.number(Math.round(equity))} ${account.currency}`}
				/>
			)}
			{preview?.denial && (
				<Notice tone={preview.denial.code === 'APPROVAL_REQUIRED' ? 'warn' : 'bad'} testId="preview-denial">
					<b>{t(preview.denial.code === 'APPROVAL_REQUIRED' ? 'preview.wouldWait' : 'preview.wouldDeny')}</b>
					<DenialText denial={preview.denial} />
				</Notice>
			)}
		</div>
	);
}

/** Moves with the market where the order has no price of its own; then it is drawn with every quote, and nothing else with it. */
function AtStake({ draft }: { draft: Draft }) {
	const { t, format } = useLook();
	const { data } = useDesk();
	const { instrument } = useTrade();
	const hasOwn = hasPrice(draft.type) && draft.price !== '';
	const quote = useQuote(data.quotes, hasOwn ? null : instrument.id);
	const entry = hasOwn ? Number(draft.price) : Number((draft.side === 'BUY' ? quote?.ask : quote?.bid) ?? 0);
	const { loss, gain, ratio } = atStake(draft, { entry, contractSize: Number(instrument.contractSize) });
	if (loss === null && gain === null) return null;
	const told = (value: number | null) => (value === null ? '–' : `${format.signed(value.toFixed(2))} ${instrument.quoteCurrency}`);
	return (
		<>
			<Figure name={t('preview.atStop')} value={told(loss)} />
			<Figure name={t('preview.atTarget')} value={told(gain)} />
			{ratio !== null && <Figure name={t('preview.ratio')} value={`1 : ${ratio.toFixed(2)}`} />}
		</>
	);
}

function Figure({ name, value, unit = '' }: { name: string; value: string; unit?: string }) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>
				{value} {unit}
			</dd>
		</div>
	);
}
