'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useLook } from '../../design/look-context';
import { Failure, Loading } from '../../design/state';
import { BarChart, type Shown } from './bar-chart';
import { QualityPanel } from './quality-panel';
import { useInstrument } from './use-instrument';

const lengths = ['1s', '15s', '1m', '5m', '15m', '1h', '4h', '1d'] as const;
const prices = ['BID', 'ASK', 'MID'] as const;

/** One instrument: its bars from the oldest kept to now, and how good its quotes are. */
export function InstrumentView({
	apiUrl,
	token,
	expiresAtMs,
	symbol,
}: {
	apiUrl: string;
	token: string;
	expiresAtMs: number;
	symbol: string;
}) {
	const { t } = useLook();
	const [choice, setChoice] = useState<Shown>({ venue: '', every: '1m', price: 'BID' });
	const { api, instrument, quality, failure, connections } = useInstrument({ apiUrl, token, expiresAtMs, symbol, venue: choice.venue });
	if (api === null || instrument === undefined || quality === undefined)
		return <div className="instrument">{failure === '' ? <Loading rows={8} /> : <Failure text={failure} />}</div>;
	const shown = { ...choice, venue: quality.venue };
	return (
		<div className="instrument">
			<header className="topbar">
				<Link href="/">← {t('instrument.desk')}</Link>
				<b data-testid="instrument-symbol">{instrument.symbol}</b>
				<span className="muted">{instrument.description}</span>
				<span className="spacer" />
				<span className="i-choices">
					<select
						aria-label={t('instrument.venue')}
						value={quality.venue}
						onChange={(event) => setChoice({ ...choice, venue: event.target.value })}
						data-testid="venue"
					>
						{quality.venues.map((venue) => (
							<option key={venue}>{venue}</option>
						))}
					</select>
					{prices.map((price) => (
						<button
							key={price}
							type="button"
							className={`small ${price === choice.price ? 'primary' : ''}`}
							onClick={() => setChoice({ ...choice, price })}
						>
							{t(`instrument.${price}`)}
						</button>
					))}
				</span>
				<span className="i-choices">
					{lengths.map((every) => (
						<button
							key={every}
							type="button"
							className={`small ${every === choice.every ? 'primary' : ''}`}
							onClick={() => setChoice({ ...choice, every })}
							data-testid={`every-${every}`}
						>
							{every}
						</button>
					))}
				</span>
			</header>
			{failure !== '' && <div className="banner">{failure}</div>}
			<div className="instrument-grid">
				<section className="panel chart" aria-label={t('instrument.bars', { symbol: instrument.symbol })}>
					<BarChart key={connections} instrument={instrument} api={api} shown={shown} />
				</section>
				<QualityPanel api={api} instrument={instrument} quality={quality} />
			</div>
		</div>
	);
}
