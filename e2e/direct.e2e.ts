import { rmSync } from 'node:fs';
import { credentialSecret } from '@meridian/auth';
import type { Stack } from '@meridian/local';
import { type Client, type ConnectOptions, connect as connectDirect, type Report } from '@meridian/sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { createCredential, credentials, revokeCredential } from './src/credentials.ts';
import { installSdk, runExample, typecheck } from './src/foreign-folder.ts';
import { startFresh, tradingAlone } from './src/stack.ts';
import { type AccountRow, accounts, executions, instrumentId, orders, preview } from './src/trading.ts';
import { until } from './src/wait.ts';

/** From the administrator's click to a fill in a program that knows nothing but the published package, and back to the books. */
describe('direct order entry', () => {
	let stack: Stack;
	let admin: ApiClient;
	let trader: ApiClient;
	let other: ApiClient;
	let account: AccountRow;
	let folder = '';
	const clients: Client[] = [];
	const direct = async (credential: { credentialId: string; secret: string }, change: Partial<ConnectOptions> = {}) => {
		const options = { host: '127.0.0.1', port: stack.ports.direct, ...credential, ...change };
		// The gateway learns of a new credential with the tenant's next configuration.
		const client = await until('the gateway to know the credential', () => connectDirect(options).catch(() => undefined), 15_000);
		clients.push(client);
		return client;
	};
	const created = async (input: Record<string, unknown> = {}) => {
		const { secret, credential } = await createCredential(admin, { accountIds: [account.id], ...input });
		if (secret === undefined || credential === undefined) throw new Error('no credential was made');
		return { secret, credentialId: credential.credentialId };
	};

	beforeAll(async () => {
		stack = await startFresh('direct', { ...tradingAlone, venue: 'simulator' });
		[admin, trader, other] = (await Promise.all(
			['admin@aurora.example', 'trader@aurora.example', 'admin@borealis.example'].map((email) =>
				connect(stack.urls.api, stack.login(email)),
			),
		)) as [ApiClient, ApiClient, ApiClient];
		account = (await accounts(trader)).find((row) => row.mode === 'NETTING') as AccountRow;
		const eurusd = await instrumentId(trader, 'EURUSD');
		await until(
			'the gateway to let an order pass',
			async () =>
				(await preview(trader, { accountId: account.id, instrumentId: eurusd, side: 'BUY', type: 'MARKET', quantity: '0.10' })) ===
				'would pass',
			60_000,
		);
		folder = await installSdk();
	}, 240_000);
	endAfterAll(
		() => stack,
		async () => {
			await Promise.all(clients.map((client) => client.close()));
			await Promise.all([admin?.close(), trader?.close(), other?.close()]);
			if (folder !== '') rmSync(folder, { recursive: true, force: true });
		},
	);

	test('only an administrator makes, sees and revokes credentials, and only for accounts of his tenant', async () => {
		expect(await createCredential(trader, { accountIds: [account.id] })).toMatchObject({ __typename: 'Forbidden' });
		await expect(credentials(trader)).rejects.toMatchObject({ code: 'FORBIDDEN' });
		const absent = Buffer.from('Account:4000').toString('base64');
		expect(await createCredential(admin, { accountIds: [absent] })).toMatchObject({ __typename: 'NotFound', code: 'ACCOUNT_NOT_FOUND' });
		expect(await createCredential(admin, { accountIds: [account.id], actsAs: 'trader@borealis.example' })).toMatchObject({
			code: 'USER_NOT_FOUND',
		});
		expect(await createCredential(admin, { accountIds: [account.id], actsAs: 'risk@aurora.example' })).toMatchObject({
			__typename: 'InvalidInput',
		});
		const made = await created({ actsAs: 'trader@aurora.example' });
		expect(made.secret).toMatch(/^[0-9a-f]{64}$/);
		expect((await credentials(admin)).map(({ credentialId }) => credentialId)).toContain(made.credentialId);
		expect((await credentials(other)).map(({ credentialId }) => credentialId)).toEqual(['demo-borealis']);
		expect(await revokeCredential(trader, made.credentialId)).toMatchObject({ __typename: 'Forbidden' });
		expect(await revokeCredential(other, made.credentialId)).toEqual(await revokeCredential(other, 'mc-never'));
	});

	test('the example of the packed SDK, installed offline in a foreign folder, trades on plain Node; the books show it once', async () => {
		const made = await created({ actsAs: 'trader@aurora.example' });
		(await direct(made)).close(); // the gateway knows it now
		const printed = await runExample(folder, {
			name: 'place-order.js',
			env: {
				MERIDIAN_HOST: '127.0.0.1',
				MERIDIAN_PORT: String(stack.ports.direct),
				MERIDIAN_CREDENTIAL: made.credentialId,
				MERIDIAN_SECRET: made.secret,
			},
		});
		expect(printed).toMatch(/order: order/);
		expect(printed).toMatch(/fill: 0\.10 at \d/);
		expect(printed).toMatch(/report: FILLED/);
		const filled = await until('the books to show it', async () => (await orders(trader)).find(({ life }) => life === 'FILLED'), 30_000);
		expect(await orders(trader)).toHaveLength(1);
		expect((await executions(trader)).filter(({ orderId }) => orderId === filled.orderId)).toHaveLength(1);
	}, 120_000);

	test('the example that protects a position has its stops and its group at the venue, and takes them back', async () => {
		const made = await created({ actsAs: 'trader@aurora.example' });
		(await direct(made)).close();
		const env = { MERIDIAN_HOST: '127.0.0.1', MERIDIAN_PORT: String(stack.ports.direct) };
		const by = { MERIDIAN_CREDENTIAL: made.credentialId, MERIDIAN_SECRET: made.secret };
		const printed = await runExample(folder, { name: 'protect-position.js', env: { ...env, ...by } });
		expect(printed).toMatch(/opened: 0\.10 at \d/);
		expect(printed).toMatch(/stops: position \d\.\d{5} \d\.\d{5}/);
		expect(printed).toMatch(/group: orders SUBMITTED SUBMITTED/);
	}, 120_000);

	test('a program in TypeScript compiles against the package alone', async () => {
		const program = (kind: string) =>
			`import { connect, type Outcome } from '@meridian/sdk';
			export const tell = (outcome: Outcome): string => (outcome.kind === '${kind}' ? outcome.message : outcome.kind);
			export const open = () => connect({ host: 'h', port: 1, credentialId: 'c', secret: 's', tls: {} });`;
		expect(await typecheck(folder, program('unknown'))).toBe('');
		expect(await typecheck(folder, program('order'))).toMatch(/message/);
	}, 60_000);

	test('a drop copy hears an order of the portal’s user', async () => {
		const copy = await direct(await created({ mayTrade: false }));
		const desk = await direct(await created({ actsAs: 'trader@aurora.example' }));
		const reports = copy.reports();
		const accountId = copy.accounts[0]?.accountId ?? 0;
		const order = {
			accountId,
			symbol: 'EURUSD',
			clientOrderId: 'copied',
			side: 'BUY',
			type: 'LIMIT',
			quantity: '0.10',
			price: '0.9',
		} as const;
		expect(await copy.placeOrder(order)).toMatchObject({ kind: 'rejected', code: 'NOT_ALLOWED' });
		await desk.placeOrder(order);
		const { value } = (await reports.next()) as { value: Report };
		expect(value).toMatchObject({ kind: 'order', order: { clientOrderId: 'copied' } });
	}, 60_000);

	test('a revoked credential is cut within five seconds', async () => {
		const made = await created({ actsAs: 'trader@aurora.example' });
		const client = await direct(made);
		const startedMs = performance.now();
		expect(await revokeCredential(admin, made.credentialId)).toMatchObject({ __typename: 'RevokeTradingCredentialSuccess' });
		await until('the session to be cut', async () => client.status.state === 'closed', 10_000);
		expect(performance.now() - startedMs).toBeLessThan(5_000);
		expect(client.status).toMatchObject({ code: 'CREDENTIAL_REVOKED' });
	}, 60_000);

	test('the demo’s credential works, and its session comes back after the gateway was killed', async () => {
		const credentialId = 'demo-borealis';
		const client = await direct({ credentialId, secret: credentialSecret(stack.secrets.credentialKey, credentialId) });
		expect(client.accounts).toHaveLength(2);
		stack.processes.kill('gateway');
		await until('the line to be down', async () => client.status.state === 'down', 10_000);
		await until('the session to be resumed', async () => client.status.state === 'up', 60_000);
	}, 120_000);
});
