import { maxCentilotsOf } from '@meridian/core';
import { createDb, loadTenantConfig } from '@meridian/db';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { engineConfig } from '../src/gateway/config.ts';
import { error, type IdentityRig, startIdentityRig } from './identity/rig.ts';

const fxOnly = `permit(principal in Role::"TRADER", action == Action::"placeOrder", resource == Account::"Aurora Netting EUR")
	when { context.instrument in InstrumentGroup::"FX" && context.centilots <= 250 };`;

describe('the policies of a tenant', () => {
	let it: IdentityRig;
	let admin = '';
	beforeAll(async () => {
		it = await startIdentityRig({ redisDb: 6 });
		admin = await it.tokenOf('admin@aurora.example');
	}, 60_000);
	afterAll(() => it?.close());

	const change = (baseVersion: number, text: string, token = admin) =>
		it.act(
			`mutation($v: Int!, $t: String!) { changePolicies(baseVersion: $v, text: $t) { __typename ... on PoliciesChanged { policy { version } } ... on ApprovalRequested { approval { approvalId } } ${error} } }`,
			{ token, variables: { v: baseVersion, t: text } },
		);
	const whoCan = async (text: string | null = null, token = admin) => {
		const { data, errors } = await it.ask('query($t: String) { whoCan(text: $t) { email role orders { account instruments maxLots } } }', {
			token,
			variables: { t: text },
		});
		return (
			errors?.[0]?.extensions.code ??
			z
				.array(z.object({ email: z.string(), orders: z.array(z.looseObject({ account: z.string(), maxLots: z.string().nullable() })) }))
				.parse(data?.whoCan)
		);
	};
	const ordersOf = async (email: string, text: string | null = null) => {
		const all = await whoCan(text);
		return typeof all === 'string' ? all : all.find((one) => one.email === email)?.orders;
	};
	const pushed = async () => {
		const db = createDb({ url: it.env.databaseUrl });
		const [tenantId = 0] = it.database.tenants;
		const row = await loadTenantConfig(db, tenantId);
		await db.close();
		return engineConfig(row);
	};

	test('are tried before they are in force, refused where they can’t be meant, and kept version by version', async () => {
		expect((await ordersOf('trader@aurora.example'))?.length).toBe(2); // none of its own: the role alone, both accounts
		expect(await ordersOf('trader@aurora.example', fxOnly)).toEqual([
			{ account: 'Aurora Netting EUR', instruments: expect.not.arrayContaining(['XAUUSD']), maxLots: '2.50' },
		]);
		expect((await pushed()).entitlements).toBeUndefined();
		expect(await change(0, 'permit(principal, action, resource) when { context.colour == 1 };')).toMatchObject({
			code: 'INVALID_POLICIES',
		});
		expect(await change(0, fxOnly, await it.tokenOf('trader@aurora.example'))).toMatchObject({ code: 'FORBIDDEN' });
		expect(await whoCan(null, await it.tokenOf('trader@aurora.example'))).toBe('FORBIDDEN');
		expect(await change(0, fxOnly)).toMatchObject({ policy: { version: 1 } });
		expect(await change(0, fxOnly)).toMatchObject({ code: 'STALE_POLICIES' });
		expect(await ordersOf('admin@aurora.example')).toEqual([]);
	});

	test('go to the gateway with the configuration’s next version, as bitsets without a name of anybody', async () => {
		const config = await pushed();
		const { entitlements } = config;
		if (entitlements === undefined) throw new Error('no entitlements');
		const [row] = await it.sql(`SELECT id FROM platform.users WHERE email = 'trader@aurora.example'`);
		const of = (symbol: string, accountId = 1) =>
			maxCentilotsOf(entitlements, {
				userId: Number(row?.id),
				accountId,
				instrumentId: config.instruments.find((one) => one.symbol === symbol)?.instrumentId ?? 0,
			});
		expect([of('EURUSD'), of('XAUUSD'), of('EURUSD', 2)]).toEqual([250, 0, 0]);
		expect(JSON.stringify([config.users, entitlements])).not.toContain('@');
	});

	test('want a second person where the tenant says so, and are another tenant’s never', async () => {
		await it.sql(`UPDATE platform.tenants SET settings = settings || '{"fourEyes": ["POLICY_CHANGE"]}' WHERE slug = 'aurora'`);
		const asked = z.looseObject({ approval: z.object({ approvalId: z.string() }) }).parse(await change(1, ''));
		const decide = (token: string) =>
			it.act(`mutation($id: String!) { decideApproval(approvalId: $id, approve: true) { __typename ${error} } }`, {
				token,
				variables: { id: asked.approval.approvalId },
			});
		expect(await decide(admin)).toMatchObject({ code: 'OWN_REQUEST' });
		expect(await decide(await it.tokenOf('admin@borealis.example'))).toMatchObject({ code: 'APPROVAL_NOT_FOUND' });
		expect((await pushed()).entitlements).toBeDefined();
		await it.sql(
			`UPDATE platform.memberships SET role = 'TENANT_ADMIN' WHERE user_id = (SELECT id FROM platform.users WHERE email = 'risk@aurora.example')`,
		);
		expect(await decide(await it.tokenOf('risk@aurora.example'))).toMatchObject({ __typename: 'ApprovalDecided' });
		expect((await pushed()).entitlements).toBeUndefined();
		expect(await it.ask('{ policies { version } }', { token: await it.tokenOf('admin@borealis.example') })).toMatchObject({
			data: { policies: [] },
		});
	});
}, 120_000);
