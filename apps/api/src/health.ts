import type { Check, HealthReport } from '@meridian/telemetry';

const timeoutMs = 2_000;

async function outcome(check: Check): Promise<string> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<string>((resolve) => {
		timer = setTimeout(() => resolve(`no answer within ${timeoutMs} ms`), timeoutMs);
	});
	try {
		const result = await Promise.race([check(), late]);
		return result === true ? 'ok' : result === false ? 'not ok' : result;
	} catch (error) {
		return error instanceof Error ? (error.message.split('\n').at(-1) ?? '') : String(error);
	} finally {
		clearTimeout(timer);
	}
}

/** The report of GET /health. It is on the API's own port, which is the one that must answer. */
export async function healthReport(checks: Readonly<Record<string, Check>>): Promise<HealthReport> {
	const results = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await outcome(check)] as const));
	return {
		status: results.every(([, result]) => result === 'ok') ? 'ok' : 'degraded',
		service: 'api',
		checks: Object.fromEntries(results),
	};
}
