import type { Page } from 'playwright-core';
import { until } from '../wait.ts';

/** A picture of the tour: where, what is done first, and what is to be seen in it. */
export type Shot = {
	readonly name: string;
	readonly title: string;
	readonly text: string;
	readonly path: string;
	readonly as: 'trader' | 'risk' | 'admin' | 'operator' | 'nobody';
	/** Brings the page to what the picture shows. */
	readonly prepare?: (page: Page) => Promise<void>;
};

const press = (page: Page, testId: string) => page.getByTestId(testId).first().click();
/** Where the part is there: on a phone the parts are behind tabs. */
const tab = async (page: Page, name: string) => {
	const found = page.getByTestId(`phone-tab-${name}`);
	if (await found.isVisible()) await found.click();
};
const blotter = async (page: Page, name: 'positions' | 'orders' | 'account') => {
	await tab(page, 'orders');
	await press(page, `tab-${name}`);
};

export const shots: readonly Shot[] = [
	{
		...{ name: 'trade', title: 'Trade', path: '/', as: 'trader' },
		text: 'Prices, chart, ticket, positions. Panels are resized and kept as workspaces; the bar tells the account’s worth and whether its terminal is there.',
	},
	{
		...{ name: 'bracket', title: 'A bracket by dragging', path: '/', as: 'trader' },
		text: 'The stop and the target of the ticket are lines in the chart; the ticket tells what each would cost or make before anything is sent.',
		prepare: async (page) => {
			await tab(page, 'chart');
			await press(page, 'chart-bracket');
			await page.getByTestId('line-draft-sl').waitFor();
		},
	},
	{
		...{ name: 'denied', title: 'Why an order is denied', path: '/', as: 'trader' },
		text: 'The engine’s own checks, dry: the exact code, what to do about it, and the numbers.',
		prepare: async (page) => {
			await tab(page, 'trade');
			await page.getByTestId('ticket-qty').fill('100000');
			const denial = page.getByTestId('preview-denial');
			await denial.waitFor();
			await denial.scrollIntoViewIfNeeded();
		},
	},
	{
		...{ name: 'orders', title: 'Orders', path: '/orders', as: 'trader' },
		text: 'Ten thousand rows, filtered as one types, exported as CSV; amend and cancel stand at the row.',
	},
	{
		...{ name: 'order', title: 'The life of an order', path: '/orders', as: 'trader' },
		text: 'Every state, when, who, the deals, and where the time went between gateway, terminal and broker.',
		prepare: async (page) => {
			const row = page.locator('[data-testid=order-row][data-life=FILLED]').first();
			await row.focus();
			await page.keyboard.press('Enter');
			await page.getByTestId('order-states').waitFor();
		},
	},
	{
		...{ name: 'account', title: 'The account over time', path: '/', as: 'trader' },
		text: 'Balance, equity, margin, margin level, and how they went while the page was open.',
		prepare: async (page) => {
			await blotter(page, 'account');
			const curve = page.getByTestId('equity-chart');
			// A curve, and not its first two points.
			await until('the curve to have a length', async () => Number(await curve.getAttribute('data-points')) >= 10, 60_000);
		},
	},
	{
		...{ name: 'search', title: 'Anything by its name', path: '/', as: 'trader' },
		text: 'Ctrl-K: instruments, orders, people, pages.',
		prepare: async (page) => {
			await press(page, 'open-palette');
			await page.getByTestId('palette-input').fill('usd');
			await page.getByTestId('palette-option').first().waitFor();
		},
	},
	{
		...{ name: 'instrument', title: 'An instrument', path: '/instruments/EURUSD', as: 'trader' },
		text: 'Its bars from the oldest kept, and how good its quotes are.',
	},
	{
		...{ name: 'limits', title: 'Limits', path: '/limits', as: 'risk' },
		text: 'Limits at six levels, in use and in force; a change waits for a second person.',
	},
	{ ...{ name: 'people', title: 'People', path: '/people', as: 'admin' }, text: 'Who is of the organisation, in which role.' },
	{
		...{ name: 'tenants', title: 'Tenants', path: '/tenants', as: 'operator' },
		text: 'The operator’s view: tenants, where they are and how they stand.',
	},
	{ ...{ name: 'login', title: 'Signing in', path: '/login', as: 'nobody' }, text: 'Password, then a passkey or a code.' },
	{ ...{ name: 'design', title: 'The design system', path: '/design', as: 'nobody' }, text: 'Every component in every state.' },
];
