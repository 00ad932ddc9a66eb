import type { StatusTone } from '../../design/status';

export type Terminal = {
	account: { id: string; name: string; server: string; login: string; mode: string };
	state: 'NOT_SEEN' | 'GATEWAY_SILENT' | 'DISCONNECTED' | 'RECONCILING' | 'SERVER_DOWN' | 'TRADING_OFF' | 'READY';
	explanation: string;
	since: string | null;
	reconciled: boolean;
	key: { keyId: string; createdAt: string; inUse: boolean } | null;
	eaVersion: string | null;
	terminalBuild: number | null;
	company: string | null;
	pingUs: number | null;
	serverPingUs: number | null;
	ticks: string | null;
	lastTickAt: string | null;
	openBreaks: number;
	stages: { stage: StageName; count: number; p50Us: number; p99Us: number }[];
	refusal: { at: string; reason: string } | null;
};
export type StageName = 'TO_TERMINAL' | 'IN_TERMINAL' | 'TO_ANSWER' | 'TO_DEAL' | 'TO_GATEWAY' | 'ROUND_TRIP';
type File = { fileName: string; mediaType: string; contentBase64: string };
export type Setup = {
	eaVersion: string;
	address: string;
	settings: { name: string; label: string; value: string }[];
	presets: File;
	bundle: File;
};

/** How each state of a terminal looks. */
export const tones: Readonly<Record<Terminal['state'], StatusTone>> = {
	NOT_SEEN: 'off',
	GATEWAY_SILENT: 'unknown',
	DISCONNECTED: 'bad',
	RECONCILING: 'wait',
	SERVER_DOWN: 'bad',
	TRADING_OFF: 'wait',
	READY: 'good',
};

/** Microseconds as a person reads them: 850 µs, 12.3 ms, 1.2 s. */
export function duration(us: number | null | undefined): string {
	if (us === null || us === undefined) return '–';
	if (us < 1_000) return `${us} µs`;
	if (us < 1_000_000) return `${(us / 1_000).toFixed(us < 100_000 ? 1 : 0)} ms`;
	return `${(us / 1_000_000).toFixed(1)} s`;
}

/** How long ago, in whole units. */
export function ageOf(at: string | null, nowMs: number): string {
	if (at === null) return '–';
	const seconds = Math.max(0, Math.round((nowMs - new Date(at).getTime()) / 1_000));
	if (seconds < 60) return `${seconds} s`;
	if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
	return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** What was told last of each terminal, the troubled first. */
export function mergeTerminals(known: readonly Terminal[], told: readonly Terminal[]): Terminal[] {
	const byId = new Map([...known, ...told].map((terminal) => [terminal.account.id, terminal]));
	const rank: Readonly<Record<StatusTone, number>> = { bad: 0, unknown: 1, wait: 2, info: 3, off: 4, good: 5 };
	return [...byId.values()].toSorted((a, b) => rank[tones[a.state]] - rank[tones[b.state]] || a.account.name.localeCompare(b.account.name));
}
