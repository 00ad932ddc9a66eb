import { createDb, type Db } from '@meridian/db';
import { connectAdmin } from '@meridian/db/testing';
import type { AnyMessage, EntryProtocol, Message } from '@meridian/protocol';
import { type FakeGateway, type FakeLine, startFakeGateway } from '@meridian/protocol/fake-gateway';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/graphql/ids.ts';
import { startTestApi, type TestApi } from './support.ts';

type Asked = AnyMessage<EntryProtocol>;
type OrderRecord = Message<EntryProtocol, 'OrderGroupReply'>['orders'][number];
/** What a gateway says to one request. */
type Answer = (line: FakeLine, requestId: number) => void;
const key = 'ab'.repeat(32);
const wait = { timeout: 10_000, interval: 10 };

const record = (order: Partial<OrderRecord>): OrderRecord => ({
	...{ tenantId: 1, accountId: 1, orderId: 1_000_000, clientOrderId: 'c1', instrumentId: 1, side: 'BUY', type: 'LIMIT', tif: 'GTC' },
	...{ expiresAtMs: null, qty: 10, price: null, limitPrice: null, sl: null, tp: null, positionTicket: 0n, positionByTicket: 0n },
	...{ life: 'SUBMITTED', pending: 'NEW_SENT', filledQty: 0, filledNotional: 0, reservedQty: 10, venueOrderTicket: 0n },
	...{ denialCode: '', denialValue: null, denialLimit: null, denialHeadroom: null, denialLevel: '', strategyId: 0 },
	...{ reduceOnly: false, postOnly: false, bracket: false, trailBy: '', trailDistance: null, emulated: '', waitsFor: '' },
	...{ parentOrderId: 0, ocoId: 0, decidedById: 0, isPresumable: false, retcode: 0, createdAtMs: 1, updatedAtMs: 1 },
	...order,
});
const one =
	(order: Partial<OrderRecord>): Answer =>
	(line, requestId) =>
		line.send('OrderReply', { ...record(order), requestId, journalSeq: 1, accountSeq: 1, duplicate: false });
const refused =
	(code: string): Answer =>
	(line, requestId) =>
		line.send('Refused', { requestId, code, message: `because of ${code}` });
const taken: Answer = (line, requestId) => line.send('CancelOrdersReply', { requestId, journalSeq: 1, sent: 0, notReady: 0 });
const silentThenGone: Answer = (line) => line.cut();

const fields = '__typename ... on UserError { code message }';
const order = 'order { life quantity price limitPrice stopLoss trailDistance waitsFor emulated denial { code } }';
const placeDocument = `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { ${fields} ... on PlaceOrderSuccess { duplicate ${order} } ... on OrderDenied { denial { code } ${order} } } }`;
const groupDocument = `mutation($input: PlaceOrderGroupInput!) { placeOrderGroup(input: $input) { ${fields} ... on PlaceOrderGroupSuccess { duplicate orders { life ocoId parentOrderId denial { code } } } } }`;
const amendDocument = `mutation($input: AmendOrderInput!) { amendOrder(input: $input) { ${fields} ... on AmendOrderSuccess { duplicate ${order} } ... on OrderDenied { denial { code } ${order} } } }`;
const stopsDocument = `mutation($input: AmendPositionInput!) { amendPosition(input: $input) { ${fields} ... on AmendPositionSuccess { pending duplicate } } }`;
const cancelAllDocument = `mutation($input: CancelOrdersInput!) { cancelOrders(input: $input) { ${fields} ... on CancelOrdersSuccess { sent notReady } } }`;
const approveDocument = `mutation($orderId: ID!) { approveOrder(orderId: $orderId) { ${fields} ... on PlaceOrderSuccess { ${order} } } }`;
const setHaltDocument = `mutation($input: SetHaltInput!) { setHalt(input: $input) { ${fields} ... on SetHaltSuccess { halt { level subjectId halted effect { entryOrders protectingOrders } } } } }`;
const haltDocument = `mutation($input: HaltTenantInput!) { haltTenant(input: $input) { ${fields} } }`;

