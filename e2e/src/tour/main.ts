import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '@meridian/local';
import { type ApiClient, connect } from '../api.ts';
import { type Browser, openBrowser } from '../browser.ts';
import { endStack, startFresh } from '../stack.ts';
import { accounts, instrumentId, orders, place, positions } from '../trading.ts';
import { until } from '../wait.ts';
import { type Shot, shots } from './shots.ts';

const docs = join(import.meta.dirname, '../../../docs');
const folder = join(docs, 'tour');
/** Pictures that are only looked at stay out of the repository. */
const others = join(docs, '../.state/tour');
const sizes = { desk: { width: 1440, height: 900 }, wide: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } } as const;
const themes = ['dark', 'light'] as const;
const emails = {
	...{ trader: 'trader@aurora.example', risk: 'risk@aurora.example', admin: 'admin@aurora.example' },
	...{ operator: 'operator@meridian.example' },
} as const;

/** Which pictures docs/tour.md shows. */
const shown: readonly (readonly [keyof typeof sizes, (typeof themes)[number]])[] = [
	['desk', 'dark'],
	['phone', 'light'],
];

function fileOf({ shot, size, theme }: { shot: Shot; size: keyof typeof sizes; theme: (typeof themes)[number] }): string {
	const isShown = shown.some(([oneSize, oneTheme]) => oneSize === size && oneTheme === theme);
	return join(isShown ? folder : others, `${shot.name}-${size}-${theme}.png`);
}

/** Something to look at: positions, orders that work, one that was denied. */
async function trade(api: ApiClient): Promise<void> {
	const [account] = await until(
		'the accounts to be reconciled',
		async () => {
			const all = await accounts(api);
			return all.every(({ reconciled }) => reconciled) ? all : undefined;
		},
		60_000,
	);
	const accountId = account?.id ?? '';
	for (const [symbol, side, quantity] of [
		['EURUSD', 'BUY', '0.50'],
		['GBPUSD', 'SELL', '0.30'],
		['XAUUSD', 'BUY', '0.10'],
	] as const)
		await place(api, { accountId, instrumentId: await instrumentId(api, symbol), side, type: 'MARKET', quantity });
	const eurusd = await instrumentId(api, 'EURUSD');
	for (const price of ['1.07900', '1.07500'])
		await place(api, { accountId, instrumentId: eurusd, side: 'BUY', type: 'LIMIT', quantity: '0.20', price });
	await place(api, { accountId, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '1000.00' });
	await until('the positions to be open', async () => (await positions(api)).length === 3);
	await until('the orders to work', async () => (await orders(api)).filter(({ life }) => life === 'ACCEPTED').length === 2);
}

type Session = Awaited<ReturnType<Browser['newPage']>>;

async function signedIn(browser: Browser, input: { stack: Stack; as: Shot['as']; size: keyof typeof sizes }): Promise<Session> {
	const page = await browser.newPage(sizes[input.size]);
	// The offer to be shown around is for newcomers, and in the way of every picture.
	await page.addInitScript(`localStorage.setItem('meridian:guide', '{"offered":true}')`);
	if (input.as === 'nobody') return page;
	const { email, password } = input.stack.login(emails[input.as]);
	await page.goto(`${input.stack.urls.web}/login`);
	await page.getByTestId('login-email').fill(email);
	await page.getByTestId('login-password').fill(password);
	await page.getByTestId('login-submit').click();
	await page.waitForURL((url) => !url.pathname.startsWith('/login'), { timeout: 60_000 });
	return page;
}

async function take(page: Session, input: { stack: Stack; shot: Shot; theme: (typeof themes)[number]; file: string }): Promise<void> {
	const { stack, shot, theme, file } = input;
	await page.context().addCookies([{ name: 'meridian-look', value: encodeURIComponent(JSON.stringify({ theme })), url: stack.urls.web }]);
	await page.goto(`${stack.urls.web}${shot.path}`, { waitUntil: 'load' });
	await page.locator('main').first().waitFor();
	if (shot.path !== '/design') await page.getByTestId('state-loading').first().waitFor({ state: 'detached', timeout: 60_000 });
	const price = page.getByTestId('quote-bid-EURUSD');
	if ((await price.count()) > 0) await until('the prices', async () => /\d/.test((await price.textContent()) ?? ''));
	await shot.prepare?.(page);
	await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined); // live pages never rest; then it is as ready as it gets
	await page.screenshot({ path: file });
}

function write(made: readonly Shot[]): void {
	const parts = made.map(({ name, title, text }) => {
		const pictures = shown.map(([size, theme]) => `![${title}, ${size}, ${theme}](tour/${name}-${size}-${theme}.png)`);
		return `## ${title}\n\n${text}\n\n${pictures.join('\n')}\n`;
	});
	const head =
		'# A tour of the portal\n\nMade by `npm run tour` from a running copy of the demo: its market and its money are simulated.\n';
	writeFileSync(join(docs, 'tour.md'), `${head}\n${parts.join('\n')}`);
}

/** `npm run tour [-- NAME…]`: every picture in every size and theme, or those of some names; docs/tour.md is written by a whole tour. */
async function main(names: readonly string[]): Promise<void> {
	const wanted = names.length === 0 ? shots : shots.filter(({ name }) => names.includes(name));
	if (wanted.length === 0)
		throw new Error(`no picture is called ${names.join(', ')}; there are: ${shots.map(({ name }) => name).join(', ')}`);
	const stack = await startFresh('tour', { history: true });
	const outcome = { result: { state: 'fail' } };
	const browser = await openBrowser();
	try {
		for (const place of [folder, others]) mkdirSync(place, { recursive: true });
		const api = await connect(stack.urls.api, stack.login(emails.trader));
		await trade(api);
		await stack.historyReady;
		await api.close();
		for (const size of Object.keys(sizes) as (keyof typeof sizes)[]) {
			for (const as of new Set(wanted.map((shot) => shot.as))) {
				const page = await signedIn(browser, { stack, as, size });
				for (const shot of wanted.filter((one) => one.as === as))
					for (const theme of themes) {
						await take(page, { stack, shot, theme, file: fileOf({ shot, size, theme }) });
						process.stdout.write(`${shot.name} ${size} ${theme}\n`);
					}
				await page.context().close();
			}
		}
		if (names.length === 0) write(shots);
		outcome.result.state = 'pass';
	} finally {
		await browser.close();
		await endStack(stack, outcome);
	}
}

main(process.argv.slice(2)).then(
	() => process.exit(0),
	(error: unknown) => {
		process.stderr.write(`tour: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);
