import { useCallback, useEffect, useRef, useState } from 'react';
import { type Following, follow } from '../../lib/follow';
import { type Asked, useMeridian } from './session';

/** So often it is asked for while nothing is told. */
const everyMs = 5_000;

/** What the subscription tells whole, over the shell's line; the same by a query while that is down. @param input.liveOf keeps its identity */
export function useLive<Told, T>(input: { readonly live: string; readonly liveOf: (told: Told) => T; readonly asked: string }): Asked<T> {
	const { api, line } = useMeridian();
	const { live, liveOf, asked } = input;
	const [data, setData] = useState<T>();
	const [failure, setFailure] = useState('');
	const following = useRef<Following | null>(null);
	useEffect(() => {
		const made = follow<Told, T>(api, { live, liveOf, asked, everyMs, onData: (now) => setData(now), onFailure: setFailure });
		following.current = made;
		return () => made.stop();
	}, [api, live, liveOf, asked]);
	useEffect(() => following.current?.online(line.online), [line.online]);
	const reload = useCallback(async () => following.current?.reload(), []);
	return { data, failure, reload };
}
