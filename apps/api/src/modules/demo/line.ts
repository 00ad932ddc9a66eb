import { z } from 'zod';
import type { BrokerLine } from './enums.ts';

const lineShape = z.array(z.object({ server: z.string(), login: z.union([z.string(), z.number()]).transform(String), state: z.string() }));
const timeoutMs = 1_500;
/** So long what the line said is believed, by all who ask. */
const believedMs = 500;

/** The demo's plug between terminal and gateway. */
export type LineControl = {
	/** State per `server:login`; null where the line process can't be reached. */
	states(): Promise<ReadonlyMap<string, BrokerLine> | null>;
	/** False where it can't be reached or refuses. */
	set(login: bigint, line: BrokerLine): Promise<boolean>;
};

export function createLineControl(input: { readonly url: string; readonly token: string }): LineControl {
	const headers = { authorization: `Bearer ${input.token}`, 'content-type': 'application/json' };
	const ask = async (): Promise<ReadonlyMap<string, BrokerLine> | null> => {
		try {
			const response = await fetch(`${input.url}/lines`, { headers, signal: AbortSignal.timeout(timeoutMs) });
			if (!response.ok) return null;
			const lines = lineShape.parse(await response.json());
			// "cut at the next order" is still plugged: the plug is what the demo's switch shows.
			return new Map(lines.map((line) => [`${line.server}:${line.login}`, line.state === 'down' ? 'UNPLUGGED' : 'PLUGGED']));
		} catch {
			return null;
		}
	};
	let last: { readonly untilMs: number; readonly states: ReturnType<typeof ask> } | null = null;
	return {
		states() {
			const nowMs = performance.now();
			if (last === null || last.untilMs <= nowMs) last = { untilMs: nowMs + believedMs, states: ask() };
			return last.states;
		},
		async set(login, line) {
			try {
				const body = JSON.stringify({ state: line === 'PLUGGED' ? 'up' : 'down' });
				return (await fetch(`${input.url}/lines/${login}`, { method: 'PUT', headers, body, signal: AbortSignal.timeout(timeoutMs) })).ok;
			} catch {
				return false;
			} finally {
				last = null;
			}
		},
	};
}
