import { gzipSync } from 'node:zlib';
import { openBrowser, signIn } from '@meridian/e2e/browser';
import { endStack, freshStack, startFresh } from '@meridian/e2e/stack';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { quantileRows } from './figures.ts';
import { startProxy } from './portal/proxy.ts';
import { record, summarise } from './portal/trace.ts';
import type { Result } from './types.ts';

const measuredMs = Number(process.env.MERIDIAN_BENCH_SECONDS ?? '60') * 1_000;
const observedMs = 5_000;
const budgets = { frameMs: 8, taskMs: 50, interactiveMs: 2_000, loginKb: 350, tradeKb: 900 } as const;
const names = z.array(z.string());

/** Gzip of every script that the page has loaded by now, in kB. */
async function scriptKb(page: Page): Promise<number> {
	const urls = names.parse(
		await page.evaluate(
			`performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname.endsWith('.js')).map(({ name }) => name)`,
		),
	);
	const sizes = await Promise.all(
		[...new Set(urls)].map(async (url) => gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length),
	);
	return sizes.reduce((sum, size) => sum + size, 0) / 1_000;
}

/** Text that changed on the page in a second, told by the page itself: only rows in sight are in it. */
const observe = `new Promise((resolve) => {
	let count = 0;
	const seen = new MutationObserver((records) => { count += records.length; });
	seen.observe(document.body, { subtree: true, characterData: true, childList: true });
	setTimeout(() => { seen.disconnect(); resolve(count); }, ${observedMs});
})`;

const row = (metric: string, value: number, unit: string): Result => ({ case: 'portal', metric, value: Number(value.toFixed(2)), unit });

/** The trading page in a real browser. */
export const benchmark = {
	name: 'portal',
	description: 'the trading page under 500 instruments at 10 Hz and 500 changing positions; how soon it is usable; size of its scripts',
	loadShape: `500 quotes and 500 positions (5 whole, as after a deal, the others their price and result) every 100 ms over one socket, ${measuredMs / 1_000} s; window of 1440x900, chart, prices, ticket and positions open`,
	excludes:
		'painting, compositing and the GPU; the network. Frames and tasks are measured on the CPU clock of the page’s main thread, from the browser’s own trace: what other programs take of the machine is not in them, the wall clock is printed beside. Quotes and positions are made by a proxy in front of the running API; all else is the real one.',
	async run(): Promise<Result[]> {
		const ports = freshStack('bench');
		const base = ports.portBase ?? 0;
		const proxyPort = base + 40;
		// The portal's server reads the desk for the page, too: both must see the same instruments.
		const proxyUrl = `http://127.0.0.1:${proxyPort}`;
		// As npm start lays its ports out: the portal's, then the API's. Before the stack, whose portal is healthy only with an API to ask.
		const proxy = await startProxy({ apiUrl: `http://127.0.0.1:${base + 1}`, port: proxyPort });
		const stack = await startFresh('bench', { env: { web: { MERIDIAN_API_URL: proxyUrl, MERIDIAN_PUBLIC_API_URL: proxyUrl } } });
		const outcome = { result: { state: 'fail' } };
		const browser = await openBrowser();
		try {
			const page = await browser.newPage();
			await page.goto(`${stack.urls.web}/login`, { waitUntil: 'load' });
			const loginKb = await scriptKb(page);
			await signIn(page, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
			const began = performance.now();
			await page.goto(stack.urls.web, { waitUntil: 'commit' });
			await page.locator('[data-testid=ticket-submit]:enabled').waitFor();
			await page.waitForFunction(`/\\d/.test(document.querySelector('[data-testid=quote-bid-EURUSD]')?.textContent ?? '')`);
			const interactiveMs = performance.now() - began;
			await page.locator('[data-testid=position-row]').first().waitFor();
			await page.locator('[data-testid=price-chart]').waitFor();
			const tradeKb = await scriptKb(page);
			const session = await page.context().newCDPSession(page);
			const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
			await pause(5_000); // what loads once has loaded
			const summary = summarise(await record(session, async () => void (await pause(measuredMs))));
			const mutations = z.number().parse(await page.evaluate(observe)) / (observedMs / 1_000);
			outcome.result.state = 'pass';
			const over = (values: readonly number[]) => values.filter((ms) => ms > budgets.taskMs).length;
			return [
				...quantileRows('script + layout per frame', { samples: [...summary.frameMs], unit: 'ms', quantiles: [0.5, 0.95, 0.99] }),
				row('budget of p95', budgets.frameMs, 'ms'),
				row('frames with work', summary.frameMs.length / summary.seconds, '/s'),
				row('longest task (CPU)', Math.max(...summary.taskMs), 'ms'),
				row('tasks over 50 ms (CPU)', over(summary.taskMs), ''),
				row('longest task (wall)', Math.max(...summary.taskWallMs), 'ms'),
				row('tasks over 50 ms (wall)', over(summary.taskWallMs), ''),
				row('visible mutations', mutations, '/s'),
				row('objects laid out anew', summary.laidOut / summary.seconds, '/s'),
				row('interactive', interactiveMs, 'ms'),
				row('scripts of the login page, gzip', loginKb, 'kB'),
				row('scripts of the trade page, gzip', tradeKb, 'kB'),
			];
		} finally {
			await browser.close();
			proxy.close();
			await endStack(stack, outcome);
		}
	},
};
