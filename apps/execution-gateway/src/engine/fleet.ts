import type { TerminalSession } from '../venue/session.ts';
import { type StageName, stageNames } from '../venue/stopwatch.ts';

export const terminalStates = ['DISCONNECTED', 'RECONCILING', 'SERVER_DOWN', 'TRADING_OFF', 'READY'] as const;
/** The first that is true: no line; the whole picture is not told yet; the terminal has lost its trade server; trading is not allowed; all is well. */
export type TerminalState = (typeof terminalStates)[number];

export type StageFigures = { readonly stage: StageName; readonly count: number; readonly p50Us: number; readonly p99Us: number };

/** One terminal as operators see it. Times in ms UTC, 0 where there was none; figures of the line as it is, from when it was opened. */
export type TerminalStatus = {
	readonly accountId: number;
	readonly state: TerminalState;
	readonly sinceMs: number;
	/** Of the tenant's own key by which it logged in; empty: the installation's. */
	readonly keyId: string;
	readonly eaVersion: string;
	readonly terminalBuild: number;
	readonly company: string;
	readonly epoch: number;
	readonly pingUs: number;
	readonly serverPingUs: number;
	readonly ticks: number;
	readonly lastTickAtMs: number;
	readonly refusedAtMs: number;
	readonly refusal: string;
	readonly stages: readonly StageFigures[];
};
/** One of so many parts of the tenants. To tell of all terminals at once would hold up the orders of a large fleet for milliseconds. */
export type TenantPart = { readonly part: number; readonly of: number };
export const isIn = ({ part, of }: TenantPart, tenantId: number): boolean => tenantId % of === part;

export type FleetMessage = { readonly tenantId: number; readonly terminals: readonly TerminalStatus[] };
/** For metrics: what a terminal's requests took since its line was opened. Counts are cumulative over shownBoundsUs. */
export type StageCounts = {
	readonly tenantId: number;
	readonly accountId: number;
	readonly stage: StageName;
	readonly openedAtMs: number;
	readonly counts: readonly number[];
	readonly count: number;
	readonly sumUs: number;
};

export function stateOf(session: TerminalSession | undefined, isReconciled: boolean): TerminalState {
	if (session === undefined) return 'DISCONNECTED';
	if (!isReconciled) return 'RECONCILING';
	if (!session.connected) return 'SERVER_DOWN';
	return session.tradeAllowed ? 'READY' : 'TRADING_OFF';
}

export const stagesOf = ({ stopwatch }: TerminalSession): StageFigures[] =>
	stageNames.flatMap((stage) => {
		const histogram = stopwatch.histograms[stage];
		const [p50Us, p99Us] = [histogram.quantileUs(0.5), histogram.quantileUs(0.99)];
		return p50Us === null || p99Us === null ? [] : [{ stage, count: histogram.count, p50Us, p99Us }];
	});
