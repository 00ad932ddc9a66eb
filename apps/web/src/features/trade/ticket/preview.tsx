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
import { DenialText } from './denial';
import { atStake, type Draft, hasPrice, inputOf } from './terms';

type Answer = { previewOrder: { notional: string | null; margin: string | null; denial: Denial | null } };
const afterMs = 250;
const againMs = 3_000;

/** What the order would cost and risk, and whether it would be let through: the checks of the engine itself, dry. */
export function Preview({ draft }: { draft: Draft }) {
	const { t, format } = useLook();
	const { api } = useMeridian();
	const { data } = useDesk();
	const { account, instrument } = useTrade();
	const quote = useQuote(data.quotes, instrument.id);
	const [preview, setPreview] = useState<Answer['previewOrder']>();
	const terms = JSON.stringify({ accountId: account.id, instrumentId: instrument.id, ...inputOf(draft) });
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

	const market = Number((draft.side === 'BUY' ? quote?.ask : quote?.bid) ?? 0);
	const entry = hasPrice(draft.type) && draft.price !== '' ? Number(draft.price) : market;
	const { loss, gain, ratio } = atStake(draft, { entry, contractSize: Number(instrument.contractSize) });
	const used = Number(account.margin ?? 0);
	const equity = Number(account.equity ?? account.balance);
	return (
		<div className="t-preview" data-testid="preview">
			<dl>
				<Figure name={t('preview.notional')} value={format.number(preview?.notional)} />
				<Figure name={t('preview.margin')} value={format.number(preview?.margin)} />
				{(loss !== null || gain !== null) && (
					<>
						<Figure
							name={t('preview.atStop')}
							value={loss === null ? '–' : `${format.signed(loss.toFixed(2))} ${instrument.quoteCurrency}`}
						/>
						<Figure
							name={t('preview.atTarget')}
							value={gain === null ? '–' : `${format.signed(gain.toFixed(2))} ${instrument.quoteCurrency}`}
						/>
						{ratio !== null && <Figure name={t('preview.ratio')} value={`1 : ${ratio.toFixed(2)}`} />}
					</>
				)}
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

function Figure({ name, value }: { name: string; value: string }) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>{value}</dd>
		</div>
	);
}