/** What each mutation asks of the gateway, and what its answers become: the API over HTTP, and a line that speaks the protocol and answers as each test says. */
describe('mutations of orders', () => {
	let it: TestApi;
	let db: Db;
	let gateway: FakeGateway;
	let asked: Asked[] = [];
	let answer: Answer = taken;
	let auroraId = 0;
	const tokens = new Map<string, string>();

	const tokenOf = async (email: string): Promise<string> => {
		const query = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } } }';
		const result = await it.act(query, { variables: { input: { email, password: it.database.password } } });
		return z.looseObject({ token: z.string() }).parse(result).token;
	};
	const act = (document: string, variables: Record<string, unknown>, who = 'trader@aurora') =>
		it.act(document, { variables, token: tokens.get(who) });
	const bodies = () => asked.map(({ name, body }) => ({ name, ...body }));
	const account = encodeId('Account', 1);
	const instrument = encodeId('Instrument', 1);
	const plain = { accountId: account, instrumentId: instrument, clientOrderId: 'c1', side: 'BUY', type: 'LIMIT', quantity: '0.10' };
	const working = encodeId('Order', 7);

	beforeAll(async () => {
		gateway = await startFakeGateway({
			key: Buffer.from(key, 'hex'),
			onRequest: (line, message) => {
				if (!('requestId' in message.body)) return;
				const { requestId } = message.body;
				if (message.name === 'Configure') return line.send('Done', { requestId, journalSeq: 1 });
				if (message.name === 'Status') return line.send('StatusReply', { requestId, epoch: 1n, journalSeq: 1, accounts: [] });
				asked.push(message);
				answer(line, requestId);
			},
		});
		const rate = { person: 10_000, tenant: 10_000 };
		const env = { gatewayKey: key, gateways: [{ host: '127.0.0.1', port: gateway.port }], rates: { read: rate, write: rate } };
		it = await startTestApi({ redisDb: 11, env });
		const redis = new Redis(it.env.redisUrl);
		await redis.flushdb();
		redis.disconnect();
		for (const who of ['trader@aurora', 'risk@aurora', 'trader@borealis', 'risk@borealis'])
			tokens.set(who, await tokenOf(`${who}.example`));
		const admin = await connectAdmin(it.database.adminUrl);
		const rows = await admin.query<{ id: number }>(`SELECT "id" FROM "platform"."tenants" WHERE "slug" = 'aurora'`);
		await admin.end();
		auroraId = rows.rows[0]?.id ?? 0;
		db = createDb({ url: it.database.url });
		const state = { life: 'ACCEPTED', pending: 'NONE', filledQty: 0n, filledNotional: 0n, reservedQty: 10n, retcode: 0 };
		const by = { principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
		const terms = { side: 'BUY', type: 'LIMIT', tif: 'GTC', qty: 10n, price: 109_000n, positionTicket: 0, venueOrderTicket: 5 };
		const ids = { id: 7n, accountId: 1, instrumentId: 1, instrumentIdAsked: 1, clientOrderId: 'c7', accountSeq: 1n };
		const at = { createdAt: new Date(1), updatedAt: new Date(1) };
		await db.forTenant(auroraId).order.create({ data: { ...ids, ...terms, ...state, ...by, ...at } });
		await vi.waitFor(
			async () => expect((await act(cancelAllDocument, { input: { accountId: account } })).code).not.toBe('GATEWAY_UNAVAILABLE'),
			wait,
		);
	}, 60_000);
	beforeEach(() => {
		asked = [];
		answer = taken;
	});
	afterAll(async () => {
		await db?.close();
		await it?.close();
		await gateway?.close();
	});

	test.each([
		['STOP_LIMIT', { price: '1.1', limitPrice: '1.09' }, { price: 110_000, limitPrice: 109_000, tif: 'GTC' }],
		[
			'MARKET_IF_TOUCHED',
			{ price: '1.08', expiresAt: '2030-01-01T00:00:00.000Z' },
			{ price: 108_000, tif: 'GTD', expiresAtMs: 1_893_456_000_000 },
		],
		['LIMIT_IF_TOUCHED', { price: '1.08', limitPrice: '1.07', strategyId: 3 }, { price: 108_000, limitPrice: 107_000, strategyId: 3 }],
		['TRAILING_STOP', { trailBy: 'PRICE', trailDistance: '0.0025' }, { price: null, trailBy: 'PRICE', trailDistance: 250 }],
		['TRAILING_STOP', { trailBy: 'BPS', trailDistance: '30', reduceOnly: true }, { trailBy: 'BPS', trailDistance: 30, reduceOnly: true }],
		['LIMIT', { price: '1.08', postOnly: true, timeInForce: 'DAY' }, { price: 108_000, postOnly: true, tif: 'DAY' }],
		['MARKET', { bracket: true, stopLoss: '1.05', takeProfit: '1.2' }, { bracket: true, sl: 105_000, tp: 120_000 }],
	])('a %s order goes to the gateway in integers, in the name of who asked', async (type, input, wire) => {
		answer = one({ type, ...wire, waitsFor: 'PRICE', emulated: 'TRIGGER EXPIRY' });
		const result = await act(placeDocument, { input: { ...plain, type, ...input } });
		expect(bodies()).toMatchObject([{ name: 'PlaceOrder', tenantId: auroraId, accountId: 1, instrumentId: 1, qty: 10, type, ...wire }]);
		expect(result).toMatchObject({ __typename: 'PlaceOrderSuccess', order: { waitsFor: 'PRICE', emulated: ['TRIGGER', 'EXPIRY'] } });
	});

	test('a group goes as one request; its orders come back with their ties, or each with why not', async () => {
		const group = { contingency: 'OCO', orders: [plain, { ...plain, clientOrderId: 'c2', type: 'STOP', price: '1.2' }] };
		answer = (line, requestId) => {
			const orders = [
				record({ ocoId: 1_000_000 }),
				record({ orderId: 1_000_001, ocoId: 1_000_000, life: 'DENIED', denialCode: 'GROUP_DENIED' }),
			];
			line.send('OrderGroupReply', { requestId, journalSeq: 1, accountSeq: 1, duplicate: true, orders });
		};
		expect(await act(groupDocument, { input: group })).toMatchObject({
			...{ __typename: 'PlaceOrderGroupSuccess', duplicate: true },
			orders: [
				{ ocoId: '1000000', denial: null },
				{ life: 'DENIED', denial: { code: 'GROUP_DENIED' } },
			],
		});
		expect(bodies()).toMatchObject([
			{ name: 'PlaceOrderGroup', contingency: 'OCO', orders: [{ clientOrderId: 'c1' }, { price: 120_000 }] },
		]);
	});

	test.each([
		['of two accounts', [plain, { ...plain, clientOrderId: 'c2', accountId: encodeId('Account', 2) }], 'INVALID_GROUP'],
		['of no order', [], 'INVALID_GROUP'],
		['with a wrong decimal', [plain, { ...plain, clientOrderId: 'c2', price: '1.123456' }], 'INVALID_DECIMAL'],
		['with an id that nobody can carry', [plain, { ...plain, clientOrderId: 'c 2' }], 'INVALID_CLIENT_ORDER_ID'],
		['of an account that is not there', [{ ...plain, accountId: encodeId('Account', 99) }], 'ACCOUNT_NOT_FOUND'],
	])('a group %s is refused before anything is asked', async (_name, orders, code) => {
		expect(await act(groupDocument, { input: { contingency: 'OTO', orders } })).toMatchObject({ code });
		expect(asked).toEqual([]);
	});

	test('an amend says what stays, what changes and what is removed', async () => {
		answer = one({ price: 109_500, pending: 'REPLACE_SENT' });
		const input = { orderId: working, amendId: 'a1', price: '1.095', stopLoss: null };
		expect(await act(amendDocument, { input })).toMatchObject({ __typename: 'AmendOrderSuccess', order: { price: '1.09500' } });
		const terms = { qty: null, price: 109_500, limitPrice: null, sl: 0, tp: null };
		expect(bodies()).toMatchObject([{ name: 'AmendOrder', tenantId: auroraId, accountId: 1, orderId: 7, amendId: 'a1', ...terms }]);
		answer = one({
			denialCode: 'MAX_ORDER_QTY',
			denialValue: 5_100,
			denialLimit: 5_000,
			denialHeadroom: -100,
			denialLevel: 'ACCOUNT',
			life: 'ACCEPTED',
		});
		expect(await act(amendDocument, { input: { ...input, amendId: 'a2', quantity: '51' } })).toMatchObject({
			...{ __typename: 'OrderDenied', denial: { code: 'MAX_ORDER_QTY' }, order: { life: 'ACCEPTED', denial: null } },
		});
	});

	test.each([
		['AMEND_ID_REUSED', 'AmendIdReused'],
		['NOT_AMENDABLE', 'NotAmendable'],
		['INVALID_REQUEST', 'InvalidInput'],
		['UNKNOWN_ORDER', 'NotFound'],
		['NOT_ALLOWED', 'Forbidden'],
		['NOT_READY', 'GatewayUnavailable'],
		['of a newer gateway', 'GatewayUnavailable'],
	])('an amend that the gateway refuses with %s is %s', async (code, typename) => {
		answer = refused(code);
		expect(await act(amendDocument, { input: { orderId: working, amendId: 'a3', price: '1.09' } })).toMatchObject({ __typename: typename });
	});

	test('other stops of a position: null removes, absent stays; a denial says what to do', async () => {
		const input = { accountId: account, instrumentId: instrument, ticket: '61', amendId: 's1', stopLoss: '1.05', takeProfit: null };
		const position = {
			tenantId: auroraId,
			accountId: 1,
			instrumentId: 1,
			positionTicket: 61n,
			sl: 0,
			tp: 0,
			stopsPending: 'SENT',
			stopsRetcode: 0,
		};
		const reply =
			(denialCode: string): Answer =>
			(line, requestId) => {
				const denial = { denialCode, denialValue: null, denialLimit: null, denialHeadroom: null, denialLevel: '' };
				line.send('PositionReply', { requestId, journalSeq: 1, accountSeq: 1, duplicate: false, ...position, ...denial });
			};
		answer = reply('');
		expect(await act(stopsDocument, { input })).toMatchObject({ __typename: 'AmendPositionSuccess', pending: true });
		expect(bodies()).toMatchObject([{ name: 'AmendPosition', positionTicket: 61n, amendId: 's1', sl: 105_000, tp: 0 }]);
		answer = reply('STOPS_INVALID');
		expect(await act(stopsDocument, { input })).toMatchObject({ __typename: 'InvalidInput', code: 'STOPS_INVALID' });
		answer = refused('UNKNOWN_POSITION');
		expect(await act(stopsDocument, { input })).toMatchObject({ __typename: 'NotFound' });
		asked = [];
		expect(await act(stopsDocument, { input: { ...input, ticket: '0' } })).toMatchObject({ code: 'INVALID_TICKET' });
		expect(asked).toEqual([]);
	});

	test('a cancel of all is one command, and tells what it left out', async () => {
		answer = (line, requestId) => line.send('CancelOrdersReply', { requestId, journalSeq: 1, sent: 3, notReady: 1 });
		const input = { accountId: account, instrumentId: instrument, side: 'SELL' };
		expect(await act(cancelAllDocument, { input }, 'risk@aurora')).toMatchObject({ sent: 3, notReady: 1 });
		expect(bodies()).toMatchObject([{ name: 'CancelOrders', accountId: 1, instrumentId: 1, side: 'SELL' }]);
	});

	test('a second person decides on what is held, and a trader does not', async () => {
		answer = one({ life: 'SUBMITTED', decidedById: 3 });
		expect(await act(approveDocument, { orderId: working }, 'risk@aurora')).toMatchObject({ order: { life: 'SUBMITTED' } });
		expect(bodies()).toMatchObject([{ name: 'DecideOrder', orderId: 7, approved: true }]);
		answer = refused('NOT_HELD');
		expect(await act(approveDocument, { orderId: working }, 'risk@aurora')).toMatchObject({ __typename: 'InvalidInput', code: 'NOT_HELD' });
		asked = [];
		expect(await act(approveDocument, { orderId: working })).toMatchObject({ __typename: 'Forbidden' });
		expect(asked).toEqual([]);
	});

	test('a kill goes to the engine first, and is shown and audited only once that has it', async () => {
		const halted = async () => (await db.platform.tenant.findUnique({ where: { id: auroraId } }))?.halted;
		expect(await act(haltDocument, { input: { halted: true } })).toMatchObject({ __typename: 'Forbidden' });
		expect(asked).toEqual([]);
		answer = refused('NOT_READY');
		expect(await act(haltDocument, { input: { halted: true } }, 'risk@aurora')).toMatchObject({ __typename: 'GatewayUnavailable' });
		expect(await halted()).toBe(false);
		answer = (line, requestId) => line.send('Done', { requestId, journalSeq: 1 });
		expect(await act(haltDocument, { input: { halted: true } }, 'risk@aurora')).toMatchObject({ __typename: 'HaltTenantSuccess' });
		expect(await halted()).toBe(true);
		expect(bodies().at(-1)).toMatchObject({ name: 'HaltTenant', tenantId: auroraId, halted: true });
		await act(haltDocument, { input: { halted: false } }, 'risk@aurora');
		expect(await halted()).toBe(false);
	});

	test('a part is halted by the engine’s word and audited, with what worked there; what is not there is not asked for', async () => {
		const at = (level: string, subjectId?: number) => ({
			input: { level, ...(subjectId === undefined ? {} : { subjectId }), halted: true },
		});
		expect(await act(setHaltDocument, at('ACCOUNT', 1))).toMatchObject({ __typename: 'Forbidden' });
		for (const nobodys of [at('ACCOUNT', 777), at('DESK', 777), at('STRATEGY', 777), at('ACCOUNT')])
			expect(await act(setHaltDocument, nobodys, 'risk@aurora')).toMatchObject({ code: 'SUBJECT_NOT_FOUND' });
		expect(asked).toEqual([]);
		answer = refused('NOT_ALLOWED');
		expect(await act(setHaltDocument, at('ACCOUNT', 1), 'risk@aurora')).toMatchObject({ __typename: 'Forbidden' });
		answer = (line, requestId) => line.send('Done', { requestId, journalSeq: 1 });
		const effect = { entryOrders: 1, protectingOrders: 0 };
		expect(await act(setHaltDocument, at('ACCOUNT', 1), 'risk@aurora')).toMatchObject({
			halt: { level: 'ACCOUNT', subjectId: 1, halted: true, effect },
		});
		expect(bodies().at(-1)).toMatchObject({ name: 'HaltPart', tenantId: auroraId, level: 'ACCOUNT', subjectId: 1, halted: true });
		// The other tenant has an account of the same number, and nothing that works there.
		expect(await act(setHaltDocument, at('ACCOUNT', 1), 'risk@borealis')).toMatchObject({ halt: { effect: { entryOrders: 0 } } });
		expect(bodies().at(-1)).toMatchObject({ name: 'HaltPart', tenantId: auroraId + 1 });
		const audited = await db.platform.adminAudit.findMany({ where: { action: 'PART_HALTED' }, select: { tenantId: true } });
		expect(audited.map(({ tenantId }) => tenantId)).toEqual([auroraId, auroraId + 1]);
	});

	test('a line that breaks before the answer is an outcome that is unknown, with how to find out, for each of them', async () => {
		const documents: [string, Record<string, unknown>, string?][] = [
			[placeDocument, { input: { ...plain, price: '1.08' } }],
			[groupDocument, { input: { contingency: 'OCO', orders: [plain, { ...plain, clientOrderId: 'c2' }] } }],
			[amendDocument, { input: { orderId: working, amendId: 'a9', price: '1.09' } }],
			[stopsDocument, { input: { accountId: account, instrumentId: instrument, ticket: '61', amendId: 's9', stopLoss: '1.05' } }],
			[cancelAllDocument, { input: { accountId: account } }],
			[haltDocument, { input: { halted: true } }, 'risk@aurora'],
			[setHaltDocument, { input: { level: 'ACCOUNT', subjectId: 1, halted: true } }, 'risk@aurora'],
		];
		for (const [document, variables, who] of documents) {
			answer = silentThenGone;
			await vi.waitFor(
				async () => expect((await act(document, variables, who)).__typename, document.slice(0, 40)).toBe('OrderOutcomeUnknown'),
				wait,
			);
		}
	});

	test('of another tenant’s order, under the same ids, nothing is asked, and an answer about another tenant is none', async () => {
		await vi.waitFor(
			async () => expect((await act(cancelAllDocument, { input: { accountId: account } })).__typename).not.toBe('GatewayUnavailable'),
			wait,
		);
		asked = [];
		for (const [document, variables] of [
			[amendDocument, { input: { orderId: working, amendId: 'a1', price: '1.09' } }],
			[approveDocument, { orderId: working }],
		] as const)
			expect(await act(document, variables, document === approveDocument ? 'risk@borealis' : 'trader@borealis')).toMatchObject({
				code: 'ORDER_NOT_FOUND',
			});
		expect(asked).toEqual([]);
		answer = one({ tenantId: auroraId + 1 });
		await expect(act(placeDocument, { input: { ...plain, price: '1.08' } })).rejects.toThrow('INTERNAL');
	});
});
