import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { healthReport } from '@meridian/telemetry';
import { z } from 'zod';
import { type Line, lineStates } from './line.ts';

const body = z.object({ state: z.enum(lineStates) });
const maxBodyBytes = 1_024;

/** GET /health; with the bearer token also GET /lines and PUT /lines/:login {"state"}. */
export function createControl(line: Line, token: string): Server {
	const expected = Buffer.from(`Bearer ${token}`);
	const mayEnter = (given: string | undefined): boolean => {
		const bytes = Buffer.from(given ?? '');
		return bytes.length === expected.length && timingSafeEqual(bytes, expected);
	};
	return createServer(async (request, response) => {
		const answer = (status: number, value: unknown): void =>
			void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
		const path = request.url?.split('?')[0] ?? '/';
		if (request.method === 'GET' && path === '/health') {
			const report = await healthReport('broker-line', { gateway: () => line.gatewayTrouble === '' || line.gatewayTrouble });
			return answer(report.status === 'ok' ? 200 : 503, report);
		}
		if (!mayEnter(request.headers.authorization)) return answer(401, { error: 'a bearer token is needed' });
		if (request.method === 'GET' && path === '/lines') return answer(200, line.lines());
		const login = /^\/lines\/(\d{1,20})$/.exec(path)?.[1];
		if (request.method !== 'PUT' || login === undefined) return answer(404, { error: 'GET /lines or PUT /lines/:login' });
		const parsed = body.safeParse(await readJson(request));
		if (!parsed.success) return answer(400, { error: `state is one of ${lineStates.join(', ')}` });
		return line.set(login, parsed.data.state)
			? answer(200, { login, state: parsed.data.state })
			: answer(404, { error: `no terminal with login ${login} was seen` });
	});
}

async function readJson(request: IncomingMessage): Promise<unknown> {
	let text = '';
	for await (const chunk of request) {
		text += String(chunk);
		if (text.length > maxBodyBytes) return undefined;
	}
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
