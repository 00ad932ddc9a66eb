import type { Stack } from '@meridian/local';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { seriousProblems } from './src/axe.ts';
import { type Browser, openBrowser, signIn } from './src/browser.ts';
import { startFresh } from './src/stack.ts';
import { accounts, orders, positionStops, positions } from './src/trading.ts';
import { until } from './src/wait.ts';

/** How far each type rests from the market, in EURUSD, so that it never fills by itself; and the fields that it needs. */
const resting = [
	{ type: 'LIMIT', price: -0.02 },
	{ type: 'STOP', price: 0.02 },
	{ type: 'STOP_LIMIT', price: 0.02, limitPrice: 0.019 },
	{ type: 'MARKET_IF_TOUCHED', price: -0.02 },
	{ type: 'LIMIT_IF_TOUCHED', price: -0.02, limitPrice: -0.021 },
	{ type: 'TRAILING_STOP', trail: '2000' },
] as const;

/** A trader's day in the portal, on one running copy with the emulated terminals behind it. */
describe('a trader', () => {
	let stack: Stack;
	let browser: Browser;
	let api: ApiClient;
	let page: Page;

	const at = async (distance: number) => (Number(await page.getByTestId('quote-bid-EURUSD').textContent()) + distance).toFixed(5);
	const fill = (testId: string, text: string) => page.getByTestId(testId).fill(text);
	const press = (testId: string) => page.getByTestId(testId).click();
	const newest = async () => (await orders(api))[0];
	const row = (clientOrderId: string) => page.locator(`[data-testid=order-row][data-client-order-id="${clientOrderId}"]`);
	const life = (clientOrderId: string, wanted: string) =>
		page.locator(`[data-testid=order-row][data-client-order-id="${clientOrderId}"][data-life=${wanted}]`).waitFor({ timeout: 20_000 });
	const choose = async (name: string) => {
		await page.getByTestId('account-switcher').selectOption({ label: name });
	};
	/** Sends the ticket and gives the order that came of it, not an exit that its bracket has placed meanwhile. */
	const send = async (): Promise<string> => {
		const before = new Set((await orders(api)).map(({ id }) => id));
		await press('ticket-submit');
		return until(
			'the order to be there',
			async () => (await orders(api)).find(({ id, clientOrderId }) => !before.has(id) && !clientOrderId.startsWith('#'))?.clientOrderId,
		);
	};
	const amend = async (id: string, stop: string): Promise<void> => {
		await row(id).getByTestId('order-amend').click();
		await fill('amend-stopLoss', stop);
		await press('amend-confirm');
		await until('the new stop to be in force', async () => (await orders(api)).find((one) => one.clientOrderId === id)?.stopLoss === stop);
		await page.getByTestId('dialog-amend').waitFor({ state: 'detached' });
	};
	const open = async (side: 'buy' | 'sell', lots: string): Promise<string> => {
		const before = new Set((await positions(api)).map(({ ticket }) => ticket));
		await page.getByTestId('ticket-type').selectOption('MARKET');
		await press(`ticket-side-${side}`);
		await fill('ticket-qty', lots);
		await send();
		const ticket = await until('the position', async () => (await positions(api)).find((one) => !before.has(one.ticket))?.ticket);
		await press('tab-positions');
		await page.locator(`[data-testid=position-row][data-ticket="${ticket}"]`).waitFor({ timeout: 20_000 });
		return ticket;
	};
	const positionRow = (ticket: string) => page.locator(`[data-testid=position-row][data-ticket="${ticket}"]`);
	const more = async (ticket: string, act: string) => {
		await positionRow(ticket).getByTestId('position-more').click();
		await press(`position-${act}`);
	};

	beforeAll(async () => {
		stack = await startFresh('traderDay');
		browser = await openBrowser();
		api = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		await until('the accounts to be reconciled', async () => (await accounts(api)).every((one) => one.reconciled), 60_000);
		page = await browser.newPage();
		await signIn(page, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
		await until('the quotes to come', async () => /\d/.test((await page.getByTestId('quote-bid-EURUSD').textContent()) ?? ''), 30_000);
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([api?.close(), browser?.close()]),
	);

	test.each(resting)(
		'places a $type order, amends it and cancels it',
		async (order) => {
			await page.getByTestId('ticket-type').selectOption(order.type);
			await press('ticket-side-buy');
			await fill('ticket-qty', '0.20');
			if ('price' in order) await fill('ticket-price', await at(order.price));
			if ('limitPrice' in order) await fill('ticket-limit-price', await at(order.limitPrice));
			if ('trail' in order) await fill('ticket-trail', order.trail);
			const id = await send();
			await press('tab-orders');
			await life(id, 'ACCEPTED');
			await amend(id, await at(-0.05));
			await row(id).getByTestId('order-cancel').click();
			await life(id, 'CANCELED');
		},
		60_000,
	);

	test('sees the whole life of an order: each state, when, and who', async () => {
		await row((await newest())?.clientOrderId ?? '').dblclick();
		const states = page.getByTestId('order-states');
		await states.getByText('Cancelled', { exact: true }).waitFor({ timeout: 20_000 });
		expect(await states.locator('li').count()).toBeGreaterThan(1);
		await page.getByTestId('order-detail').getByText('Aurora Trader').waitFor();
		await page.keyboard.press('Escape');
		await page.getByTestId('order-detail').waitFor({ state: 'detached' });
	}, 60_000);

	test('is told why an order is denied, and what to do, before it is sent and after', async () => {
		await page.getByTestId('ticket-type').selectOption('MARKET');
		await fill('ticket-qty', '100000');
		const preview = page.getByTestId('preview-denial');
		await preview.waitFor({ timeout: 20_000 });
		const code = await preview.locator('code').textContent();
		await press('ticket-submit');
		const result = page.getByTestId('ticket-result');
		await result.getByText(code ?? 'no code').waitFor({ timeout: 20_000 });
		expect(((await result.textContent()) ?? '').length).toBeGreaterThan((code ?? '').length + 20);
		await fill('ticket-qty', '0.20');
	}, 60_000);

	test('protects a position by a dialog and by dragging its line, closes a part by ticket, then the rest', async () => {
		const ticket = await open('buy', '0.40');
		await more(ticket, 'stops');
		// Near enough to be on the chart's scale however still the market is.
		await fill('stops-sl', await at(-0.002));
		await press('dialog-confirm');
		const first = await until('the stop to be in force', async () => (await positionStops(api, ticket))?.stopLoss);
		// A third of the way to the price at which it was opened, so that it stays below the market at every scale.
		await page.getByTestId('line-entry').waitFor({ timeout: 20_000 });
		const middle = async (kind: 'sl' | 'entry') => {
			const box = await page.getByTestId(`line-${kind}`).locator('.t-grip').boundingBox();
			if (box === null) throw new Error(`the tag of ${kind} is not drawn`);
			return { x: box.x + 20, y: box.y + box.height / 2 };
		};
		const [from, entry] = [await middle('sl'), await middle('entry')];
		await page.mouse.move(from.x, from.y);
		await page.mouse.down();
		await page.mouse.move(from.x, from.y + (entry.y - from.y) / 3, { steps: 5 });
		await page.mouse.up();
		await press('move-confirm');
		await until('the stop to have moved', async () => Number((await positionStops(api, ticket))?.stopLoss ?? first) > Number(first));
		await more(ticket, 'partial');
		await fill('partial-lots', '0.10');
		await press('dialog-confirm');
		await until('a part to be closed', async () =>
			(await positions(api)).some((one) => one.ticket === ticket && Number(one.quantity) === 0.3),
		);
		await positionRow(ticket).getByTestId('position-close').click();
		await positionRow(ticket).waitFor({ state: 'detached', timeout: 20_000 });
	}, 90_000);

	test('reverses a position, and sees which strategy holds it', async () => {
		await open('buy', '0.20');
		await page.getByTestId('positions-grouping').selectOption('strategy');
		const part = page.getByTestId('strategy-position');
		await part.getByText('No strategy').waitFor({ timeout: 20_000 });
		expect(await part.textContent()).toContain('EURUSDBuy0.20');
		await page.getByTestId('positions-grouping').selectOption('ticket');
		const [before] = await positions(api);
		await more(before?.ticket ?? '', 'reverse');
		await press('dialog-confirm');
		await until('it to be short', async () => (await positions(api)).some((one) => one.side === 'SELL' && Number(one.quantity) === 0.2));
		const [after] = await positions(api);
		await positionRow(after?.ticket ?? '')
			.getByTestId('position-close')
			.click();
		await until('it to be closed', async () => (await positions(api)).length === 0);
	}, 60_000);

	test('takes a bracket and an OCO pair from the chart, and sees either cancelled with one key', async () => {
		await press('chart-bracket');
		await page.getByTestId('line-draft-sl').waitFor({ timeout: 20_000 });
		await page.getByTestId('line-draft-tp').waitFor();
		const entry = await send();
		await until('the entry to be filled and its exits to work', async () => {
			const all = await orders(api);
			const isFilled = all.some(({ clientOrderId, life: is }) => clientOrderId === entry && is === 'FILLED');
			return isFilled && all.filter(({ life: is }) => is === 'ACCEPTED').length === 2;
		});
		await press('tab-positions');
		await page.getByTestId('position-row').first().getByTestId('position-close').click();
		await until('the position to be closed', async () => (await positions(api)).length === 0);
		await press('chart-clear');
		await press('chart-oco');
		await until('both lines', async () => (await page.getByTestId('line-draft').count()) === 2);
		await press('ticket-submit');
		await until(
			'both to work',
			async () => (await orders(api)).filter(({ life: is, price }) => is === 'ACCEPTED' && price !== null).length >= 2,
		);
		await page.getByTestId('ticket-arm').click();
		await page.locator('body').press('x');
		await until('none to work', async () => (await orders(api)).every(({ life: is }) => is !== 'ACCEPTED'), 30_000);
		await page.getByTestId('ticket-arm').click();
		await press('chart-clear');
	}, 90_000);

	test('lets two opposite positions of a hedging account close each other', async () => {
		const hedging = (await accounts(api)).find(({ mode }) => mode === 'HEDGING');
		await choose(hedging?.name ?? '');
		const long = await open('buy', '0.20');
		await open('sell', '0.20');
		await more(long, 'close-by');
		await press('dialog-confirm');
		await until('both to be closed', async () => (await positions(api)).length === 0);
	}, 60_000);

	test('sees that the line is cut, and loses nothing of what happened meanwhile', async () => {
		await press('tab-orders');
		await page.getByTestId('orders-which').selectOption('all');
		stack.processes.kill('api');
		await page.getByTestId('line-state').getByText('Offline, reconnecting').waitFor({ timeout: 20_000 });
		await stack.processes.waitHealthy('api', 60_000);
		await page.getByTestId('line-state').getByText('Live', { exact: true }).waitFor({ timeout: 60_000 });
		await page.getByTestId('ticket-type').selectOption('MARKET');
		await fill('ticket-qty', '0.30');
		await press('ticket-side-buy');
		await until(
			'the order to go through',
			async () => {
				await press('ticket-submit');
				return page
					.getByTestId('ticket-result')
					.getByText('Filled')
					.waitFor({ timeout: 5_000 })
					.then(
						() => true,
						() => false,
					);
			},
			60_000,
		);
		await page.locator('[data-testid=order-row][data-life=FILLED]').first().waitFor({ timeout: 20_000 });
	}, 180_000);

	test('finds an instrument by its name, and the list of keys', async () => {
		await page.keyboard.press('Control+k');
		await fill('palette-input', 'gbpusd');
		await page.getByTestId('palette-option').first().waitFor({ timeout: 20_000 });
		await page.keyboard.press('Enter');
		await page.locator('.t-ticket h2', { hasText: 'GBPUSD' }).waitFor({ timeout: 20_000 });
		await page.locator('body').press('?');
		await page.getByTestId('keyboard-map').waitFor();
		await page.keyboard.press('Escape');
	}, 60_000);

	test.each(['dark', 'light'] as const)(
		'meets no serious barrier on any page in %s',
		async (theme) => {
			const found: string[] = [];
			for (const path of ['/', '/orders', '/instruments/EURUSD', '/data', '/limits', '/account', '/design'])
				found.push(...(await seriousProblems(page, { url: `${stack.urls.web}${path}`, theme })));
			expect(found).toEqual([]);
		},
		180_000,
	);
});
