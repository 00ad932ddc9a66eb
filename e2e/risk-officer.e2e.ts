import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTo } from 'node:net';
import { join } from 'node:path';
import { buildEmulator, demoServer, type Stack } from '@meridian/local';
import type { Page, WebSocketRoute } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { brokerRequests } from './src/broker-log.ts';
import { type Browser, openBrowser, signIn } from './src/browser.ts';
import { sql } from './src/isolation/people.ts';
import { startFresh } from './src/stack.ts';
import { type AccountRow, accounts, instrumentId, orders, place, preview } from './src/trading.ts';
import { until } from './src/wait.ts';

const quotesShape = z.object({ quotes: z.array(z.object({ bid: z.string() })) });
const pressedShape = z.object({ setHalt: z.object({ __typename: z.string() }) });

/** The day of those who answer for the risk: a terminal comes, a limit changes, trading stops, a break is decided. */
describe('a risk officer', () => {
	let stack: Stack;
	let browser: Browser;
	let trader: ApiClient;
	let account: AccountRow;
	let eurusd: string;
	let officer: Page;
	let admin: Page;
	let terminal: ChildProcess | undefined;
	let terminalOutput = '';

	beforeAll(async () => {
		stack = await startFresh('riskOfficer');
		browser = await openBrowser();
		trader = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		eurusd = await instrumentId(trader, 'EURUSD');
		account = (await accounts(trader)).find((each) => each.mode === 'NETTING') as AccountRow;
		officer = await browser.newPage();
		await signIn(officer, { url: stack.urls.web, ...stack.login('risk@aurora.example') });
		admin = await browser.newPage();
		await signIn(admin, { url: stack.urls.web, ...stack.login('admin@aurora.example') });
		await until('an order of half a lot to pass', async () => (await verdict('0.50')) === 'would pass', 60_000);
	}, 240_000);
	endAfterAll(
		() => stack,
		async () => {
			terminal?.kill('SIGKILL');
			await Promise.all([trader?.close(), browser?.close()]);
		},
	);

	const verdict = (quantity: string) =>
		preview(trader, { accountId: account.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity });
	const open = (page: Page, room: string) => page.goto(`${stack.urls.web}/${room}`);
	const lifeOf = async (clientOrderId: string) => (await orders(trader)).find((order) => order.clientOrderId === clientOrderId)?.life;
	/** A new terminal of the demo's broker, as a person would start it: with the key that the portal showed, and nothing else. */
	async function startTerminal(input: { readonly login: string; readonly key: string }): Promise<void> {
		const binary = await buildEmulator('g++');
		const settings = { server: demoServer, login: input.login, gateway: `127.0.0.1:${stack.ports.terminal}`, currency: account.currency };
		const state = join(stack.stateDir, 'terminals', `${input.login}.state`);
		const args = Object.entries({ ...settings, mode: 'netting', state, control: '0' }).flatMap(([name, value]) => [`--${name}`, value]);
		const child = spawn(binary, [...args, '--parent-pipe'], { env: { MERIDIAN_EA_KEY: input.key }, stdio: ['pipe', 'pipe', 'pipe'] });
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (terminalOutput += chunk.toString()));
		terminal = child;
	}
	async function inTerminal(command: string): Promise<string> {
		const port = await until('its control port', () => /control port (\d+)/.exec(terminalOutput)?.[1], 15_000);
		const socket = connectTo(Number(port), '127.0.0.1');
		await once(socket, 'connect');
		socket.write(`${command}\n`);
		const [answer] = await once(socket, 'data');
		socket.destroy();
		return String(answer).trim();
	}

	test('sees a new terminal turn green: its key is shown once, and it logs in with that', async () => {
		const login = '5009001';
		await sql(stack.env.DATABASE_ADMIN_URL ?? '', async (query) => {
			await query(`INSERT INTO tenant_aurora.accounts (name, mode, currency, currency_digits, server, login, limits)
				SELECT 'Aurora New', mode, currency, currency_digits, server, ${login}, limits FROM tenant_aurora.accounts ORDER BY id LIMIT 1`);
			// As whoever adds an account does: what is kept of the configuration is of another version from now on.
			await query(`UPDATE platform.tenants SET config_version = config_version + 1 WHERE slug = 'aurora'`);
		});
		await open(officer, 'terminals');
		await officer.getByTestId(`terminal-state-${login}`).getByText('Never seen').waitFor({ timeout: 30_000 });
		expect(await officer.getByTestId(`setup-${login}`).count(), 'not by who may not manage terminals').toBe(0);

		await open(admin, 'terminals');
		await admin.getByTestId(`setup-${login}`).click();
		await admin.getByTestId('allowed-url').waitFor({ timeout: 30_000 });
		await admin.getByTestId('make-key').click();
		const key = (await admin.getByTestId('terminal-secret').textContent()) ?? '';
		expect(key).toMatch(/^[0-9a-f]{64}$/);
		expect(await admin.getByTestId('allowed-url').textContent()).toBe('127.0.0.1');
		const [download] = await Promise.all([admin.waitForEvent('download'), admin.getByTestId('download-ea').click()]);
		expect(download.suggestedFilename()).toMatch(/^meridian-ea-.*\.zip$/);
		expect(await admin.getByTestId('setup-state').textContent()).toContain('Waiting for the terminal');

		await startTerminal({ login, key });
		await admin.getByTestId('setup-state').getByText('Ready').waitFor({ timeout: 30_000 });
		await officer.getByTestId(`terminal-state-${login}`).getByText('Ready').waitFor({ timeout: 10_000 });

		await open(admin, 'terminals');
		await admin.getByTestId(`setup-${login}`).click();
		await admin.getByTestId('make-key').waitFor();
		expect(await admin.getByTestId('terminal-secret').count(), 'never again').toBe(0);
	}, 180_000);

	test('changes a limit with a second approver, and the engine judges by it', async () => {
		const choose = async (page: Page) => {
			await open(page, 'limits');
			const option = page.getByTestId('limits-of').locator('option', { hasText: `Account · ${account.name}` });
			await page.getByTestId('limits-of').selectOption((await option.first().getAttribute('value')) ?? '');
		};
		await choose(officer);
		await officer.getByLabel('Propose Order size').fill('0');
		await officer.getByTestId('limits-propose').click();
		await officer.getByTestId('limits-change').waitFor();
		expect(await officer.getByTestId('limits-change').textContent()).toMatch(/Order size 0 lots/);
		expect(await officer.getByTestId('limits-approve').count(), 'not by who proposed it').toBe(0);
		expect(await verdict('0.50'), 'and nothing has changed').toBe('would pass');

		await choose(admin);
		await admin.getByTestId('limits-approve').click();
		const inForce = admin.locator('[data-testid=limit][data-key=maxOrderQtyLots] [data-name="In force"]');
		await until('the version in force to show it', async () => /^0 lots/.test((await inForce.textContent()) ?? ''));
		await until('the engine to hold orders against it', async () => (await verdict('0.50')) !== 'would pass', 30_000);
		expect(await verdict('0.50')).toMatch(/MAX_ORDER_QTY/);

		const reader = await browser.newPage();
		await signIn(reader, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
		await choose(reader);
		await reader.getByTestId('limits-table').waitFor();
		expect(await reader.getByTestId('limits-propose').count(), 'a trader reads, and proposes nothing').toBe(0);
	}, 180_000);

	test('halts trading in two clicks: the order that works is cancelled at the broker, and what it did is counted beside the switch', async () => {
		const hedging = (await accounts(trader)).find((each) => each.mode === 'HEDGING') as AccountRow;
		const clientOrderId = randomUUID();
		const { quotes } = await trader.request('query ($of: [ID!]) { quotes(instrumentIds: $of) { bid } }', { of: [eurusd] }, quotesShape);
		const price = (Number(quotes[0]?.bid) * 0.98).toFixed(5);
		const resting = { accountId: hedging.id, instrumentId: eurusd, side: 'BUY', type: 'LIMIT', quantity: '0.10', price } as const;
		await place(trader, { ...resting, clientOrderId });
		await until('the order to work', async () => (await lifeOf(clientOrderId)) === 'ACCEPTED', 30_000);
		await open(officer, 'risk');
		await officer.getByTestId('kill-effect').getByText('Entry orders 1 ').waitFor({ timeout: 20_000 });
		await officer.getByTestId('kill-tenant').click();
		await officer.getByTestId('kill-will').getByText('Entry orders that are taken back: 1.').waitFor();
		await officer.getByTestId('kill-go').click();
		await officer.getByTestId('kill-state').getByText('Halted').waitFor({ timeout: 20_000 });
		await officer.getByTestId('kill-effect').getByText('Entry orders 0 ').waitFor({ timeout: 20_000 });
		expect(await lifeOf(clientOrderId)).toBe('CANCELED');
		const orderId = (await orders(trader)).find((order) => order.clientOrderId === clientOrderId)?.orderId ?? '';
		expect(brokerRequests(stack, hedging.login, orderId), 'placed and removed').toHaveLength(2);
		expect(await place(trader, { ...resting, clientOrderId: randomUUID() })).toMatchObject({ __typename: 'OrderDenied' });
		await officer.locator('[data-testid=denial]', { hasText: 'Halted' }).waitFor({ timeout: 20_000 });

		await officer.getByTestId('kill-tenant').click();
		await officer.getByTestId('kill-go').click();
		await officer.getByTestId('kill-state').getByText('Trading').waitFor({ timeout: 20_000 });
	}, 120_000);

	test('halts a desk, an account and a strategy by themselves, in two clicks each, and what is not of them trades on', async () => {
		const hedging = (await accounts(trader)).find((each) => each.mode === 'HEDGING') as AccountRow;
		const numberOf = (id: string) => Number(atob(id).split(':')[1]);
		const [desk, strategy] = await sql(stack.env.DATABASE_ADMIN_URL ?? '', async (query) => {
			const [made] = await query("INSERT INTO tenant_aurora.desks (name) VALUES ('Night') RETURNING id");
			const [plan] = await query("INSERT INTO tenant_aurora.strategies (name) VALUES ('Carry') RETURNING id");
			await query(`UPDATE tenant_aurora.accounts SET desk_id = ${made?.id} WHERE id = ${numberOf(hedging.id)}`);
			await query("UPDATE platform.tenants SET config_version = config_version + 1 WHERE slug = 'aurora'");
			return [Number(made?.id), Number(plan?.id)];
		});
		const ask = (strategyId?: number) =>
			preview(trader, {
				...{ accountId: hedging.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '0.10' },
				...(strategyId === undefined ? {} : { strategyId }),
			});
		await until('the engine to know the strategy', async () => (await ask(strategy)) === 'would pass', 30_000);
		await open(officer, 'risk');
		for (const [level, id, plain, ofStrategy] of [
			['DESK', desk, 'HALTED', 'HALTED'],
			['ACCOUNT', numberOf(hedging.id), 'HALTED', 'HALTED'],
			['STRATEGY', strategy, 'would pass', 'HALTED'],
		] as const) {
			await officer.getByTestId(`kill-${level}-${id}`).click();
			await officer.getByTestId('kill-will').waitFor();
			await officer.getByTestId('kill-go').click();
			await officer.getByTestId(`state-${level}-${id}`).getByText('Halted', { exact: true }).waitFor({ timeout: 20_000 });
			expect([level, await ask(), await ask(strategy)]).toEqual([level, plain, ofStrategy]);
			expect(await verdict('0.50'), 'the other account trades on, under its own limits').not.toBe('HALTED');
			expect(await officer.getByTestId('kill-state').textContent()).toBe('Trading');
			await officer.getByTestId(`kill-${level}-${id}`).click();
			await officer.getByTestId('kill-go').click();
			await officer.getByTestId(`state-${level}-${id}`).getByText('Trading', { exact: true }).waitFor({ timeout: 20_000 });
			expect(await ask(strategy)).toBe('would pass');
		}
		const reader = await browser.newPage();
		await signIn(reader, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
		await open(reader, 'risk');
		await reader.getByTestId(`state-DESK-${desk}`).waitFor();
		expect(await reader.getByTestId(`kill-DESK-${desk}`).count(), 'a trader sees how it stands, and halts nothing').toBe(0);
	}, 180_000);

	test('sees what somebody else halts over the socket, asks again and again only while that is down, and so does a trader', async () => {
		const other = await connect(stack.urls.api, stack.login('admin@aurora.example'));
		const press = async (level: 'ACCOUNT' | 'TENANT', halted: boolean) => {
			const subjectId = level === 'ACCOUNT' ? Number(atob(account.id).split(':')[1]) : 0;
			const query = 'mutation($input: SetHaltInput!) { setHalt(input: $input) { __typename } }';
			const { setHalt } = await other.request(query, { input: { level, subjectId, halted } }, pressedShape);
			expect(setHalt.__typename).toBe('SetHaltSuccess');
		};
		const page = await browser.newPage();
		let isCut = false;
		const sockets = new Set<WebSocketRoute>();
		await page.routeWebSocket(/\/graphql$/, (socket) => {
			if (isCut) return void socket.close({ code: 1012 });
			sockets.add(socket);
			socket.connectToServer();
		});
		await signIn(page, { url: stack.urls.web, ...stack.login('risk@aurora.example') });
		/** Answers to the room's own question, which is asked over HTTP. */
		let answers = 0;
		page.on('response', (response) => {
			if (!response.url().endsWith('/graphql')) return;
			response.text().then(
				(text) => {
					if (text.includes('"exposure":')) answers += 1;
				},
				() => undefined,
			);
		});
		await open(page, 'risk');
		const state = page.getByTestId(`state-ACCOUNT-${Number(atob(account.id).split(':')[1])}`);
		const stands = (word: string) => state.getByText(word, { exact: true }).waitFor({ timeout: 60_000 });
		await page.locator('html[data-line=live]').waitFor({ timeout: 60_000 });
		await stands('Trading');
		await press('ACCOUNT', true);
		await stands('Halted');
		// How often it asked before the subscription spoke is the machine's matter; one answer may be on its way.
		const asked = answers;
		await press('ACCOUNT', false);
		await stands('Trading');
		for (let n = 0; n < 2; n += 1) {
			await press('ACCOUNT', true);
			await stands('Halted');
			await press('ACCOUNT', false);
			await stands('Trading');
		}
		// Two polls of the denials: so long the room had time to ask for the risk, too.
		for (let n = 0; n < 2; n += 1)
			await page.waitForResponse(
				async (response) => response.url().endsWith('/graphql') && (await response.text()).includes('"denials":'),
				{ timeout: 60_000 },
			);
		expect(answers - asked, 'asked since the subscription spoke').toBeLessThanOrEqual(1);

		isCut = true;
		for (const socket of sockets) await socket.close({ code: 1012 });
		await page.locator('html[data-line=cut]').waitFor({ timeout: 60_000 });
		await press('ACCOUNT', true);
		await stands('Halted');
		const polled = answers;
		await until('the room to ask once more', () => answers > polled, 60_000);
		isCut = false;
		await page.locator('html[data-line=live]').waitFor({ timeout: 60_000 });
		await press('ACCOUNT', false);
		await stands('Trading');

		await page.goto(stack.urls.web);
		await page.getByTestId('quote-bid-EURUSD').waitFor({ timeout: 90_000 });
		// Nothing that is asked over HTTP is answered any more: the banner comes and goes by what is told.
		await page.route(/\/graphql$/, (route) => route.abort());
		await press('TENANT', true);
		await page.getByTestId('halted-banner').waitFor({ timeout: 60_000 });
		await press('TENANT', false);
		await page.getByTestId('halted-banner').waitFor({ state: 'detached', timeout: 60_000 });
		await other.close();
	}, 240_000);

	test('decides a break: a deal by hand in the terminal appears by itself, and the venue’s word is accepted', async () => {
		await open(officer, 'breaks');
		await officer.getByTestId('breaks-open').waitFor();
		expect(await inTerminal('hand buy EURUSD 0.10')).toMatch(/^ok 10009/);
		const found = officer.locator('[data-testid=break][data-code=FOREIGN_DEAL]');
		await found.waitFor({ timeout: 30_000 });

		const reader = await browser.newPage();
		await signIn(reader, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
		await open(reader, 'breaks');
		await reader.locator('[data-testid=break][data-code=FOREIGN_DEAL]').waitFor();
		expect(await reader.getByTestId('choose-ACCEPT_VENUE').count(), 'a trader sees it and decides nothing').toBe(0);

		await found.getByTestId('choose-ACCEPT_VENUE').click();
		await officer.getByTestId('break-decide').click();
		await officer.locator('[data-testid=break-ended]', { hasText: 'the venue was accepted' }).waitFor({ timeout: 30_000 });
		expect(await found.count()).toBe(0);
		await until('the other screen to follow', async () => (await reader.getByTestId('break').count()) === 0);

		await open(officer, 'risk');
		await officer.locator('[data-testid=currency][data-key=EUR]').waitFor({ timeout: 20_000 });
		expect(await officer.locator('[data-testid=currency][data-key=EUR]').textContent()).toContain('10,000.00');
	}, 120_000);
});
