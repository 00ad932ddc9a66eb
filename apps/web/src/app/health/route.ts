import { apiUrl } from '../../lib/auth';

export const dynamic = 'force-dynamic';

const timeoutMs = 2_000;

/** The portal needs the API for everything it shows; what the API itself needs, the API says. */
async function api(): Promise<string> {
	try {
		await fetch(`${apiUrl()}/health`, { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
		return 'ok';
	} catch (error) {
		const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
		return `the API does not answer: ${cause instanceof Error ? cause.message : String(cause)}`;
	}
}

export async function GET(): Promise<Response> {
	const checks = { api: await api() };
	const ok = checks.api === 'ok';
	return Response.json({ status: ok ? 'ok' : 'degraded', service: 'web', checks }, { status: ok ? 200 : 503 });
}
