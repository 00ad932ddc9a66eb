import { useEffect, useRef } from 'react';
import { useMeridian } from '../shell/session';

/** Calls `reload` when the subscription says something, at most once in `everyMs`, and a last time for what came meanwhile. */
export function useReloadOn(documents: readonly string[], input: { readonly reload: () => void; readonly everyMs: number }): void {
	const { api, connection } = useMeridian();
	const { reload, everyMs } = input;
	const newest = useRef(reload);
	newest.current = reload;
	const wanted = documents.join('\n');
	// biome-ignore lint/correctness/useExhaustiveDependencies: a reconnect subscribes anew.
	useEffect(() => {
		let waiting: ReturnType<typeof setTimeout> | undefined;
		const said = () => {
			waiting ??= setTimeout(() => {
				waiting = undefined;
				newest.current();
			}, everyMs);
		};
		const ends = wanted.split('\n').map((document) => api.subscribe(document, said));
		return () => {
			clearTimeout(waiting);
			for (const end of ends) end();
		};
	}, [api, wanted, everyMs, connection]);
}
