import type { Stack } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endAfterAll } from './src/after.ts';
import { createAlert } from './src/alerts.ts';
import { type ApiClient, connect } from './src/api.ts';
import { type Browser, openBrowser, signIn } from './src/browser.ts';
import { startFresh } from './src/stack.ts';
import {
	accounts,
	executions,
	instrumentId,
	orderEventShape,
	orderEventsDocument,
	orders,
	positionFields,
	positionShape,
	positions,
} from './src/trading.ts';
import { until } from './src/wait.ts';

const alertShape = z.object({ alertFired: z.object({ alert: z.object({ name: z.string() }), value: z.string() }) });

/** One trip of an order: from the portal to the terminal and back, seen by the buyer, by an integrator, and by nobody else. */
describe('the portal', () => {
	let stack: Stack;
	let browser: Browser;
	let aurora: ApiClient;
	let borealis: ApiClient;

	beforeAll(async () => {
		stack = await startFresh('portal');
		browser = await openBrowser();
		[aurora, borealis] = await Promise.all([
			connect(stack.urls.api, stack.login('trader@aurora.example')),
			connect(stack.urls.api, stack.login('trader@borealis.example')),
		]);
		await until('all terminals of Aurora to be reconciled', async () => (await accounts(aurora)).every((a) => a.reconciled), 60_000);
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([aurora?.close(), borealis?.close(), browser?.close()]),
	);

	test('a wrong password is refused with a message that says so', async () => {
		const page = await browser.newPage();
		await page.goto(stack.urls.web);
		await page.getByTestId('login-email').fill('trader@aurora.example');
		await page.getByTestId('login-password').fill('not the password');
		await page.getByTestId('login-submit').click();
		await page.getByTestId('login-error').waitFor();
		expect(await page.getByTestId('login-error').textContent()).toMatch(/password/i);
	}, 60_000);

	test('a trader buys, sees the fill and the position, closes it and sees the P&L; an integrator sees the same, another tenant nothing', async () => {
		const positionsFeed = `subscription { positions { ${positionFields} } }`;
		const positionsShape = z.object({ positions: z.array(positionShape) });
		const events = aurora.subscribe(orderEventsDocument, {}, orderEventShape);
		const live = aurora.subscribe(positionsFeed, {}, positionsShape);
		const foreignEvents = borealis.subscribe(orderEventsDocument, {}, orderEventShape);
		const foreignPositions = borealis.subscribe(positionsFeed, {}, positionsShape);
		await until('both tenants to be subscribed', () => live.items.length > 0 && foreignPositions.items.length > 0);

		const page = await browser.newPage();
		await signIn(page, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
		const bid = page.getByTestId('quote-bid-EURUSD');
		const before = await bid.textContent();
		await until('the EURUSD quote to move', async () => (await bid.textContent()) !== before, 30_000);

		await page.getByTestId('watch-row-EURUSD').click();
		await page.getByTestId('ticket-side-buy').click();
		await page.getByTestId('ticket-qty').fill('0.50');
		await page.getByTestId('ticket-submit').click();

		await page.getByTestId('tab-orders').click();
		await page.locator('[data-testid=order-row][data-life=FILLED]').first().waitFor({ timeout: 20_000 });
		await page.getByTestId('tab-positions').click();
		const row = page.locator('[data-testid=position-row][data-symbol=EURUSD]').first();
		await row.waitFor({ timeout: 20_000 });
		await until('a live P&L in the position row', async () => /\d/.test((await row.getByTestId('position-pnl').textContent()) ?? ''));
		expect(await positions(aurora)).toHaveLength(1);
		await until(
			'the integrator to see the fill',
			() =>
				events.items.some((e) => e.orderEvents.order?.life === 'FILLED') &&
				events.items.some((e) => e.orderEvents.execution?.entry === 'IN'),
		);
		await until('the integrator to see the position', () =>
			live.items.some((m) => m.positions.some((p) => Number(p.quantity) === 0.5 && p.side === 'BUY')),
		);

		await row.getByTestId('position-close').click();
		const confirm = page.getByTestId('position-close-confirm');
		if (
			await confirm.waitFor({ timeout: 2_000 }).then(
				() => true,
				() => false,
			)
		)
			await confirm.click();
		await until('the position to be closed', async () => (await positions(aurora)).length === 0);
		await row.waitFor({ state: 'detached', timeout: 20_000 });
		const deals = (await executions(aurora)).filter((e) => e.orderId !== null);
		expect(deals.map((d) => d.entry).sort()).toEqual(['IN', 'OUT']);
		const profit = deals.find((d) => d.entry === 'OUT')?.profit ?? '';
		await until('the realised P&L in the executions blotter', async () => {
			const tab = page.getByTestId('tab-executions');
			if (await tab.isVisible()) await tab.click();
			return (await page.getByTestId('executions-table').textContent())?.replace(/[\u2212]/g, '-').includes(profit.replace(/^-/, ''));
		});
		const account = (await accounts(aurora)).find((a) => a.id === deals[0]?.account.id);
		expect(Number(account?.realisedPnl)).toBeCloseTo(Number(profit), 2);

		const seqs = events.items
			.filter((e) => (e.orderEvents.order ?? e.orderEvents.execution)?.account.id === account?.id)
			.map((e) => BigInt(e.orderEvents.seq));
		expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => (a < b ? -1 : 1)));
		expect(foreignEvents.items).toEqual([]);
		expect(foreignPositions.items.flatMap((m) => m.positions)).toEqual([]);
		expect(await orders(borealis)).toEqual([]);
		for (const feed of [events, live, foreignEvents, foreignPositions]) {
			expect(feed.errors).toEqual([]);
			feed.stop();
		}
	}, 120_000);

	test('the page of an instrument shows its bars, live, and how good its quotes are; an alert fires for its own tenant alone', async () => {
		const heard = aurora.subscribe('subscription { alertFired { alert { name } value } }', {}, alertShape);
		const foreign = borealis.subscribe('subscription { alertFired { alert { name } value } }', {}, alertShape);
		const page = await browser.newPage();
		await signIn(page, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
		await page.getByTestId('watch-row-EURUSD').click();
		await page.getByTestId('instrument-link').click();
		await page.getByTestId('instrument-symbol').waitFor({ timeout: 20_000 });
		await page.getByTestId('every-1s').click();
		const chart = page.getByTestId('bar-chart');
		const bars = async () => Number(await chart.getAttribute('data-bars'));
		await until('some bars', async () => (await bars()) > 2, 30_000);
		const before = await bars();
		await until('more bars to come by themselves', async () => (await bars()) > before, 30_000);
		expect(Number(await page.getByTestId('quality-seen').textContent())).toBeGreaterThan(0);

		const eurusd = await instrumentId(aurora, 'EURUSD');
		await createAlert(aurora, { name: 'anything', instrumentId: eurusd, metric: 'BID', kind: 'ABOVE', level: '0.1' });
		await until('the alert to fire', () => heard.items.some(({ alertFired }) => alertFired.alert.name === 'anything'));
		expect(foreign.items).toEqual([]);
		for (const feed of [heard, foreign]) feed.stop();
	}, 120_000);

	test('a file goes into the tick store from the page of market data: sent, looked at, imported, with what was not stored', async () => {
		const page = await browser.newPage();
		await signIn(page, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
		await page.goto(`${stack.urls.web}/data`);
		const text = '<DATE>\t<TIME>\t<BID>\t<ASK>\r\n2024.01.02\t10:00:00\t1.10000\t1.10010\r\n2024.01.02\tnonsense\t1\t2\r\n';
		const file = { name: 'EURUSD_202401020000_202401030000.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
		await page.getByTestId('import-file').setInputFiles(file);
		await page.getByTestId('import-venue').fill('BROKER');
		await page.getByTestId('import-preview').click();
		await page.getByTestId('import-error').waitFor({ timeout: 20_000 });
		expect(await page.getByTestId('import-error').textContent()).toMatch(/zone/);
		await page.getByTestId('import-zone').fill('Europe/Athens');
		await page.getByTestId('import-preview').click();
		await page.getByTestId('preview-rows').getByText('2024-01-02 08:00:00').waitFor({ timeout: 20_000 });
		await page.getByTestId('import-start').click();
		await page.getByTestId('imports').getByText('Stored', { exact: true }).last().waitFor({ timeout: 30_000 });
		await page.getByTestId('series').getByText('BROKER').waitFor({ timeout: 20_000 });
		await page.getByTestId('imports').getByText('1 rows').click();
		await page.getByTestId('bad-rows').getByText('nonsense').waitFor({ timeout: 20_000 });
	}, 120_000);

	test('works on a phone', async () => {
		const page = await browser.newPage({ width: 390, height: 844 });
		await signIn(page, { url: stack.urls.web, ...stack.login('trader@borealis.example') });
		expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
	}, 60_000);
});
