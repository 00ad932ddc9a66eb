import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GET } from './route';

let api: Server;
let apiStatus = 200;
beforeEach(async () => {
	api = createServer((_request, response) => response.writeHead(apiStatus).end());
	await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
	process.env.MERIDIAN_API_URL = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
});
afterEach(() => {
	delete process.env.MERIDIAN_API_URL;
	api.close();
});

test('the portal is well while the API answers, whatever the API itself lacks', async () => {
	for (apiStatus of [200, 503]) {
		const response = await GET();
		expect(response.status).toBe(200);
		expect(await response.json()).toEqual({ status: 'ok', service: 'web', checks: { api: 'ok' } });
	}
});

test('without the API it says so, and why', async () => {
	await new Promise((resolve) => api.close(resolve));
	const response = await GET();
	expect(response.status).toBe(503);
	expect(await response.json()).toMatchObject({
		status: 'degraded',
		checks: { api: expect.stringMatching(/does not answer.*ECONNREFUSED/) },
	});
});
