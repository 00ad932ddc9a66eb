import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Stack } from '@meridian/local';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { connect } from './src/api.ts';
import { type Browser, openBrowser } from './src/browser.ts';
import { startFresh } from './src/stack.ts';
import { until } from './src/wait.ts';

const password = 'a password of the newcomer';
/** Of every wait: what is waited for comes at once where the machine is quiet. */
const patienceMs = 90_000;
const soon = <T>(what: string, probe: () => T | Promise<T>) => until(what, probe, patienceMs);

/** An operator's day: an institution comes, is helped, is suspended, comes back, and takes its data away. */
describe('an operator of the platform', () => {
	let stack: Stack;
	let browser: Browser;
	let operator: Page;
	let head: Page;

	const open = (page: Page, room: string) => page.goto(`${stack.urls.web}/${room}`);
	const row = () => operator.getByTestId('tenants').locator('article', { hasText: 'zephyr' });
	const press = async (name: string) => row().getByRole('button', { name, exact: true }).click();
	const signIn = async (page: Page, email: string, secret: string) => {
		await open(page, 'login');
		await page.getByTestId('login-email').fill(email);
		await page.getByTestId('login-password').fill(secret);
		await page.getByTestId('login-submit').click();
	};

	beforeAll(async () => {
		stack = await startFresh('operatorDay');
		browser = await openBrowser({ patienceMs });
		operator = await browser.newPage();
		const { email, password: secret } = stack.login('operator@meridian.example');
		await signIn(operator, email, secret);
		await operator.getByTestId('tenant-name').waitFor();
	}, 240_000);
	endAfterAll(
		() => stack,
		async () => browser?.close(),
	);

	test('sees how the platform stands: its health, its databases, how far the fleet is migrated, and the plans', async () => {
		for (const check of ['db', 'redis', 'events', 'gateway'])
			await operator.locator(`[data-testid=health-${check}][data-tone=good]`).waitFor();
		expect(await operator.getByTestId('cells').textContent()).toContain('main');
		expect(await operator.getByTestId('schema-versions').textContent()).toMatch(/newest \d+, served from \d+; behind: 0/);
		expect(await operator.getByTestId('plans').textContent()).toContain('Institution');
		// It is back within seconds: killed until the page, which looks now and then, has seen it away.
		await soon('the page to tell that the gateway is away', () => {
			stack.processes.kill('gateway');
			return operator.locator('[data-testid=health-gateway][data-tone=bad]').isVisible();
		});
		await operator.locator('[data-testid=health-gateway][data-tone=good]').waitFor();
	}, 300_000);

	test('makes a tenant, whose administrator signs up by the link, and gives it a plan', async () => {
		const fields = { 'tenant-name': 'Zephyr Partners', 'tenant-slug': 'zephyr', 'tenant-admin': 'head@zephyr.example' };
		for (const [field, words] of Object.entries(fields)) await operator.getByTestId(field).fill(words);
		await operator.getByTestId('tenant-create').click();
		const link = (await operator.getByTestId('tenant-link').textContent()) ?? '';
		head = await browser.newPage();
		await open(head, `join#${link.split('#')[1]}`);
		await head.getByTestId('join-name').fill('Head of Zephyr');
		for (const field of ['join-password', 'join-again']) await head.getByTestId(field).fill(password);
		await head.getByTestId('join-submit').click();
		await head.locator('.wordmark', { hasText: 'Zephyr Partners' }).waitFor();

		await operator.getByTestId('plan-zephyr').selectOption('TRIAL');
		await soon('the plan to be in force', async () => {
			await open(head, 'usage');
			await head.getByTestId('quotas').locator('article').first().waitFor();
			return head
				.getByText('Plan trial')
				.isVisible()
				.catch(() => false);
		});
	}, 300_000);

	test('sees nothing of a tenant before its administrator agrees, then reads, and each question is in its audit', async () => {
		await operator.getByTestId('support-tenant').selectOption('aurora');
		await operator.getByTestId('support-reason').fill('A terminal is said to be cut off.');
		await operator.getByTestId('support-hours').fill('1');
		await operator.getByTestId('support-ask').click();
		const request = operator.locator('[data-testid=support-request]', { hasText: 'Aurora' });
		await request.waitFor();
		expect(await request.getByTestId('support-enter').count()).toBe(0);

		const admin = await browser.newPage();
		const { email, password: secret } = stack.login('admin@aurora.example');
		await signIn(admin, email, secret);
		await admin.getByTestId('account-switcher').waitFor();
		await open(admin, 'access');
		await admin.getByTestId('support').locator('article', { hasText: 'cut off' }).getByRole('button').first().click();

		await request.getByTestId('support-enter').click();
		const inside = operator.getByTestId('support-inside');
		await inside.getByText('Aurora').first().waitFor();
		expect(await inside.getByTestId('inside-account').count()).toBeGreaterThan(0);
		await operator.getByTestId('support-leave').click();

		await open(admin, 'audit');
		for (const action of ['SUPPORT_REQUESTED', 'SUPPORT_ALLOWED', 'SUPPORT_ENTERED', 'SUPPORT_READ']) {
			await admin.getByTestId('audit-action').selectOption(action);
			await admin.locator('[data-testid=audit-line]', { hasText: action }).first().waitFor();
		}
		await open(admin, 'access');
		await admin.getByTestId('support').locator('article', { hasText: 'cut off' }).locator('button[data-tone=danger]').click();
		await request.getByText('ended').waitFor();
		await admin.context().close();
	}, 300_000);

	test('suspends it, exports it, and restores it', async () => {
		await press('Suspend');
		await press('Suspend: sure?');
		await row().getByText('suspended').waitFor();
		const refused = await browser.newPage();
		await signIn(refused, 'head@zephyr.example', password);
		await soon('the log-in to be refused', async () => /suspended/.test((await refused.getByTestId('login-error').textContent()) ?? ''));

		await press('Export');
		const folder = join(stack.stateDir, 'exports');
		const file = await soon('the export to be written', () => {
			const found = readdirSync(folder).find((name) => name.includes('zephyr') && name.endsWith('.gz'));
			return found !== undefined && join(folder, found);
		});
		const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
		for (const line of lines) JSON.parse(line);
		expect(lines.join()).toContain('head@zephyr.example');
		expect(lines.join(), 'nothing of another tenant').not.toContain('aurora');

		await press('Delete');
		await press('Delete: sure?');
		await row().getByText('deleted').waitFor();
		await press('Restore');
		await row().getByText('suspended').waitFor();
		await press('Resume');
		await row().getByText('active').waitFor();
		const back = await soon('the administrator to come in again', () =>
			connect(stack.urls.api, { email: 'head@zephyr.example', password }).catch(() => null),
		);
		await back.close();
	}, 300_000);
});
