import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcp, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connectAdmin } from '@meridian/db/testing';
import { accounts, createApi, me, orders } from '@meridian/sdk/api';
import { Redis } from 'ioredis';
import { chromium } from 'playwright-core';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startTestApi, type TestApi } from './support.ts';

const sdk = new URL('../../../packages/sdk/', import.meta.url).pathname;

describe('the SDK’s API client', () => {
	let it: TestApi;
	let token = '';
	let accountId = 0;
	let redis: Redis;
	let proxy: Server;
	let url = '';
	const lines = new Set<Socket>();
	const page = createServer((request, response) => {
		const file = request.url === '/api.js' ? join(built, 'api.js') : join(sdk, 'examples/phone.html');
		response.writeHead(200, { 'content-type': file.endsWith('.js') ? 'text/javascript' : 'text/html' }).end(readFileSync(file));
	});
	const built = mkdtempSync(join(tmpdir(), 'meridian-sdk-page-'));
	let pageUrl = '';
	const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

	beforeAll(async () => {
		await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
		pageUrl = `http://127.0.0.1:${portOf(page)}`;
		it = await startTestApi({ redisDb: 6, env: { webOrigins: [pageUrl] } });
		redis = new Redis(it.env.redisUrl);
		await redis.flushdb();
		const query = 'mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token } } }';
		const answer = await it.act(query, { variables: { input: { email: 'trader@aurora.example', password: it.database.password } } });
		token = z.looseObject({ token: z.string() }).parse(answer).token;
		const client = await connectAdmin(it.database.adminUrl);
		accountId = (await client.query<{ id: number }>('SELECT min(id) AS id FROM tenant_aurora.accounts')).rows[0]?.id ?? 0;
		await client.query(`INSERT INTO tenant_aurora.orders (id, account_id, instrument_id, instrument_id_asked, client_order_id, side, type, tif, qty, position_ticket, life,
			pending, filled_qty, filled_notional, reserved_qty, venue_order_ticket, principal_id, session_id, investment_decider_id, execution_decider_id, account_seq, created_at, updated_at)
			SELECT 4000, ${accountId}, min(id), min(id), 'sdk', 'BUY', 'LIMIT', 'GTC', 100, 0, 'ACCEPTED', 'NONE', 0, 0, 100, 0, 1, 1, 1, 1, 1, now(), now() FROM tenant_aurora.instruments`);
		await client.end();
		// A line that can be cut, as a network does it.
		proxy = createTcp((socket) => {
			const far = connect(it.api.port, '127.0.0.1');
			for (const [from, to] of [
				[socket, far],
				[far, socket],
			] as const) {
				lines.add(from);
				from.pipe(to);
				from.on('error', () => to.destroy());
				from.on('close', () => {
					lines.delete(from);
					to.destroy();
				});
			}
		});
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${portOf(proxy)}`;
	}, 60_000);
	afterAll(async () => {
		page.close();
		proxy?.close();
		for (const line of lines) line.destroy();
		redis?.disconnect();
		await it?.close();
		rmSync(built, { recursive: true, force: true });
	});

	let seq = 1;
	/** As the projector writes an order's next state. */
	const happen = async (): Promise<string> => {
		seq += 1;
		const client = await connectAdmin(it.database.adminUrl);
		await client.query(`INSERT INTO tenant_aurora.order_events (account_id, account_seq, order_id, qty, life, pending, filled_qty, filled_notional, reserved_qty, venue_order_ticket, retcode, at)
			VALUES (${accountId}, ${seq}, 4000, 100, 'ACCEPTED', 'NONE', 0, 0, 100, 0, 0, now())`);
		await client.query(`UPDATE tenant_aurora.accounts SET last_seq = ${seq} WHERE id = ${accountId}`);
		await client.end();
		await redis.publish('t:1:events', JSON.stringify({ accountId, accountSeq: String(seq), journalSeq: '1' }));
		return String(seq);
	};
	const globalId = () => Buffer.from(`Account:${accountId}`).toString('base64');

	test('answers with the types of the schema', async () => {
		const api = createApi({ url, token: () => token });
		expect((await api.run(me, {})).me.role).toBe('TRADER');
		const { accounts: all } = await api.run(accounts, {});
		expect(all.map(({ currency }) => currency)).toContain('USD');
		expect((await api.run(orders, { first: 1 })).orders.edges[0]?.node.clientOrderId).toBe('sdk');
		await expect(createApi({ url, token: () => 'none' }).run(me, {})).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
	});

	test('order events come once each and in order, however often the line is lost', async () => {
		const statuses: string[] = [];
		const api = createApi({ url, token: () => token, onStatus: (status) => void statuses.push(status) });
		const stopping = new AbortController();
		const heard: string[] = [];
		const listening = (async () => {
			for await (const event of api.orderEvents({ accountId: globalId(), afterSeq: String(seq), signal: stopping.signal }))
				heard.push(event.seq);
		})();
		const told: string[] = [];
		for (let n = 0; n < 12; n += 1) {
			told.push(await happen());
			if (n % 4 !== 3) continue;
			await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
			for (const line of lines) line.destroy();
			told.push(await happen()); // while it is cut
		}
		await vi.waitFor(() => expect(heard).toEqual(told));
		expect(statuses.filter((status) => status === 'down').length).toBeGreaterThan(0);
		stopping.abort();
		await listening;
	});

	test('what may not be heard is refused, with the code of the API', async () => {
		const api = createApi({ url, token: () => token });
		const stranger = Buffer.from('Account:77777').toString('base64');
		const listen = async (input: { accountId: string; afterSeq?: string }) => {
			for await (const _event of api.orderEvents(input)) break;
		};
		await expect(listen({ accountId: stranger })).rejects.toMatchObject({ code: 'NOT_FOUND' });
		await expect(listen({ accountId: stranger, afterSeq: '0' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('the example for Node tells what happens', async () => {
		const child = spawn(process.execPath, ['--conditions=@meridian/source', join(sdk, 'examples/watch-orders.js')], {
			env: { PATH: process.env.PATH ?? '', MERIDIAN_URL: url, MERIDIAN_TOKEN: token },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const said: string[] = [];
		createInterface({ input: child.stdout }).on('line', (line) => void said.push(line));
		try {
			await vi.waitFor(() => expect(said.join()).toContain('watching'));
			// It asks where the account stands first: what happens from then on is told.
			await vi.waitFor(
				async () => {
					await happen();
					expect(said.join()).toContain('sdk ACCEPTED');
				},
				{ interval: 200 },
			);
		} finally {
			child.kill();
		}
	});

	test('the example for a phone’s browser shows quotes that change', async () => {
		const path = chromiumPath();
		await build({
			input: join(sdk, 'src/api/index.ts'),
			platform: 'browser',
			output: { file: join(built, 'api.js'), format: 'esm' },
			resolve: { conditionNames: ['@meridian/source', 'import'] },
		});
		const browser = await chromium.launch({
			executablePath: path,
			args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
		});
		try {
			const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
			await phone.goto(`${pageUrl}/#url=${encodeURIComponent(url)}&token=${token}`);
			let bid = 110_000;
			await vi.waitFor(
				async () => {
					bid += 1;
					const quote = { instrumentId: 1, bid, ask: bid + 5, atMs: Date.now(), venueAtMs: Date.now() };
					await redis.hset('t:1:last', '1', JSON.stringify(quote));
					await redis.publish('t:1:quotes', JSON.stringify([quote]));
					expect(await phone.locator('#quotes tr').count()).toBeGreaterThan(0);
					expect(await phone.locator('#quotes').textContent()).toMatch(/1\.1000[2-9]/);
				},
				{ interval: 300 },
			);
			expect(await phone.locator('#status').textContent()).toBe('up');
			expect(await phone.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
		} finally {
			await browser.close();
		}
	});
}, 120_000);

function chromiumPath(): string {
	for (const name of ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
		const found = spawnSync('which', [name], { encoding: 'utf8' });
		if (found.status === 0) return found.stdout.trim();
	}
	throw new Error('no Chromium found: install it (Debian: apt-get install chromium)');
}
