import type { Stack } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { type Browser, openBrowser, signIn } from './src/browser.ts';
import { startFresh } from './src/stack.ts';
import { type AccountRow, accounts, instrumentId, preview } from './src/trading.ts';
import { until } from './src/wait.ts';

/** A limit on its way through the house: proposed in the portal, approved there by someone else, and in force in the engine. */
describe('limits', () => {
	let stack: Stack;
	let browser: Browser;
	let trader: ApiClient;
	let account: AccountRow;
	let eurusd: string;

	beforeAll(async () => {
		stack = await startFresh('limits');
		browser = await openBrowser();
		trader = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		eurusd = await instrumentId(trader, 'EURUSD');
		account = (await accounts(trader)).find((each) => each.mode === 'NETTING') as AccountRow;
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([trader?.close(), browser?.close()]),
	);

	const verdict = (quantity: string) =>
		preview(trader, { accountId: account.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity });
	async function limitsOf(email: string) {
		const page = await browser.newPage();
		await signIn(page, { url: stack.urls.web, ...stack.login(email) });
		await page.goto(`${stack.urls.web}/limits`);
		const label = page.getByTestId('limits-of').locator('option', { hasText: `Account · ${account.name}` });
		await page.getByTestId('limits-of').selectOption((await label.first().getAttribute('value')) ?? '');
		return page;
	}

	test('are proposed by one person, approved by another, and then judge orders', async () => {
		await until('an order of half a lot to pass', async () => (await verdict('0.50')) === 'would pass', 60_000);
		const officer = await limitsOf('risk@aurora.example');
		await officer.getByLabel('Propose Order size').fill('0');
		await officer.getByTestId('limits-propose').click();
		await officer.getByTestId('limits-change').waitFor();
		expect(await officer.getByTestId('limits-change').textContent()).toMatch(/Order size 0 lots/);
		expect(await officer.getByTestId('limits-approve').count(), 'not by who proposed it').toBe(0);
		expect(await verdict('0.50'), 'and nothing has changed').toBe('would pass');

		const admin = await limitsOf('admin@aurora.example');
		await admin.getByTestId('limits-approve').click();
		await until(
			'the version in force to show it',
			async () =>
				/0/.test((await admin.locator('[data-testid=limit][data-key=maxOrderQtyLots] [data-name="In force"]').textContent()) ?? '') &&
				(await admin.getByTestId('limits-change').count()) === 0,
		);
		await until('the engine to hold orders against it', async () => (await verdict('0.50')) !== 'would pass', 30_000);
		expect(await verdict('0.50')).toMatch(/MAX_ORDER_QTY/);
	}, 180_000);

	test('can be read, and not proposed, by a trader', async () => {
		const page = await limitsOf('trader@aurora.example');
		await page.getByTestId('limits-table').waitFor();
		expect(await page.getByTestId('limits-propose').count()).toBe(0);
	}, 60_000);
});
