import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Stack, startStack, wipeState } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, ApiError, connect, post } from './src/api.ts';
import { freshStack, startFresh, tradingAlone } from './src/stack.ts';
import { type AccountRow, accounts, cancel, closePosition, instrumentId, orders, place, positions } from './src/trading.ts';
import { until } from './src/wait.ts';

/** An expired token of this installation, made from its own secret as any HS256 JWT is. */
function expiredToken(secret: string, valid: string): string {
	const [header, claims] = valid.split('.');
	const past = { ...JSON.parse(Buffer.from(claims ?? '', 'base64url').toString()), exp: 1_700_000_000 };
	const body = `${header}.${Buffer.from(JSON.stringify(past)).toString('base64url')}`;
	const key = Buffer.from(secret, 'hex');
	return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

const databaseCli = join(import.meta.dirname, '../packages/db/src/cli.ts');

describe('bad input', () => {
	let stack: Stack;
	let api: ApiClient;
	let other: ApiClient;
	let account: AccountRow;
	let eurusd: string;
	const order = { side: 'BUY', type: 'MARKET', quantity: '0.10' } as const;
	const me = '{ me { email } }';
	const anything = z.unknown();

	beforeAll(async () => {
		stack = await startFresh('badInput', { ...tradingAlone, venue: 'simulator' });
		[api, other] = await Promise.all([
			connect(stack.urls.api, stack.login('trader@aurora.example')),
			connect(stack.urls.api, stack.login('trader@borealis.example')),
		]);
		eurusd = await instrumentId(api, 'EURUSD');
		account = await until('an account to be reconciled', async () => (await accounts(api)).find((a) => a.reconciled), 60_000);
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([api?.close(), other?.close()]),
	);

	test('a wrong password says so and not which half was wrong', async () => {
		await expect(connect(stack.urls.api, { email: 'trader@aurora.example', password: 'wrong' })).rejects.toThrow(/LoginFailed/);
		await expect(connect(stack.urls.api, { email: 'nobody@aurora.example', password: 'wrong' })).rejects.toThrow(/LoginFailed/);
	});

	test('an expired, a forged and an absent token each have their own code', async () => {
		const ask = (token?: string) => post(stack.urls.api, { query: me, ...(token === undefined ? {} : { token }), shape: anything });
		const code = (failure: unknown) => (failure instanceof ApiError ? failure.code : failure);
		expect(await ask(expiredToken(stack.env.AUTH_SECRET ?? '', api.token)).catch(code)).toBe('TOKEN_EXPIRED');
		expect(await ask(`${api.token.slice(0, -3)}AAA`).catch(code)).toBe('TOKEN_INVALID');
		expect(await ask().catch(code)).toBe('UNAUTHENTICATED');
	});

	test('another tenant’s account id is answered exactly as an absent one', async () => {
		const foreign = (await accounts(other))[0]?.id ?? '';
		const absent = Buffer.from('Account:999999').toString('base64');
		expect((await place(api, { ...order, accountId: account.id, instrumentId: eurusd })).__typename).toBe('PlaceOrderSuccess');
		const answers = await Promise.all([absent].map((id) => place(api, { ...order, accountId: id, instrumentId: eurusd })));
		expect(answers[0]?.__typename).toBe('NotFound');
		// Ids are per tenant: what the other tenant calls by this id is never reached from here.
		const mine = new Set((await accounts(api)).map((a) => a.id));
		if (!mine.has(foreign)) expect(await place(api, { ...order, accountId: foreign, instrumentId: eurusd })).toEqual(answers[0]);
		const theirs = await until(
			'the order of the positive control',
			async () =>
				(
					await api.request(
						'{ orders(first: 1) { edges { node { id } } } }',
						{},
						z.object({ orders: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }) }),
					)
				).orders.edges[0]?.node.id,
		);
		const absentOrder = await cancel(other, Buffer.from('Order:999999999').toString('base64'));
		expect(await cancel(other, theirs)).toEqual(absentOrder);
	});

	test.each([
		['a quantity off the step', { quantity: '0.105' }, /step|decimal|digits|multiple/i],
		['a quantity that is no number', { quantity: 'ten' }, /number|decimal/i],
		['a limit order without a price', { type: 'LIMIT' as const }, /price/i],
	])('%s gets its own clear answer', async (_name, change, message) => {
		const answer = await place(api, { ...order, ...change, accountId: account.id, instrumentId: eurusd });
		expect(['InvalidInput', 'OrderDenied']).toContain(answer.__typename);
		expect(answer.message).toMatch(message);
	});

	test('an unknown instrument is not found', async () => {
		const answer = await place(api, { ...order, accountId: account.id, instrumentId: Buffer.from('Instrument:999').toString('base64') });
		expect(['NotFound', 'OrderDenied']).toContain(answer.__typename);
		expect(answer.message).toMatch(/instrument/i);
	});

	test('a suspended organisation opens nothing new, closes what it has, and nobody of it logs in', async () => {
		const theirs = await until('their account', async () => (await accounts(other)).find((a) => a.mode === 'NETTING' && a.reconciled));
		const where = { accountId: theirs.id, instrumentId: await instrumentId(other, 'EURUSD') };
		const terms = { ...order, ...where };
		await until('an order of theirs to pass', async () => (await place(other, terms)).__typename === 'PlaceOrderSuccess');
		await promisify(execFile)(process.execPath, [databaseCli, 'suspend', 'borealis'], { env: { ...process.env, ...stack.env } });
		const denied = await until('the engine to know', async () => {
			const answer = await place(other, terms);
			return answer.code === 'TENANT_INACTIVE' ? answer : undefined;
		});
		expect(denied).toMatchObject({ __typename: 'OrderDenied', message: expect.stringMatching(/suspended/) });
		await expect(connect(stack.urls.api, stack.login('risk@borealis.example'))).rejects.toThrow(/Borealis Markets is suspended/);
		expect((await place(api, { ...order, accountId: account.id, instrumentId: eurusd })).__typename).toBe('PlaceOrderSuccess');
		await until('their orders to end', async () => (await orders(other)).every((o) => o.life !== 'SUBMITTED' && o.life !== 'ACCEPTED'));
		const held = async () => (await positions(other)).find((p) => p.account.id === theirs.id && Number(p.quantity) > 0);
		const { ticket } = await until('the position', held);
		expect((await closePosition(other, { ...where, ticket })).__typename).toBe('PlaceOrderSuccess');
		await until('the position to be closed, though suspended', async () => (await held()) === undefined);
	}, 60_000);

	test('a taken port is named, with the way to change it', async () => {
		const options = freshStack('badInput', { web: false, venue: 'none', portBase: 17850 });
		const squatter = createServer().listen(17_851, '127.0.0.1');
		await until('the port to be taken', () => squatter.listening);
		await expect(startStack(options)).rejects.toThrow(/17851[\s\S]*--port/);
		squatter.close();
		wipeState(options.stateDir);
	}, 60_000);
});
