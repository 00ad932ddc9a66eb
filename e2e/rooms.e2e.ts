import type { Stack } from '@meridian/local';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { chooseTheme, openSettled, problemsHere, themes } from './src/axe.ts';
import { type Browser, openBrowser } from './src/browser.ts';
import { type PortalPage, portalPages, tooWide, type Visitor, watchScripts } from './src/pages.ts';
import { startFresh } from './src/stack.ts';

const sizes = [
	{ width: 1440, height: 900 },
	{ width: 390, height: 844 },
] as const;
const pages = portalPages();

/** Every page there is, as who may enter it sees it, on a desk and on a phone. */
describe('the rooms of the portal', () => {
	let stack: Stack;
	let browser: Browser;

	beforeAll(async () => {
		stack = await startFresh('rooms', { venue: 'simulator' });
		browser = await openBrowser();
	}, 240_000);
	endAfterAll(
		() => stack,
		async () => browser?.close(),
	);

	const url = (path: string): string => `${stack.urls.web}${path}`;
	/** A page of the browser in which this visitor is signed in. */
	async function enter(visitor: Visitor, size: { readonly width: number; readonly height: number }): Promise<Page> {
		const page = await browser.newPage(size);
		// Nothing fades: what is measured is what stays.
		await page.emulateMedia({ reducedMotion: 'reduce' });
		if (visitor === 'nobody') return page;
		const { email, password } = stack.login(visitor === 'operator' ? 'operator@meridian.example' : 'admin@aurora.example');
		await page.goto(url('/login'));
		await page.getByTestId('login-email').fill(email);
		await page.getByTestId('login-password').fill(password);
		await page.getByTestId('login-submit').click();
		await page.locator('#room').waitFor({ timeout: 30_000 });
		return page;
	}
	/** Walks pages one after another; gives all that is wrong with any of them. */
	async function walk(page: Page, input: { paths: readonly string[]; width: number }): Promise<string[]> {
		const found: string[] = [];
		const scripts = watchScripts(page);
		for (const path of input.paths) {
			await chooseTheme(page, { url: url(path), theme: themes[0] });
			await openSettled(page, url(path));
			for (const theme of themes) {
				await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
				found.push(...(await problemsHere(page, `${path} ${theme} ${input.width}`)));
			}
			found.push(...(await tooWide(page)).map((text) => `${path} ${input.width} is too wide: ${text}`));
			found.push(...scripts());
		}
		return found;
	}

	test('are all on a list that is read from their source', () => {
		const of = (visitor: Visitor) => pages.filter((one: PortalPage) => one.visitor === visitor).map(({ path }) => path);
		expect(of('nobody')).toContain('/login');
		expect(of('operator')).toEqual(['/tenants']);
		expect(of('administrator')).toEqual(expect.arrayContaining(['/', '/instruments/EURUSD', '/people', '/usage']));
	});

	test.each(sizes.flatMap((size) => (['nobody', 'operator', 'administrator'] as const).map((visitor) => ({ ...size, visitor }))))(
		'meet $visitor at $width px without barrier, in both themes, without moving sideways and without an error of a script',
		async ({ width, height, visitor }) => {
			const page = await enter(visitor, { width, height });
			const paths = pages.filter((one) => one.visitor === visitor).map(({ path }) => path);
			expect(await walk(page, { paths, width })).toEqual([]);
			await page.context().close();
		},
		180_000,
	);
});
