import type { Stack } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endAfterAll } from './src/after.ts';
import { ApiError, connect } from './src/api.ts';
import { type Browser, openBrowser, signIn } from './src/browser.ts';
import { startFresh } from './src/stack.ts';

const rooms = [
	'/',
	'/risk',
	'/limits',
	'/people',
	'/keys',
	'/terminals',
	'/breaks',
	'/data',
	'/models',
	'/studies',
	'/webhooks',
	'/usage',
	'/account',
];
const body = z.looseObject({ query: z.string().optional(), documentId: z.string().optional() });
const frame = z.looseObject({
	type: z.string(),
	payload: z.looseObject({ query: z.string().optional(), extensions: z.looseObject({ documentId: z.string() }).optional() }).optional(),
});

/** As in production: the API takes nothing from sessions of people but what the portal's build wrote down. */
describe('the portal with its own documents alone', () => {
	let stack: Stack;
	let browser: Browser;
	beforeAll(async () => {
		stack = await startFresh('documents', { venue: 'simulator', portalDocuments: 'persisted' });
		browser = await openBrowser();
	}, 240_000);
	endAfterAll(
		() => stack,
		async () => browser?.close(),
	);

	test('works in every room, over both doors, and sends ids alone', async () => {
		const page = await browser.newPage();
		const texts: string[] = [];
		const refusals: string[] = [];
		const ids = { http: 0, socket: 0 };
		page.on('request', (request) => {
			if (request.method() !== 'POST' || !request.url().endsWith('/graphql')) return;
			const { query, documentId } = body.parse(request.postDataJSON());
			if (documentId === undefined) texts.push(query ?? '');
			else ids.http += 1;
		});
		page.on('response', async (response) => {
			if (response.url().endsWith('/graphql') && response.status() >= 400)
				refusals.push(`${response.status()} ${page.url()} ${await response.text().catch(() => '')}`);
		});
		page.on('websocket', (socket) =>
			socket.on('framesent', ({ payload }) => {
				const sent = frame.parse(JSON.parse(String(payload)));
				if (sent.type !== 'subscribe') return;
				if (sent.payload?.extensions?.documentId === undefined) texts.push(sent.payload?.query ?? '');
				else ids.socket += 1;
			}),
		);
		await signIn(page, { url: stack.urls.web, ...stack.login('admin@aurora.example') });
		for (const room of rooms) {
			await page.goto(`${stack.urls.web}${room}`);
			await page.waitForLoadState('networkidle');
			expect(await page.getByText('load the page again').count()).toBe(0);
		}
		expect([texts, refusals]).toEqual([[], []]);
		expect(ids.http).toBeGreaterThan(rooms.length);
		expect(ids.socket).toBeGreaterThan(3);
	});

	test('a token that was taken from a browser asks for nothing else', async () => {
		const thief = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		const asked = thief.request('{ accounts { id } }', {}, z.unknown());
		await expect(asked).rejects.toThrow(ApiError);
		await expect(asked).rejects.toMatchObject({ code: 'PERSISTED_DOCUMENT_ONLY' });
		await thief.close();
	});
}, 240_000);
