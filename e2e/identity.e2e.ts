import { totpCode } from '@meridian/auth';
import type { Stack } from '@meridian/local';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { type Browser, openBrowser } from './src/browser.ts';
import { startFresh } from './src/stack.ts';
import { until } from './src/wait.ts';

const password = 'a password of the newcomer';

/** People as they come, prove who they are, and go: in the browser. */
describe('a person in the portal', () => {
	let stack: Stack;
	let browser: Browser;
	/** By its name and not its address: passkeys are for domains. */
	const at = (path: string): string => `http://localhost:${stack.ports.web}${path}`;
	const shoot = async (page: Page, name: string) => {
		const dir = process.env.MERIDIAN_SCREENSHOTS;
		if (dir === undefined) return;
		for (const [width, height] of [
			[1440, 900],
			[390, 844],
		] as const) {
			await page.setViewportSize({ width, height });
			await page.screenshot({ path: `${dir}/${name}-${width}.png`, fullPage: true });
		}
		await page.setViewportSize({ width: 1440, height: 900 });
	};
	const signIn = async (page: Page, email: string, secret: string) => {
		await page.goto(at('/login'));
		await page.getByTestId('login-email').fill(email);
		await page.getByTestId('login-password').fill(secret);
		await page.getByTestId('login-submit').click();
	};

	beforeAll(async () => {
		stack = await startFresh('identity', { venue: 'simulator' });
		browser = await openBrowser();
	}, 240_000);
	endAfterAll(
		() => stack,
		async () => browser?.close(),
	);

	test('is invited, signs up, adds an app and a passkey, proves both, and is removed', async () => {
		const admin = await browser.newPage();
		const { email, password: secret } = stack.login('admin@aurora.example');
		await signIn(admin, email, secret);
		await admin.getByTestId('halt-button').waitFor({ timeout: 30_000 });
		await admin.goto(at('/people'));
		await admin.getByTestId('invite-email').fill('newcomer@aurora.example');
		await admin.getByTestId('invite-role').selectOption('COMPLIANCE');
		await admin.getByTestId('invite-submit').click();
		const link = await admin.getByTestId('invite-link').textContent();
		await shoot(admin, 'people');
		await admin.goto(at('/keys'));
		await admin.getByTestId('client-name').fill('Robot');
		await admin.getByTestId('client-create').click();
		const [client = '', clientSecret = ''] = ((await admin.getByTestId('client-secret').textContent()) ?? '').split(':');
		await shoot(admin, 'programs');
		const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: clientSecret });
		expect((await fetch(`${stack.urls.api}/oauth/token`, { method: 'POST', body: form })).status).toBe(200);
		await admin.goto(at('/people'));

		const page = await browser.newPage();
		await page.goto(at(`/join#${link?.split('#')[1]}`));
		await page.getByTestId('join-name').fill('New Comer');
		for (const field of ['join-password', 'join-again']) await page.getByTestId(field).fill(password);
		await shoot(page, 'join');
		await page.getByTestId('join-submit').click();
		await page.getByTestId('account-switcher').waitFor({ timeout: 30_000 });

		await page.goto(at('/account'));
		await page.getByTestId('add-totp').click();
		const totp = (await page.getByTestId('totp-secret').textContent()) ?? '';
		// Of the step before: the next one is for the log-in.
		await page.getByTestId('totp-code').fill(totpCode(totp, Date.now() - 30_000));
		await page.getByTestId('totp-confirm').click();
		expect((await page.getByTestId('recovery-codes').textContent())?.split(/\s+/)).toHaveLength(10);

		const devtools = await page.context().newCDPSession(page);
		await devtools.send('WebAuthn.enable');
		await devtools.send('WebAuthn.addVirtualAuthenticator', {
			options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
		});
		await page.getByTestId('add-passkey').click();
		await page.getByTestId('factors').getByText('Passkey').waitFor();
		await shoot(page, 'account');

		await page.context().clearCookies();
		await signIn(page, 'newcomer@aurora.example', password);
		await page.getByTestId('login-passkey').waitFor();
		await shoot(page, 'second-step');
		await page.getByTestId('login-passkey').click();
		await page.getByTestId('account-switcher').waitFor({ timeout: 30_000 });

		const elsewhere = await browser.newPage();
		await signIn(elsewhere, 'newcomer@aurora.example', password);
		await elsewhere.getByTestId('login-code').fill('000000');
		await elsewhere.getByTestId('login-code-submit').click();
		expect(await elsewhere.getByTestId('login-error').textContent()).toMatch(/wrong/);
		await elsewhere.getByTestId('login-code').fill(totpCode(totp, Date.now()));
		await elsewhere.getByTestId('login-code-submit').click();
		await elsewhere.getByTestId('account-switcher').waitFor({ timeout: 30_000 });
		await elsewhere.goto(at('/account'));
		await until('both devices to be listed', async () => (await elsewhere.getByTestId('sessions').locator('article').count()) >= 2);

		await admin.reload();
		const row = admin.getByTestId('people').locator('article', { hasText: 'newcomer@aurora.example' });
		await row.getByRole('button', { name: 'Remove' }).click();
		await row.getByText('removed').waitFor();
		// Its socket says so, or its next question to the server does: whichever comes first.
		const withdrawn = page.getByText('Your access was withdrawn');
		await until('the page to be shut', async () => page.url().includes('/login?expired=1') || (await withdrawn.isVisible()), 15_000);
	}, 180_000);

	test('of the platform makes a tenant, whose administrator signs up, and suspends it', async () => {
		const operator = await browser.newPage();
		const { email, password: secret } = stack.login('operator@meridian.example');
		await signIn(operator, email, secret);
		await operator.getByTestId('tenant-name').waitFor({ timeout: 30_000 });
		const fields = { 'tenant-name': 'Zephyr Partners', 'tenant-slug': 'zephyr', 'tenant-admin': 'head@zephyr.example' };
		for (const [field, text] of Object.entries(fields)) await operator.getByTestId(field).fill(text);
		await operator.getByTestId('tenant-create').click();
		const link = await operator.getByTestId('tenant-link').textContent();
		await shoot(operator, 'tenants');

		const head = await browser.newPage();
		await head.goto(at(`/join#${link?.split('#')[1]}`));
		await head.getByTestId('join-name').fill('Head of Zephyr');
		for (const field of ['join-password', 'join-again']) await head.getByTestId(field).fill(password);
		await head.getByTestId('join-submit').click();
		await head.getByText('This organisation has no account or no instrument').waitFor({ timeout: 30_000 });
		await head.goto(at('/people'));
		await head.getByText('People of Zephyr Partners').waitFor();

		const row = operator.getByTestId('tenants').locator('article', { hasText: 'zephyr' });
		await row.getByRole('button', { name: 'Suspend' }).click();
		await row.getByRole('button', { name: 'Suspend: sure?' }).click();
		await row.getByText('suspended').waitFor({ timeout: 15_000 });
		const again = await browser.newPage();
		await signIn(again, 'head@zephyr.example', password);
		await until('the log-in to be refused', async () => /suspended/.test((await again.getByTestId('login-error').textContent()) ?? ''));
	}, 180_000);
});
