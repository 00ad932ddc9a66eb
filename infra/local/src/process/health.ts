import { setTimeout as delay } from 'node:timers/promises';

/** `answers`: it serves, but not everything it needs is there yet. */
export type HealthState = { readonly state: 'ok' } | { readonly state: 'answers' | 'silent'; readonly reason: string };
export type HealthProbe = () => Promise<HealthState>;

const probeTimeoutMs = 3_000;
const pauseMs = 100;

/** GET /health: 200 is ok, any other status answers, no answer is silent. */
export const httpHealth =
	(url: string): HealthProbe =>
	async () => {
		try {
			const response = await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs) });
			const body = await response.text();
			return response.status === 200 ? { state: 'ok' } : { state: 'answers', reason: `${response.status} ${body.slice(0, 300)}` };
		} catch (error) {
			const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
			return { state: 'silent', reason: cause instanceof Error ? cause.message : String(cause) };
		}
	};

/**
 * Waits for a probe to reach a state ('ok' satisfies 'answers'); `abandoned` may end the waiting with a reason.
 * @throws after `timeoutMs` with the last reason.
 */
export async function waitForHealth(
	probe: HealthProbe,
	input: {
		readonly name: string;
		readonly want: 'ok' | 'answers';
		readonly timeoutMs: number;
		readonly abandoned?: () => string | undefined;
	},
): Promise<void> {
	const until = performance.now() + input.timeoutMs;
	for (;;) {
		const health = await probe();
		if (health.state === 'ok' || (health.state === 'answers' && input.want === 'answers')) return;
		const given = input.abandoned?.();
		if (given !== undefined) throw new Error(`${input.name} ${given}`);
		if (performance.now() > until)
			throw new Error(`${input.name} is not healthy after ${Math.round(input.timeoutMs / 1000)} s: ${health.reason}`);
		await delay(pauseMs);
	}
}
