import { demoServer, type Stack } from '@meridian/local';
import { Random } from '@meridian/ml';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
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

	test('has a shadow and learns from what comes, as its Serving tab says, and nobody else’s', async () => {
		const api = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		await secondVersion(api);
		const maker = await personAt('/models', 'trader@aurora.example');
		await maker.getByTestId('tab-serving').click({ timeout: 30_000 });
		const shadow = maker.getByTestId('choose-shadow');
		// Nothing, and either version.
		await until('what may be its shadow', async () => (await shadow.locator('option').count()) === 3, 30_000);
		expect(await shadow.inputValue()).toBe('');
		await shadow.selectOption('2');
		const planShape = z.object({ servingPlan: z.object({ shadow: z.number().nullable(), online: z.boolean() }).nullable() });
		const plan = async () => (await api.request('{ servingPlan(model: "wizard") { shadow online } }', {}, planShape)).servingPlan;
		await until('the plan to have the shadow', async () => (await plan())?.shadow === 2);
		// It shows what the server has, once that has it.
		await maker.getByTestId('learn-online').click();
		await until('the plan to learn online', async () => (await plan())?.online === true);
		expect(await plan()).toEqual({ shadow: 2, online: true });

		// Asked and told until both versions are judged: the plan is read by the API a little after it was set.
		const told = await until('outcomes of both versions', () => tellOutcome(api), 60_000);
		expect(told.map(({ version }) => version)).toEqual([2, 1]);
		const rows = maker.getByTestId('comparison').locator('tbody tr');
		await until('both versions in the table', async () => (await rows.count()) === 2, 30_000);
		expect(await rows.first().locator('td, th').first().textContent()).toBe('2');

		const follow = 'mutation($input: LiveFeaturesInput!) { followFeatures(input: $input) { __typename } }';
		const input = { featureSet: { name: 'direction', version: 1 }, venue: demoServer, instrument: 'EURUSD' };
		await api.request(follow, { input }, z.object({ followFeatures: z.object({ __typename: z.literal('LiveFeatures') }) }));
		const live = maker.getByTestId('live-features');
		await until('the features that are kept live', async () => (await live.textContent())?.includes(`EURUSD · ${demoServer}`), 30_000);

		// What was chosen is the server's, not the page's; who may not manage models looks and changes nothing.
		const other = await personAt('/models', 'risk@aurora.example');
		await other.getByTestId('tab-serving').click({ timeout: 30_000 });
		await until('the plan as it was set', async () => (await other.getByTestId('choose-shadow').inputValue()) === '2');
		expect(await other.getByTestId('choose-shadow').isDisabled()).toBe(true);
		expect(await other.getByTestId('learn-online').isDisabled()).toBe(true);
		const stranger = await personAt('/models', 'trader@borealis.example');
		await stranger.getByText('No model is registered yet').first().waitFor({ timeout: 30_000 });
		expect(await stranger.getByTestId('tab-serving').count()).toBe(0);
		await api.close();
	}, 240_000);

	/** A line beside the trees, from the same ticks. */
	async function secondVersion(api: ApiClient): Promise<void> {
		const start =
			'mutation($input: StartTrainingInput!) { startTraining(input: $input) { __typename ... on TrainingJob { jobId } ... on UserError { message } } }';
		const input = {
			...{
				model: 'wizard',
				trainer: 'LINEAR',
				label: { kind: 'DIRECTION', horizonMs: 20_000 },
				featureSet: { name: 'direction', version: 1 },
			},
			data: { owner: 'OWN', venue: 'STORED', instrument: 'EURUSD', from: '2024-01-02T00:00:00Z', to: '2024-01-03T00:00:00Z' },
		};
		const { startTraining } = await api.request(start, { input }, z.object({ startTraining: z.object({ jobId: z.string() }) }));
		const shape = z.object({ trainingJob: z.object({ status: z.string(), version: z.number().nullable() }) });
		await until(
			'the second version',
			async () => {
				const query = 'query($jobId: String!) { trainingJob(jobId: $jobId) { status version } }';
				const { trainingJob } = await api.request(query, startTraining, shape);
				return trainingJob.status === 'DONE' && trainingJob.version === 2;
			},
			90_000,
		);
	}

	/** Asks for one prediction and says what came of it. @returns how the versions compare, once there are two */
	async function tellOutcome(api: ApiClient) {
		const rows = [Array.from({ length: 25 }, () => 0.5)];
		const ask = 'query($rows: [[Float]!]) { prediction(model: "wizard", rows: $rows) { ids } }';
		const { prediction } = await api.request(ask, { rows }, z.object({ prediction: z.object({ ids: z.array(z.string()) }) }));
		const outcomes = prediction.ids.map((predictionId) => ({ predictionId, value: 1 }));
		const record =
			'mutation($outcomes: [OutcomeInput!]!) { recordOutcomes(model: "wizard", outcomes: $outcomes) { __typename ... on OutcomesRecorded { recorded } } }';
		await api.request(record, { outcomes }, z.unknown());
		const shape = z.object({ modelComparison: z.array(z.object({ version: z.number(), outcomes: z.number() })) });
		const { modelComparison } = await api.request('{ modelComparison(model: "wizard") { version outcomes } }', {}, shape);
		return modelComparison.length === 2 && modelComparison.every((one) => one.outcomes > 0) ? modelComparison : undefined;
	}
});
