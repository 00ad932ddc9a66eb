import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { resolveTarget, TargetRefused } from './address.ts';

/** `refused`: the address leads where nothing may be sent, and nothing was. */
export type Sent = {
	readonly statusCode: number | null;
	readonly error: string | null;
	readonly durationMs: number;
	readonly refused?: true;
};

const answerBytesMax = 64 * 1_024;

/** Posts a body to the address that its name led to. Redirections are not followed: they would lead anywhere. Never throws. */
export async function post(
	address: string,
	input: {
		readonly headers: Readonly<Record<string, string>>;
		readonly body: string | Buffer;
		readonly allow: ReadonlySet<string>;
		readonly timeoutMs: number;
	},
): Promise<Sent> {
	const begunMs = performance.now();
	const ended = (statusCode: number | null, error: string | null): Sent => ({
		statusCode,
		error,
		durationMs: Math.round(performance.now() - begunMs),
	});
	try {
		const target = await resolveTarget(address, input);
		const pinned: LookupFunction = (_host, options, done) => {
			if (options.all) done(null, [{ address: target.address, family: target.family }]);
			else done(null, target.address, target.family);
		};
		const statusCode = await new Promise<number>((resolve, reject) => {
			const send = target.url.protocol === 'https:' ? tlsRequest : plainRequest;
			const headers = {
				...{ 'content-type': 'application/json', 'user-agent': 'Meridian-Webhooks/1' },
				...input.headers,
				'content-length': String(Buffer.byteLength(input.body)),
			};
			const request = send(
				target.url,
				{ method: 'POST', headers, lookup: pinned, agent: false, signal: AbortSignal.timeout(input.timeoutMs) },
				(response) => {
					let bytes = 0;
					response.on('data', (chunk: Buffer) => {
						bytes += chunk.length;
						if (bytes > answerBytesMax) response.destroy(new Error('the answer is too long'));
					});
					response.on('end', () => resolve(response.statusCode ?? 0));
					response.on('error', reject);
				},
			);
			request.on('error', reject);
			request.end(input.body);
		});
		return ended(statusCode, statusCode >= 200 && statusCode < 300 ? null : `answered ${statusCode}`);
	} catch (error) {
		if (error instanceof TargetRefused) return { ...ended(null, error.message), refused: true };
		const isLate = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
		// Words of the system would tell what is in our network.
		return ended(null, isLate ? `no answer within ${input.timeoutMs / 1_000} s` : 'no connection');
	}
}
