import type { Stack } from '@meridian/local';
import { Random } from '@meridian/ml';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endAfterAll } from './src/after.ts';
import { connect } from './src/api.ts';
import { type Browser, openBrowser, signIn } from './src/browser.ts';
import { uploadFile } from './src/isolation/uploads.ts';
import { startFresh } from './src/stack.ts';
import { until } from './src/wait.ts';

/** Half a second a quote, over an hour and a half. */
function quotes(): string {
	const random = new Random(8);
	let price = 110_000;
	const lines = Array.from({ length: 12_000 }, (_, n) => {
		price += Math.round(2 * random.normal());
		return `${n * 500},${(price / 1e5).toFixed(5)},${((price + 2) / 1e5).toFixed(5)}`;
	});
	return `${lines.join('\n')}\n`;
}

describe('a model', () => {
	let stack: Stack;
	let browser: Browser;

	beforeAll(async () => {
		stack = await startFresh('models', { venue: 'simulator' });
		browser = await openBrowser();
	}, 300_000);
	endAfterAll(
		() => stack,
		() => browser?.close(),
	);

	/** Ticks of a day, in Aurora's own part of the store. */
	async function storeTicks(): Promise<void> {
		const login = stack.login('trader@aurora.example');
		const api = await connect(stack.urls.api, login);
		const importId = await uploadFile(stack.urls.api, { token: api.token, text: quotes() });
		const settings = { venue: 'STORED', instrument: 'EURUSD', format: 'lean-ticks', zone: 'UTC', base: '2024-01-02', priceDigits: 5 };
		const start =
			'mutation($importId: String!, $settings: ImportSettingsInput!) { startDataImport(importId: $importId, settings: $settings) { __typename } }';
		await api.request(start, { importId, settings }, z.unknown());
		const shape = z.object({ dataImport: z.object({ status: z.string() }) });
		await until('the ticks to be stored', async () => {
			const { dataImport } = await api.request(
				'query($importId: String!) { dataImport(importId: $importId) { status } }',
				{ importId },
				shape,
			);
			return dataImport.status === 'DONE';
		});
		await api.close();
	}
	async function personAt(path: string, email: string): Promise<Page> {
		const page = await browser.newPage();
		await signIn(page, { url: stack.urls.web, ...stack.login(email) });
		await page.goto(`${stack.urls.web}${path}`);
		return page;
	}

	test('goes from stored ticks through the wizard to its card, and by a second person into production', async () => {
		await storeTicks();
		const maker = await personAt('/studies', 'trader@aurora.example');
		await maker.getByTestId('training-wizard').waitFor({ timeout: 30_000 });
		await maker.getByTestId('train-model').fill('wizard');
		const series = maker.getByTestId('train-series');
		const stored = await series.locator('option', { hasText: 'STORED EURUSD' }).getAttribute('value');
		await series.selectOption(stored);
		await maker.getByTestId('train-horizon').fill('20');
		await maker.getByTestId('train-options').fill('{"leafs":7}');
		await maker.getByTestId('train-start').click();
		expect(await maker.getByTestId('train-problem').textContent()).toMatch(/leafs/);
		await maker.getByTestId('train-options').fill('{"trees":30,"leavesMax":7}');
		await maker.getByTestId('train-start').click();
		await maker.getByTestId('made-version').first().waitFor({ timeout: 90_000 });

		await maker.goto(`${stack.urls.web}/models`);
		await maker.getByTestId('metric-auc').waitFor({ timeout: 30_000 });
		expect(await maker.getByTestId('lineage').textContent()).toMatch(/data\.sha256/);
		await maker.getByTestId('shap').waitFor();
		await maker.getByTestId('promote-1').click();
		await maker.getByTestId('model-approval').waitFor({ timeout: 20_000 });
		expect(await maker.getByTestId('stage-1').textContent()).toContain('None');

		const second = await personAt('/models', 'admin@aurora.example');
		await second.getByTestId('approve-model').click({ timeout: 30_000 });
		await until(
			'the model to be in production',
			async () => (await second.getByTestId('stage-1').textContent())?.includes('Production'),
			30_000,
		);
	}, 240_000);
});
