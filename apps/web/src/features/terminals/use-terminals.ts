import { useEffect, useState } from 'react';
import { documents } from '../../lib/documents';
import { useMeridian } from '../shell/session';
import { mergeTerminals, type Terminal } from './model';

/** Every terminal as it is now; undefined until the first word. */
export function useTerminals(): Terminal[] | undefined {
	const { api, connection } = useMeridian();
	const [terminals, setTerminals] = useState<Terminal[]>();
	// biome-ignore lint/correctness/useExhaustiveDependencies: a reconnect subscribes anew.
	useEffect(
		() =>
			api.subscribe<{ terminals: Terminal[] }>(documents.terminals, ({ terminals: told }) =>
				setTerminals((known) => mergeTerminals(known ?? [], told)),
			),
		[api, connection],
	);
	return terminals;
}

/** The time, told once a second, so that ages grow. */
export function useNowMs(): number {
	const [nowMs, setNowMs] = useState(() => Date.now());
	useEffect(() => {
		const timer = setInterval(() => setNowMs(Date.now()), 1_000);
		return () => clearInterval(timer);
	}, []);
	return nowMs;
}
