import { randomUUID } from 'node:crypto';
import type { Stack } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { brokerDeals, brokerRequests } from './src/broker-log.ts';
import { type Browser, openBrowser, signIn } from './src/browser.ts';
import { line, setLine } from './src/line.ts';
import { startFresh } from './src/stack.ts';
import { type AccountRow, accounts, executions, instrumentId, type OrderRow, orders, place, preview } from './src/trading.ts';
import { until } from './src/wait.ts';

/** The thesis: a lost answer is told as unknown, keeps its exposure reserved, is never sent again, and ends only on the venue's evidence. */
describe('the broker’s line is cut in the middle of an order', () => {
	let stack: Stack;
	let browser: Browser;
	let api: ApiClient;
	let account: AccountRow;
	let eurusd: string;

	const theAccount = async () => (await accounts(api)).find((a) => a.mode === 'NETTING') as AccountRow;
	const theOrder = async (clientOrderId: string): Promise<OrderRow | undefined> =>
		(await orders(api)).find((o) => o.clientOrderId === clientOrderId);
	const reconciled = () => until('the account to be reconciled', async () => (await theAccount()).reconciled, 60_000);
	const tradable = () =>
		until(
			'the gateway to let an order pass',
			async () =>
				(await preview(api, { accountId: account.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '0.30' })) ===
				'would pass',
			60_000,
		);
	const buy = (clientOrderId: string) =>
		place(api, { accountId: account.id, instrumentId: eurusd, clientOrderId, side: 'BUY', type: 'MARKET', quantity: '0.30' });

	beforeAll(async () => {
		stack = await startFresh('unplug');
		browser = await openBrowser();
		api = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		eurusd = await instrumentId(api, 'EURUSD');
		await reconciled();
		account = await theAccount();
		await tradable();
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([api?.close(), browser?.close()]),
	);

	test('after the send and before the deal: UNKNOWN with the exposure reserved, the same id gives the same order, and on reconnect the one fill is booked', async () => {
		const clientOrderId = randomUUID();
		await setLine(stack, account.login, 'cutAfterOrder');
		const answer = await buy(clientOrderId);
		expect(['PlaceOrderSuccess', 'OrderOutcomeUnknown']).toContain(answer.__typename);
		const unknown = await until('the order to be UNKNOWN', async () => {
			const order = await theOrder(clientOrderId);
			return order?.life === 'UNKNOWN' && order;
		});
		expect(unknown).toMatchObject({ pending: 'NEW_UNKNOWN', filledQuantity: '0.00', reservedQuantity: '0.30' });

		const page = await browser.newPage();
		await signIn(page, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
		await page.getByTestId('tab-orders').click();
		const row = page.locator(`[data-testid=order-row][data-client-order-id="${clientOrderId}"]`);
		await row.waitFor();
		expect(await row.getAttribute('data-life')).toBe('UNKNOWN');
		expect(await row.textContent()).toMatch(/0\.30/);

		const again = await buy(clientOrderId);
		expect(again).toMatchObject({ __typename: 'PlaceOrderSuccess', duplicate: true, order: { orderId: unknown.orderId } });

		await setLine(stack, account.login, 'up');
		await until('the fill to be booked', async () => (await theOrder(clientOrderId))?.life === 'FILLED', 60_000);
		await until('the portal to show it', async () => (await row.getAttribute('data-life')) === 'FILLED');
		const filled = await theOrder(clientOrderId);
		expect(filled).toMatchObject({ filledQuantity: '0.30', reservedQuantity: '0.00', pending: 'NONE' });
		expect((await executions(api)).filter((e) => e.orderId === unknown.orderId)).toHaveLength(1);
		expect((await line(stack, account.login)).orderFrames.filter((f) => f.orderId === unknown.orderId)).toHaveLength(1);
		expect(brokerRequests(stack, account.login, unknown.orderId)).toHaveLength(1);
		expect(brokerDeals(stack, account.login, unknown.orderId)).toHaveLength(1);
	}, 120_000);

	test('before the frame arrives: it becomes NOT_SENT on the terminal’s word, with no exposure left', async () => {
		await reconciled();
		await tradable();
		const clientOrderId = randomUUID();
		await setLine(stack, account.login, 'cutBeforeOrder');
		await buy(clientOrderId);
		await until('the order to be UNKNOWN', async () => (await theOrder(clientOrderId))?.life === 'UNKNOWN');
		await setLine(stack, account.login, 'up');
		await until('the order to be NOT_SENT', async () => (await theOrder(clientOrderId))?.life === 'NOT_SENT', 60_000);
		const order = await theOrder(clientOrderId);
		expect(order).toMatchObject({ filledQuantity: '0.00', reservedQuantity: '0.00', pending: 'NONE' });
		expect(brokerRequests(stack, account.login, order?.orderId ?? '')).toHaveLength(0);
		expect((await executions(api)).filter((e) => e.orderId === order?.orderId)).toHaveLength(0);
	}, 120_000);

	test('the portal’s switch unplugs the broker: an order is denied at once with the reason, and the line comes back', async () => {
		await reconciled();
		await tradable();
		const page = await browser.newPage();
		await signIn(page, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
		const toggle = page.getByTestId('line-switch').first();
		await toggle.click();
		await until('the link to be down', async () => (await accounts(api)).some((a) => !a.link), 30_000);
		const down = (await accounts(api)).find((a) => !a.link) as AccountRow;
		const denied = await place(api, { accountId: down.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '0.10' });
		expect(denied).toMatchObject({ __typename: 'OrderDenied', code: 'VENUE_LINK_DOWN' });
		await toggle.click();
		await until('the link to be up again', async () => (await accounts(api)).every((a) => a.link && a.reconciled), 60_000);
	}, 120_000);
});
