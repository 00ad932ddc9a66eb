import { useEffect, useMemo, useState } from 'react';
import { said } from '../../i18n/said';
import { type Api, connectApi } from '../../lib/api';
import { documents } from '../../lib/documents';
import { tokenSource } from '../../lib/token';
import type { Instrument, Quality } from '../../lib/types';

const qualityEveryMs = 5_000;

/** The instrument with this symbol, and the quality of its quotes at one venue, read again every few seconds. */
export function useInstrument(input: { apiUrl: string; token: string; expiresAtMs: number; symbol: string; venue: string }) {
	const { apiUrl, token: firstToken, expiresAtMs, symbol, venue } = input;
	const token = useMemo(() => tokenSource({ token: firstToken, expiresAtMs }), [firstToken, expiresAtMs]);
	const [api, setApi] = useState<Api | null>(null);
	const [instrument, setInstrument] = useState<Instrument>();
	const [quality, setQuality] = useState<Quality>();
	const [failure, setFailure] = useState('');
	const [connections, setConnections] = useState(0);

	useEffect(() => {
		const client = connectApi({ url: apiUrl, token, onLine: () => undefined, onReconnect: () => setConnections((n) => n + 1) });
		setApi(client);
		client.request<{ instruments: Instrument[] }>(documents.instruments).then(
			({ instruments }) => {
				const found = instruments.find((one) => one.symbol === symbol);
				if (found === undefined) setFailure(said('instrument.none', { symbol }));
				else setInstrument(found);
			},
			(error: Error) => setFailure(error.message),
		);
		return () => client.close();
	}, [apiUrl, token, symbol]);

	// biome-ignore lint/correctness/useExhaustiveDependencies: after a lost connection everything is read anew
	useEffect(() => {
		if (api === null || instrument === undefined) return;
		let gone = false;
		const read = () =>
			api
				.request<{ instrumentQuality: Quality }>(documents.quality, { instrumentId: instrument.id, venue: venue === '' ? null : venue })
				.then(
					({ instrumentQuality }) => {
						if (gone) return;
						setQuality(instrumentQuality);
						setFailure('');
					},
					(error: Error) => !gone && setFailure(error.message),
				);
		void read();
		const timer = setInterval(() => void read(), qualityEveryMs);
		return () => {
			gone = true;
			clearInterval(timer);
		};
	}, [api, instrument, venue, connections]);

	return { api, instrument, quality, failure, connections };
}
