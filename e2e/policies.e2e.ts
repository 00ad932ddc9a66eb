import { randomUUID } from 'node:crypto';
import type { Stack } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endAfterAll } from './src/after.ts';
import { type ApiClient, connect } from './src/api.ts';
import { startFresh, tradingAlone } from './src/stack.ts';
import { accounts, instrumentId } from './src/trading.ts';
import { until } from './src/wait.ts';

const placed = z.object({
	placeOrder: z.looseObject({
		__typename: z.string(),
		denial: z.object({ code: z.string(), message: z.string(), remedy: z.string() }).optional(),
	}),
});
const changed = z.object({
	changePolicies: z.looseObject({ __typename: z.string(), policy: z.object({ version: z.number() }).optional() }),
});

const fxOnly =
	'permit(principal in Role::"TRADER", action == Action::"placeOrder", resource) when { context.instrument in InstrumentGroup::"FX" };';
const small = 'permit(principal in Role::"TRADER", action == Action::"placeOrder", resource) when { context.centilots <= 1 };';

/** Cedar policies from the administrator's hand to the risk check in the engine, and back. */
describe('the policies of a tenant, in its engine', () => {
	let stack: Stack;
	let [admin, aurora, borealis]: readonly (ApiClient | undefined)[] = [];

	beforeAll(async () => {
		stack = await startFresh('policies', { ...tradingAlone, venue: 'simulator' });
		[admin, aurora, borealis] = await Promise.all(
			['admin@aurora.example', 'trader@aurora.example', 'trader@borealis.example'].map((email) =>
				connect(stack.urls.api, stack.login(email)),
			),
		);
		const isReady = async (api: ApiClient) => (await accounts(api)).every(({ reconciled }) => reconciled);
		await until('all accounts to be reconciled', async () => (await isReady(of(aurora))) && (await isReady(of(borealis))), 60_000);
	}, 240_000);
	endAfterAll(
		() => stack,
		() => Promise.all([admin?.close(), aurora?.close(), borealis?.close()]),
	);
	const of = (api: ApiClient | undefined): ApiClient => {
		if (api === undefined) throw new Error('nobody is logged in');
		return api;
	};

	/** What becomes of a market order: the code of its denial, or that it was accepted. */
	async function order(api: ApiClient | undefined, input: { readonly symbol: string; readonly quantity?: string }): Promise<string> {
		const [account] = await accounts(of(api));
		const { placeOrder } = await of(api).request(
			'mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on UserError { code message } ... on OrderDenied { denial { code message remedy } } } }',
			{
				input: {
					...{ accountId: account?.id, instrumentId: await instrumentId(of(api), input.symbol), clientOrderId: randomUUID() },
					...{ side: 'BUY', type: 'MARKET', quantity: input.quantity ?? '0.01' },
				},
			},
			placed,
		);
		return placeOrder.denial?.code ?? placeOrder.__typename;
	}
	async function change(baseVersion: number, text: string): Promise<void> {
		const { changePolicies } = await of(admin).request(
			'mutation($v: Int!, $t: String!) { changePolicies(baseVersion: $v, text: $t) { __typename ... on UserError { code message } ... on PoliciesChanged { policy { version } } } }',
			{ v: baseVersion, t: text },
			changed,
		);
		expect(changePolicies).toMatchObject({ __typename: 'PoliciesChanged', policy: { version: baseVersion + 1 } });
	}
	/** A configuration is pushed within seconds; until then the one before is in force. */
	const becomes = (outcome: string, input: { readonly symbol: string; readonly quantity?: string }) =>
		until(`an order of ${input.symbol} to be answered with ${outcome}`, async () => (await order(aurora, input)) === outcome, 30_000);

	test('forbid a group of instruments to a role until they are changed, in this tenant alone', async () => {
		await becomes('PlaceOrderSuccess', { symbol: 'XAUUSD' });
		await becomes('PlaceOrderSuccess', { symbol: 'EURUSD' });

		await change(0, fxOnly);
		await becomes('NOT_ENTITLED', { symbol: 'XAUUSD' });
		expect(await order(aurora, { symbol: 'EURUSD' })).toBe('PlaceOrderSuccess');
		expect(await order(borealis, { symbol: 'XAUUSD' })).toBe('PlaceOrderSuccess');

		await change(1, small);
		await becomes('PlaceOrderSuccess', { symbol: 'XAUUSD' });
		expect(await order(aurora, { symbol: 'XAUUSD', quantity: '0.02' })).toBe('ENTITLED_SIZE');
		expect(await order(borealis, { symbol: 'XAUUSD', quantity: '0.02' })).toBe('PlaceOrderSuccess');
	});
}, 240_000);
