import { afterEach, describe, expect, test, vi } from 'vitest';
import { createEntryClient, type EntryClient, type EntryStatus } from '../src/client/entry-client.ts';
import { type FakeGateway, startFakeGateway } from '../src/fake-gateway.ts';

const key = Buffer.alloc(32, 7);
const otherKey = Buffer.alloc(32, 8);
const ask = (client: EntryClient, timeoutMs?: number) =>
	client.request('Status', { tenantId: 1 }, timeoutMs === undefined ? {} : { timeoutMs });

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0)) await close();
});

function clientOf(
	gateway: { readonly port: number },
	input: { key?: Uint8Array; silenceMs?: number; others?: readonly { readonly port: number }[] } = {},
) {
	const news: [EntryStatus, string][] = [];
	const client = createEntryClient({
		host: '127.0.0.1',
		port: gateway.port,
		key: input.key ?? key,
		clientName: 'test',
		others: (input.others ?? []).map(({ port }) => ({ host: '127.0.0.1', port })),
		onStatus: (status, detail) => news.push([status, detail]),
		...(input.silenceMs === undefined ? {} : { silenceMs: input.silenceMs }),
	});
	closers.push(() => client.close());
	return { client, news, isUp: () => vi.waitFor(() => expect(client.status).toBe('up'), { timeout: 5_000, interval: 5 }) };
}

async function gatewayOf(input: Partial<Parameters<typeof startFakeGateway>[0]> = {}): Promise<FakeGateway> {
	const gateway = await startFakeGateway({ key, ...input });
	closers.push(() => gateway.close());
	return gateway;
}

test('where several gateways may lead it goes on to the one that does, and to the next when that is gone', async () => {
	const [first, second] = [await gatewayOf({ key: otherKey }), await gatewayOf()];
	const { client, isUp } = clientOf(first, { others: [second, first] });
	await isUp();
	expect(second.received).toContain('Login');
	const third = await gatewayOf();
	const { client: moving, isUp: hasMoved, news } = clientOf(second, { others: [third] });
	await hasMoved();
	await second.close();
	await vi.waitFor(() => expect(third.received).toContain('Login'), { timeout: 5_000 });
	await hasMoved();
	expect(news.map(([status]) => status)).toEqual(['up', 'down', 'up']);
	expect([client.status, moving.status]).toContain('up');
});

describe('a request', () => {
	test('is answered by the reply with its id, in whatever order replies come', async () => {
		const held: number[] = [];
		const gateway = await gatewayOf({
			onRequest: (line, { body }) => {
				if ('requestId' in body) held.push(body.requestId);
				if (held.length < 2) return;
				for (const requestId of held.toReversed()) line.send('Done', { requestId, journalSeq: requestId * 10 });
			},
		});
		const { client, isUp, news } = clientOf(gateway);
		await isUp();
		expect(news).toEqual([['up', 'epoch 3']]);
		const answers = await Promise.all([ask(client), ask(client)]);
		expect(answers).toMatchObject([
			{ kind: 'reply', message: { name: 'Done', body: { requestId: 1, journalSeq: 10 } } },
			{ kind: 'reply', message: { name: 'Done', body: { requestId: 2, journalSeq: 20 } } },
		]);
	});

	test('without a connection is unavailable, and nothing is written', async () => {
		const gateway = await gatewayOf();
		const { client } = clientOf(gateway);
		expect(await ask(client)).toEqual({ kind: 'unavailable' });
		await vi.waitFor(() => expect(client.status).toBe('up'));
		expect(gateway.received.filter((name) => name === 'Status')).toEqual([]);
	});

	test('without an answer in time is unknown, and a late answer disturbs nobody', async () => {
		const late: (() => void)[] = [];
		const gateway = await gatewayOf({
			onRequest: (line, { body }) => {
				const { requestId } = body as { requestId: number };
				if (requestId === 1) late.push(() => line.send('Done', { requestId, journalSeq: 1 }));
				else line.send('Done', { requestId, journalSeq: 2 });
			},
		});
		const { client, isUp } = clientOf(gateway);
		await isUp();
		expect(await ask(client, 20)).toEqual({ kind: 'unknown' });
		late[0]?.();
		expect(await ask(client)).toMatchObject({ kind: 'reply', message: { body: { requestId: 2 } } });
	});

	test('whose line is cut is unknown; the client comes back and the next is answered', async () => {
		let cuts = 0;
		const gateway = await gatewayOf({
			onRequest: (line, { body }) => {
				if (cuts++ === 0) line.cut();
				else line.send('Done', { requestId: (body as { requestId: number }).requestId, journalSeq: 5 });
			},
		});
		const { client, isUp, news } = clientOf(gateway);
		await isUp();
		expect(await ask(client)).toEqual({ kind: 'unknown' });
		await isUp();
		expect(await ask(client)).toMatchObject({ kind: 'reply', message: { name: 'Done' } });
		expect(news.map(([status]) => status)).toEqual(['up', 'down', 'up']);
	});

	test('with a value that the wire cannot carry is thrown back before anything is written', async () => {
		const gateway = await gatewayOf();
		const { client, isUp } = clientOf(gateway);
		await isUp();
		await expect(client.request('Status', { tenantId: -1 })).rejects.toThrow('tenantId');
		expect(gateway.received).toEqual(['Login']);
	});
});

describe('the line', () => {
	test('is refused with a wrong key, and says so once however often it tries', async () => {
		const gateway = await gatewayOf();
		const { client, news } = clientOf(gateway, { key: otherKey });
		await vi.waitFor(() => expect(gateway.lines.length).toBeGreaterThan(2), { timeout: 5_000 });
		expect(news).toEqual([['down', 'login refused: the key does not match']]);
		expect(await ask(client)).toEqual({ kind: 'unavailable' });
	});

	test('is not trusted where the gateway cannot prove the key', async () => {
		const gateway = await gatewayOf({ proofKey: otherKey });
		const { client, news } = clientOf(gateway);
		await vi.waitFor(() => expect(news).toEqual([['down', 'the gateway could not prove its key']]));
		expect(client.status).toBe('down');
		expect(await ask(client)).toEqual({ kind: 'unavailable' });
	});

	test('to a host that says nothing is cut', async () => {
		const gateway = await gatewayOf({ mute: true });
		const { news } = clientOf(gateway, { silenceMs: 60 });
		await vi.waitFor(() => expect(news[0]).toEqual(['down', 'silent for 60 ms']), { timeout: 5_000 });
	});

	test('comes up when the gateway starts later than the client', async () => {
		const first = await startFakeGateway({ key });
		const { port } = first;
		await first.close();
		const { isUp, news } = clientOf({ port });
		await vi.waitFor(() => expect(news.at(-1)?.[0]).toBe('down'));
		await gatewayOf({ port });
		await isUp();
	});
});
