import type { Stack } from '@meridian/local';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { chooseLook, chooseTheme, openSettled, problemsHere, themes } from './src/axe.ts';
import { type Browser, openBrowser } from './src/browser.ts';
import { type PortalPage, portalPages, tooWide, type Visitor, watchScripts } from './src/pages.ts';
import { startFresh } from './src/stack.ts';

const sizes = [
	{ width: 1440, height: 900 },
	{ width: 390, height: 844 },
] as const;
const pages = portalPages();

/** Every page there is, as who may enter it sees it, on a desk and on a phone. */
describe('every page of the portal', () => {
	let stack: Stack;
	let browser: Browser;

	beforeAll(async () => {
		stack = await startFresh('everyPage', { venue: 'simulator' });
		browser = await openBrowser();
	}, 240_000);
	endAfterAll(
		() => stack,
		async () => browser?.close(),
	);

	const url = (path: string): string => `${stack.urls.web}${path}`;
	/** A page of the browser in which this visitor is signed in. */
	async function enter(visitor: Visitor, size: (typeof sizes)[number]): Promise<Page> {
		const page = await browser.newPage(size);
		if (visitor === 'nobody') return page;
		const { email, password } = stack.login(visitor === 'operator' ? 'operator@meridian.example' : 'admin@aurora.example');
		await page.goto(url('/login'));
		await page.getByTestId('login-email').fill(email);
		await page.getByTestId('login-password').fill(password);
		await page.getByTestId('login-submit').click();
		await page.locator('#room').waitFor({ timeout: 60_000 });
		return page;
	}
	const entered = new Map<string, Promise<{ page: Page; scripts: () => string[] }>>();
	/** One browser page for each visitor and size; it goes from room to room. */
	function visit(visitor: Visitor, size: (typeof sizes)[number]) {
		const key = `${visitor} ${size.width}`;
		const known = entered.get(key) ?? enter(visitor, size).then((page) => ({ page, scripts: watchScripts(page) }));
		entered.set(key, known);
		return known;
	}

	test('are all on a list that is read from their source', () => {
		const of = (visitor: Visitor) => pages.filter((one: PortalPage) => one.visitor === visitor).map(({ path }) => path);
		expect(of('nobody')).toContain('/login');
		expect(of('operator')).toEqual(['/tenants']);
		expect(of('administrator')).toEqual(expect.arrayContaining(['/', '/instruments/EURUSD', '/people', '/usage']));
	});

	test.each(['/login', '/join', '/reset'])(
		'%s puts no password into the address, though it is sent before its scripts have come',
		async (path) => {
			const page = await browser.newPage();
			await page.route('**/*.js*', (route) => route.abort());
			await page.goto(url(path), { waitUntil: 'load' });
			for (const field of await page.locator('input').all()) await field.fill('a@password.of.mine');
			expect(await page.locator('button[type=submit]').isDisabled()).toBe(true);
			await page.locator('input').last().press('Enter');
			expect([page.url(), await page.locator('form').getAttribute('method')]).toEqual([url(path), 'post']);
			await page.context().close();
		},
		120_000,
	);

	describe.each(sizes)('at $width px', (size) => {
		test.each(pages)(
			'$path has no barrier in either theme, does not move sideways, and no script of it fails',
			async ({ path, visitor }) => {
				const { page, scripts } = await visit(visitor, size);
				await chooseTheme(page, { url: url(path), theme: themes[0] });
				await openSettled(page, url(path));
				const found: string[] = [];
				for (const theme of themes) {
					await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
					found.push(...(await problemsHere(page, theme)));
				}
				found.push(...(await tooWide(page)), ...scripts());
				expect(found).toEqual([]);
			},
			120_000,
		);
	});

	// German words are long, and Japanese has no spaces to break at.
	test.each([
		['German', 'de', /\b(?:und|der|mit|über|Sie)\b|ung\b/],
		['Japanese', 'ja', /[\p{sc=Hiragana}\p{sc=Han}]/u],
	])(
		'none moves sideways at 390 px in %s, and each speaks it',
		async (_, locale, ofLanguage) => {
			const found: string[] = [];
			for (const { path, visitor } of pages) {
				const { page, scripts } = await visit(visitor, sizes[1]);
				await chooseLook(page, { url: url(path), look: { locale } });
				await openSettled(page, url(path));
				const told = [...(await tooWide(page)), ...scripts()];
				const text = await page.locator('body').innerText();
				if ((await page.locator('html').getAttribute('lang')) !== locale || (path !== '/design' && !ofLanguage.test(text)))
					told.push(`speaks another language: ${text.slice(0, 80)}`);
				found.push(...told.map((one) => `${path}: ${one}`));
			}
			expect(found).toEqual([]);
		},
		600_000,
	);
});
