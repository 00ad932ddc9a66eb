import { readFileSync } from 'node:fs';
import { startDns, startOidc, type TestProvider, testClient } from '@meridian/api/testing';
import type { Stack } from '@meridian/local';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { type Browser, openBrowser, signIn } from './src/browser.ts';
import { isSignedBy, type Receiver, startReceiver } from './src/receiver.ts';
import { startFresh } from './src/stack.ts';
import { accounts, instrumentId, orders, place, preview } from './src/trading.ts';
import { until } from './src/wait.ts';

const password = 'a password of the newcomer';
/** Of every wait: what is waited for comes at once where the machine is quiet. */
const patienceMs = 90_000;
const soon = <T>(what: string, probe: () => T | Promise<T>) => until(what, probe, patienceMs);
const text = async (page: Page, testId: string): Promise<string> => (await page.getByTestId(testId).textContent()) ?? '';

/** A tenant administrator's day: who comes in, by which door, what they may, what programs get, and what is kept of it. */
describe('a tenant administrator', () => {
	let stack: Stack;
	let browser: Browser;
	let receiver: Receiver;
	let dns: Awaited<ReturnType<typeof startDns>>;
	let provider: TestProvider;
	let trader: ApiClient;
	let admin: Page;
	let newcomer: Page;

	const open = (page: Page, room: string) => page.goto(`${stack.urls.web}/${room}`);
	const card = (page: Page, list: string, hasText: string) => page.getByTestId(list).locator('article', { hasText });
	const bounds = async (quantity: string, symbol = 'EURUSD') => {
		const [account] = await accounts(trader);
		return preview(trader, {
			accountId: account?.id ?? '',
			instrumentId: await instrumentId(trader, symbol),
			side: 'BUY',
			type: 'MARKET',
			quantity,
		});
	};
	const tokenFor = async (client: string, secret: string): Promise<number> => {
		const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: secret });
		return (await fetch(`${stack.urls.api}/oauth/token`, { method: 'POST', body })).status;
	};

	beforeAll(async () => {
		[receiver, dns] = await Promise.all([startReceiver(), startDns()]);
		const hooks = { MERIDIAN_WEBHOOK_ALLOW: receiver.host };
		const api = { ...hooks, MERIDIAN_OUTGOING: 'any', MERIDIAN_DNS_SERVERS: dns.address };
		stack = await startFresh('adminDay', { env: { api, worker: hooks } });
		provider = await startOidc({ redirectUri: `${stack.urls.web}/sso/callback` });
		browser = await openBrowser({ patienceMs });
		trader = await connect(stack.urls.api, stack.login('trader@aurora.example'));
		await soon('the accounts to be reconciled', async () => (await accounts(trader)).every((one) => one.reconciled));
		admin = await browser.newPage();
		await signIn(admin, { url: stack.urls.web, ...stack.login('admin@aurora.example') });
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([trader?.close(), browser?.close(), provider?.close(), receiver?.close(), dns?.close()]),
	);

	test('invites a person, who joins by the link, and gives them another role', async () => {
		await open(admin, 'people');
		await admin.getByTestId('invite-email').fill('newcomer@aurora.example');
		await admin.getByTestId('invite-role').selectOption('READ_ONLY');
		await admin.getByTestId('invite-submit').click();
		const link = await text(admin, 'invite-link');

		newcomer = await browser.newPage();
		await open(newcomer, `join#${link.split('#')[1]}`);
		await newcomer.getByTestId('join-name').fill('New Comer');
		for (const field of ['join-password', 'join-again']) await newcomer.getByTestId(field).fill(password);
		await newcomer.getByTestId('join-submit').click();
		await newcomer.getByTestId('account-switcher').waitFor();
		expect(await newcomer.getByTestId('ticket-submit').isEnabled(), 'who may only read trades nothing').toBe(false);

		await admin.reload();
		await card(admin, 'people', 'newcomer@aurora.example').locator('select').selectOption('TRADER');
		await soon('the role to be in force', async () => {
			await newcomer.reload();
			await newcomer.getByTestId('account-switcher').waitFor();
			return newcomer.getByTestId('ticket-submit').isEnabled();
		});
	}, 300_000);

	test('makes a key for a program, replaces its secret while the program runs, and takes it away', async () => {
		await open(admin, 'keys');
		await admin.getByTestId('client-name').fill('Robot');
		await admin.getByTestId('client-create').click();
		const [client = '', first = ''] = (await text(admin, 'client-secret')).split(':');
		expect(await tokenFor(client, first)).toBe(200);
		await card(admin, 'clients', client).getByTestId('client-rotate').click();
		const second = await soon('another secret', async () => {
			const shown = (await text(admin, 'client-secret')).split(':')[1];
			return shown !== first && shown;
		});
		expect([await tokenFor(client, first), await tokenFor(client, second)]).toEqual([200, 200]);
		await card(admin, 'clients', client).locator('button[data-tone=danger]').click();
		await card(admin, 'clients', client).getByText('revoked').waitFor();
		expect([await tokenFor(client, first), await tokenFor(client, second)]).toEqual([401, 401]);
	}, 300_000);

	test('writes a policy, is told what is wrong with it and who could then do what, and puts it in force', async () => {
		await open(admin, 'access');
		const policy = admin.getByTestId('policy-text');
		await policy.fill('permit(principal, action == Action::"flyToTheMoon", resource);');
		await admin.getByTestId('policy-try').click();
		expect(await text(admin, 'policy-problem')).toMatch(/flyToTheMoon|action/i);
		const rule = `permit(principal in Role::"TRADER", action == Action::"placeOrder", resource)
			when { context.instrument in InstrumentGroup::"FX" && context.centilots <= 50 };`;
		await policy.fill(rule);
		await admin.getByTestId('policy-try').click();
		const row = admin.getByTestId('who-can').locator('tr', { hasText: 'trader@aurora.example' });
		await row.getByText('up to 0.5').waitFor();
		expect(await bounds('0.60'), 'what is only tried is not in force').toBe('would pass');
		await admin.getByTestId('policy-save').click();
		await soon('the policy to be in force', async () => (await bounds('0.60')) === 'ENTITLED_SIZE');
		expect(await bounds('0.40')).toBe('would pass');
		await policy.fill('');
		await admin.getByTestId('policy-save').click();
		await soon('the roles alone to decide again', async () => (await bounds('0.60')) === 'would pass');
	}, 300_000);

	test('sets single sign-on up, and a person comes in by it with the role that their group has', async () => {
		await open(admin, 'access');
		await admin.getByTestId('domain-name').fill('aurora.test');
		await admin.getByTestId('domain-name').press('Enter');
		await card(admin, 'domains', 'aurora.test').locator('code').nth(1).waitFor();
		const [name = '', value = ''] = await card(admin, 'domains', 'aurora.test').locator('code').allTextContents();
		dns.records.set(name, value);
		await card(admin, 'domains', 'aurora.test').getByRole('button').first().click();
		await card(admin, 'domains', 'aurora.test').locator('code').first().waitFor({ state: 'detached' });
		const fields = {
			...{ name: 'Test provider', issuer: provider.issuer, clientId: testClient.id, clientSecret: testClient.secret },
			...{ roleClaim: 'groups', roleMap: 'dealers=TRADER' },
		};
		for (const [field, words] of Object.entries(fields)) await admin.getByTestId(`provider-${field}`).fill(words);
		await admin.getByTestId('provider-save').click();
		await card(admin, 'providers', 'Test provider').getByRole('button').first().click();
		await admin.getByTestId('access-said').getByText('PKCE').waitFor();

		provider.account = { sub: 'u-1', email: 'dana@aurora.test', name: 'Dana Dealer', groups: ['dealers'] };
		const dana = await browser.newPage();
		await open(dana, 'login');
		await dana.getByTestId('login-email').fill('dana@aurora.test');
		await dana.getByTestId('login-sso').click();
		await dana.getByTestId('account-switcher').waitFor();
		expect(await dana.getByTestId('ticket-submit').isEnabled(), 'a dealer trades').toBe(true);
		await open(admin, 'people');
		expect(await card(admin, 'people', 'dana@aurora.test').locator('select').inputValue()).toBe('TRADER');
		await dana.context().close();
	}, 300_000);

	test('gives a directory a token, with which it makes a person', async () => {
		await open(admin, 'access');
		await admin.getByTestId('scim-name').fill('Our directory');
		await admin.getByTestId('scim-name').press('Enter');
		await admin.getByTestId('access-said').waitFor();
		const said = await text(admin, 'access-said');
		const base = /(http\S+\/scim\/v2)/.exec(said)?.[1] ?? '';
		const secret = said.trim().split(/\s/).at(-1) ?? '';
		const person = {
			...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'sid@aurora.test', displayName: 'Sid Directory' },
			emails: [{ value: 'sid@aurora.test', primary: true }],
		};
		const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/scim+json' };
		const made = await fetch(`${base}/Users`, { method: 'POST', headers, body: JSON.stringify(person) });
		expect([made.status, base], await made.text()).toEqual([201, `${stack.urls.api}/scim/v2`]);
		await open(admin, 'people');
		await card(admin, 'people', 'sid@aurora.test').waitFor();
	}, 300_000);

	test('lets a program hear of orders, signed, and sees what was sent to it', async () => {
		await open(admin, 'webhooks');
		await admin.getByTestId('webhook-url').fill(receiver.url);
		await admin.getByTestId('webhook-events').selectOption(['order.changed']);
		await admin.getByTestId('webhook-create').click();
		const secret = await text(admin, 'webhook-secret');
		const [account] = await accounts(trader);
		const eurusd = await instrumentId(trader, 'EURUSD');
		await place(trader, { accountId: account?.id ?? '', instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '0.10' });
		const first = await soon('the hook to be called', () => receiver.received[0]);
		expect(isSignedBy(secret, first)).toBe(true);
		expect(isSignedBy(`whsec_${Buffer.from('another').toString('base64')}`, first)).toBe(false);
		const log = admin.getByTestId('webhook-log').locator('li', { hasText: 'delivered' });
		await soon('the log to tell it', async () => {
			await card(admin, 'webhooks', receiver.url).getByRole('button').first().click();
			await admin.getByTestId('webhook-log').waitFor();
			return (await log.count()) > 0;
		});
	}, 300_000);

	test('sees what the plan allows and what is used of it', async () => {
		await open(admin, 'usage');
		const quotas = admin.getByTestId('quotas');
		await quotas.getByText('Orders per day').waitFor();
		const used = await quotas
			.locator('article', { hasText: /^People/ })
			.locator('meter')
			.getAttribute('value');
		expect(Number(used)).toBeGreaterThanOrEqual(6);
	}, 300_000);

	test('gives the portal the face of the organisation, from the first paint on, and switches a feature off', async () => {
		await open(admin, 'organisation');
		await admin.getByTestId('organisation-name').fill('Aurora of the North');
		await admin.getByTestId('organisation-colour').fill('purple');
		expect(await admin.getByTestId('organisation-save').isEnabled()).toBe(false);
		await admin.getByTestId('organisation-colour').fill('#8a1fd1');
		await admin.getByTestId('organisation-preview').waitFor();
		await admin.getByTestId('organisation-save').click();
		await admin.locator('.wordmark', { hasText: 'Aurora of the North' }).waitFor();
		await admin.getByTestId('feature-ONE_CLICK_TRADING').click();
		await soon('the switch to be off', async () => !(await admin.getByTestId('feature-ONE_CLICK_TRADING').isChecked()));

		const next = await browser.newPage();
		await signIn(next, { url: stack.urls.web, ...stack.login('trader@aurora.example') });
		const html = await (await next.request.get(stack.urls.web)).text();
		expect(/<style data-testid="brand-style">[^<]*--accent-fill:(#[0-9a-f]{6})/.exec(html)?.[1], 'in the first answer').toBeDefined();
		expect(html).toContain('Aurora of the North');
		await soon('nobody to arm the ticket', () => next.getByTestId('ticket-arm').isDisabled());
		const other = await browser.newPage();
		await signIn(other, { url: stack.urls.web, ...stack.login('trader@borealis.example') });
		expect(await (await other.request.get(stack.urls.web)).text(), 'another organisation looks as it did').not.toContain('brand-style');
		expect(await other.getByTestId('ticket-arm').isDisabled()).toBe(false);
		for (const page of [next, other]) await page.context().close();
	}, 300_000);

	test('sees the devices on which they are signed in, and ends one', async () => {
		const other = await browser.newPage();
		await signIn(other, { url: stack.urls.web, ...stack.login('admin@aurora.example') });
		await open(admin, 'account');
		const sessions = admin.getByTestId('sessions').locator('article');
		await soon('both to be listed', async () => (await sessions.count()) >= 2);
		const before = await sessions.count();
		await sessions.locator('button[data-tone=danger]').first().click();
		await soon('one to be gone', async () => (await sessions.count()) === before - 1);
		await soon('the other to be sent to the sign-in', () => other.url().includes('/login'));
		await other.context().close();
	}, 300_000);

	test('finds in the audit what was done today, by whom, and takes it away as a file', async () => {
		await open(admin, 'audit');
		const lines = admin.getByTestId('audit-line');
		await lines.first().waitFor();
		await admin.getByTestId('audit-action').selectOption('PERSON_INVITED');
		await admin.getByTestId('audit-text').fill('newcomer@');
		await soon('one line alone', async () => (await lines.count()) === 1);
		expect(await lines.first().textContent()).toMatch(/PERSON_INVITED.*newcomer@aurora\.example/);
		const [download] = await Promise.all([admin.waitForEvent('download'), admin.getByTestId('audit-export').click()]);
		const csv = readFileSync(await download.path(), 'utf8')
			.trim()
			.split('\r\n');
		expect([csv.length, csv[0]]).toEqual([2, 'at,action,personName,personEmail,detail,correlationId']);
		expect(csv[1]).toContain('PERSON_INVITED');

		await admin.getByTestId('audit-text').fill('');
		for (const action of ['ROLE_CHANGED', 'API_CLIENT_ROTATED', 'POLICIES_CHANGED', 'WEBHOOK_CREATED', 'TENANT_CONFIGURED']) {
			await admin.getByTestId('audit-action').selectOption(action);
			await admin.locator('[data-testid=audit-line]', { hasText: action }).first().waitFor();
		}
		await admin.getByTestId('audit-to').fill('2020-01-01');
		await admin.getByTestId('state-empty').waitFor();
		await admin.getByTestId('audit-to').fill('');

		await admin.getByTestId('audit-tab-orders').click();
		await admin.getByTestId('audit-life').selectOption('FILLED');
		await lines.first().waitFor();
		const [filled] = await orders(trader);
		expect(await lines.first().textContent()).toContain(filled?.orderId ?? 'no order');
	}, 300_000);
});
