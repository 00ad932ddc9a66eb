import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from './support.ts';

let it: TestApi;
beforeAll(async () => {
	it = await startTestApi({ redisDb: 1, env: { graphiql: true } });
}, 240_000);
afterAll(() => it?.close());

test('the page to try documents on runs its own script and nothing else, and is allowed to ask', async () => {
	const response = await fetch(`${it.url}/graphiql`);
	const html = await response.text();
	const policy = response.headers.get('content-security-policy') ?? '';
	const hashOf = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
	const [, script] = /<script>([\s\S]*)<\/script>/.exec(html) ?? [];
	const [, style] = /<style>([\s\S]*)<\/style>/.exec(html) ?? [];
	expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
	for (const part of [`script-src ${hashOf(script)};`, `style-src ${hashOf(style)};`, "default-src 'none';"])
		expect(policy).toContain(part);
	// Nothing is loaded from anywhere.
	expect(html.match(/(?:src|href|url|import)\s*[=(]/g)).toBeNull();
	const asked = await fetch(`${it.url}/graphql`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', origin: it.url },
		body: JSON.stringify({ query: '{ __schema { queryType { name } } }' }),
	});
	expect([asked.status, await asked.json()]).toEqual([200, { data: { __schema: { queryType: { name: 'Query' } } } }]);
});
