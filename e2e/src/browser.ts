import { browserTool, whereIs, windowlessBrowserTool } from '@meridian/local';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const flags = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** The system's Chromium: Playwright's own download is not used. Without windows where that is there and enough. @throws where there is none. */
function findChromium(isWhole: boolean): string {
	const path = (isWhole ? undefined : whereIs(windowlessBrowserTool)) ?? whereIs(browserTool);
	if (path === undefined) throw new Error(`no Chromium found: ${browserTool.otherwise}`);
	return path;
}

export type Browser = { newPage(size?: { width: number; height: number }): Promise<Page>; close(): Promise<void> };

/**
 * A headless browser; every page has cookies of its own.
 * @param input.patienceMs how long its pages wait, for what the caller does not say
 * @param input.isWhole notifications are asked for and shown
 */
export async function openBrowser(input: { readonly patienceMs?: number; readonly isWhole?: boolean } = {}): Promise<Browser> {
	const browser = await chromium.launch({ executablePath: findChromium(input.isWhole === true), args: [...flags] });
	const contexts: BrowserContext[] = [];
	return {
		async newPage(size = { width: 1440, height: 900 }) {
			const context = await browser.newContext({ viewport: size });
			contexts.push(context);
			if (input.patienceMs !== undefined) context.setDefaultTimeout(input.patienceMs);
			return context.newPage();
		},
		async close() {
			await Promise.all(contexts.map((context) => context.close()));
			await browser.close();
		},
	};
}

/** Logs in through the login page and waits for the trading screen. */
export async function signIn(page: Page, input: { url: string; email: string; password: string }): Promise<void> {
	await page.goto(input.url);
	await page.getByTestId('login-email').fill(input.email);
	await page.getByTestId('login-password').fill(input.password);
	await page.getByTestId('login-submit').click();
	await page.getByTestId('quote-bid-EURUSD').waitFor({ timeout: 90_000 });
}
