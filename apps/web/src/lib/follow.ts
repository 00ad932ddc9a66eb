import type { Api } from './api';

/** What is followed until it is stopped. */
export type Following = {
	/** Whether the socket is there, as the shell says. */
	online(isOnline: boolean): void;
	/** Asks at once, as after an act. */
	reload(): Promise<void>;
	stop(): void;
};

/**
 * What a subscription tells whole, each time that it changes. Until it has told something, while the socket is down, and where the API refuses the
 * subscription, the same is asked for over HTTP: at once, and every `everyMs`.
 * @param input.liveOf what was told, as `asked` would answer it @param input.onFailure why it could not be asked for; empty: it could
 */
export function follow<Told, T>(
	api: Pick<Api, 'request' | 'subscribe'>,
	input: {
		readonly live: string;
		readonly liveOf: (told: Told) => T;
		readonly asked: string;
		readonly everyMs: number;
		readonly onData: (data: T) => void;
		readonly onFailure: (text: string) => void;
	},
): Following {
	let isStopped = false;
	let isOnline = true;
	let isTold = false;
	let newest = 0;
	let timer: ReturnType<typeof setInterval> | undefined;

	function take(data: T): void {
		// An answer that was asked for before is older.
		newest += 1;
		input.onData(data);
		input.onFailure('');
	}
	async function reload(): Promise<void> {
		newest += 1;
		const mine = newest;
		const isNewest = () => mine === newest && !isStopped;
		try {
			const answer = await api.request<T>(input.asked);
			if (isNewest()) take(answer);
		} catch (error) {
			if (isNewest()) input.onFailure(error instanceof Error ? error.message : String(error));
		}
	}
	function poll(): void {
		const isNeeded = !isStopped && !(isOnline && isTold);
		if (isNeeded === (timer !== undefined)) return;
		clearInterval(timer);
		timer = isNeeded ? setInterval(() => void reload(), input.everyMs) : undefined;
		if (isNeeded) void reload();
	}

	const end = api.subscribe<Told>(input.live, (told) => {
		if (isStopped) return;
		isTold = true;
		take(input.liveOf(told));
		poll();
	});
	poll();
	return {
		reload,
		online(now) {
			isOnline = now;
			// The line comes back with a subscription that begins anew.
			if (!now) isTold = false;
			poll();
		},
		stop() {
			isStopped = true;
			end();
			poll();
		},
	};
}
