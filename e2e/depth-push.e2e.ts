import type { Stack } from '@meridian/local';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { type Browser, openBrowser, signIn } from './src/browser.ts';
import { startFresh } from './src/stack.ts';
import { until } from './src/wait.ts';

const settings = z.object({
	pushSettings: z.object({ subscriptions: z.array(z.object({ endpoint: z.string(), kinds: z.array(z.string()) })) }),
});
const pushEndpoint = 'https://push.example.com/this-browser';

/** Depth in the trading room, and messages to a browser, on one running copy with the simulated venue, which shows a book of EURUSD and none of GOLD. */
describe('depth and messages to a browser', () => {
	let stack: Stack;
	let browser: Browser;
	let api: ApiClient;
	let page: Page;

	beforeAll(async () => {
		stack = await startFresh('depthPush', { venue: 'simulator' });
		browser = await openBrowser({ isWhole: true });
		api = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		page = await browser.newPage();
		await page.addInitScript({ path: new URL('src/push-vendor.js', import.meta.url).pathname });
		await signIn(page, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([api?.close(), browser?.close()]),
	);

	test('the ladder moves with the book, its best prices in the middle; a press takes one into the ticket', async () => {
		await page.getByTestId('watch-row-EURUSD').click();
		const best = page.getByTestId('depth-bid-0');
		await best.waitFor({ timeout: 60_000 });
		const priceOf = async (testId: string) => Number(await page.getByTestId(testId).locator('b').textContent());
		const first = await best.textContent();
		await until('the book to move', async () => (await best.textContent()) !== first, 30_000);
		const [ask1, ask0, bid0, bid1] = await page
			.getByTestId('depth-ladder')
			.locator('button:not([hidden]) b')
			.evaluateAll((nodes) => nodes.slice(nodes.length / 2 - 2, nodes.length / 2 + 2).map((node) => Number(node.textContent)));
		expect((ask1 ?? 0) > (ask0 ?? 0) && (ask0 ?? 0) > (bid0 ?? 0) && (bid0 ?? 0) > (bid1 ?? 0), [ask1, ask0, bid0, bid1].join()).toBe(true);
		await page.getByTestId('depth-bid-4').click();
		await page.getByTestId('ticket-price').waitFor();
		expect(await page.getByTestId('ticket-type').inputValue()).toBe('LIMIT');
		const taken = Number(await page.getByTestId('ticket-price').inputValue());
		expect(Math.abs(taken - (await priceOf('depth-bid-0')))).toBeLessThan(0.01);
	}, 120_000);

	test('an instrument without a book is told as such', async () => {
		await page.getByTestId('watch-row-XAUUSD').click();
		await page.getByTestId('depth').getByText('No depth from this broker.').waitFor({ timeout: 30_000 });
		expect(await page.getByTestId('depth-ladder').count()).toBe(0);
		await page.getByTestId('watch-row-EURUSD').click();
		await page.getByTestId('depth-bid-0').waitFor({ timeout: 30_000 });
	}, 90_000);

	test('a person chooses what this browser is told, the service worker shows it, and the choice can be taken back', async () => {
		await page.context().grantPermissions(['notifications'], { origin: new URL(stack.urls.web).origin });
		const asked = async () =>
			(await api.request('{ pushSettings { subscriptions { endpoint kinds } } }', {}, settings)).pushSettings.subscriptions;
		await page.goto(`${stack.urls.web}/account`);
		const denials = page.getByTestId('push-DENIAL');
		await denials.waitFor({ timeout: 30_000 });
		expect(await denials.isChecked(), 'nothing is told unasked').toBe(false);
		await denials.click();
		await until('the API to know', async () => (await asked())[0]?.kinds.join() === 'DENIAL', 20_000);
		await page.getByTestId('push-FILL').click();
		await until('both to be asked for', async () => (await asked())[0]?.kinds.toSorted().join() === 'DENIAL,FILL', 20_000);
		expect(await asked()).toMatchObject([{ endpoint: pushEndpoint }]);

		const scope = z.string().parse(await page.evaluate('navigator.serviceWorker.ready.then(({ scope }) => scope)'));
		const cdp = await page.context().newCDPSession(page);
		const registrations: { registrationId: string; scopeURL: string }[] = [];
		cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: found }) => registrations.push(...found));
		await cdp.send('ServiceWorker.enable');
		const { registrationId } = await until('the service worker', () => registrations.find(({ scopeURL }) => scopeURL === scope), 20_000);
		const data = JSON.stringify({ title: 'Denied: buy 0.10 EURUSD', body: 'Aurora', tag: 'o-1-1', url: '/orders' });
		await cdp.send('ServiceWorker.deliverPushMessage', { origin: new URL(stack.urls.web).origin, registrationId, data });
		const shown =
			'navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((all) => all.map(({ title, body, tag }) => [title, body, tag].join()).join())';
		const notices = async () => z.string().parse(await page.evaluate(shown));
		await until('the message to be shown', async () => (await notices()) === 'Denied: buy 0.10 EURUSD,Aurora,o-1-1', 20_000);

		await page.getByTestId('push-FILL').click();
		await until('one to be left', async () => (await asked())[0]?.kinds.join() === 'DENIAL', 20_000);
		await denials.click();
		await until('nothing to be asked for', async () => (await asked()).length === 0, 20_000);
	}, 120_000);
});
