import { createServer, type Socket, connect as tcp } from 'node:net';
import { issueToken, type Role } from '@meridian/auth';
import { createApi } from '@meridian/sdk/api';
import { createLogger } from '@meridian/telemetry';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startApi } from '../src/start.ts';
import { globalId, LiveRig, liveTemplate } from './live-rig.ts';
import type { TestApi } from './support.ts';

const heartbeatMs = 1_000;
const tenantCount = 5;
const roles = ['TRADER', 'READ_ONLY'] as const satisfies readonly Role[];
const [accountId, instrumentId] = [1, 1];
const quotes = {
	query: 'subscription($ids: [ID!]) { quotes(instrumentIds: $ids, everyMs: 100) { bid instrument { symbol description } } }',
	variables: { ids: [globalId('Instrument', instrumentId)] },
};
const events = {
	query: 'subscription($id: ID!) { orderEvents(accountId: $id) { ... on OrderChanged { seq order { clientOrderId } } } }',
	variables: { id: globalId('Account', accountId) },
};
/** The same ids, symbols and sizes in all of them. */
const template = (slug: string) =>
	liveTemplate(slug, { instrument: { symbol: 'EURUSD', baseCurrency: 'EUR', quoteCurrency: 'USD' }, accounts: ['One'] });
type Tenant = { readonly tenantId: number; readonly slug: string };

describe('live data of many tenants', () => {
	let rig: LiveRig;
	let it: TestApi;
	const tenants: Tenant[] = [];
	const sql: LiveRig['sql'] = (text, values) => rig.sql(text, values);
	const person: LiveRig['person'] = (tenantId, role) => rig.person(tenantId, role);
	const quote = (tenantId: number, bid: number) => rig.quote(tenantId, bid, instrumentId);
	const listen = (token: string, asked: typeof quotes | typeof events, port = it.api.port) => rig.listen(token, asked, { port });

	beforeAll(async () => {
		rig = await LiveRig.start({ redisDb: 7, firstTenantId: 300, prefix: 'live', env: { heartbeatMs } });
		it = rig.it;
		for (let n = 0; n < tenantCount; n += 1) {
			const slug = `live${'abcdefgh'.charAt(n)}`;
			const tenantId = await rig.tenant(template(slug));
			tenants.push({ tenantId, slug });
			await sql(`INSERT INTO tenant_${slug}.orders (id, account_id, instrument_id, instrument_id_asked, client_order_id, side, type, tif, qty, position_ticket, life, pending, filled_qty,
				filled_notional, reserved_qty, venue_order_ticket, principal_id, session_id, investment_decider_id, execution_decider_id, account_seq, created_at, updated_at)
				VALUES (7000, 1, 1, 1, '${slug}', 'BUY', 'LIMIT', 'GTC', 100, 0, 'ACCEPTED', 'NONE', 0, 0, 100, 0, 1, 1, 1, 1, 1, now(), now())`);
		}
	}, 120_000);
	afterAll(() => rig?.close());

	const seqs = new Map<number, number>();
	/** As the projector writes an order's next state. @returns its sequence */
	const happen = async ({ tenantId, slug }: Tenant): Promise<string> => {
		const seq = (seqs.get(tenantId) ?? 1) + 1;
		seqs.set(tenantId, seq);
		await sql(`INSERT INTO tenant_${slug}.order_events (account_id, account_seq, order_id, qty, life, pending, filled_qty, filled_notional, reserved_qty, venue_order_ticket, retcode, at)
			VALUES (1, ${seq}, 7000, 100, 'ACCEPTED', 'NONE', 0, 0, 100, 0, 0, now())`);
		await rig.wake(tenantId, { accountId, seq });
		return String(seq);
	};
	const metric = async (name: string): Promise<number> => {
		const text = await (await fetch(`${it.url}/metrics`)).text();
		return Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1]);
	};
	const closeAll = async (): Promise<void> => {
		rig.hangUp();
		await vi.waitFor(async () => expect([await metric('graphql_sockets'), await metric('graphql_streams')]).toEqual([0, 0]));
	};

	test('who asks the same with the same rights shares one stream; neither a neighbour’s prices nor another role’s stream are ever theirs', async () => {
		const listeners = await Promise.all(
			tenants.flatMap((tenant) =>
				roles.flatMap((role) =>
					[1, 2].map(async () => ({ tenant, ...(await listen((await person(tenant.tenantId, role)).token, quotes)) })),
				),
			),
		);
		// Each tenant's prices are of a range of its own.
		const rangeOf = (tenant: Tenant) => 100_000 * (1 + tenants.indexOf(tenant));
		for (let tick = 1; tick <= 10; tick += 1) {
			await Promise.all(tenants.map((tenant) => quote(tenant.tenantId, rangeOf(tenant) + tick)));
			const last = (tenant: Tenant) => `"bid":"${((rangeOf(tenant) + tick) / 1e5).toFixed(5)}"`;
			await vi.waitFor(() => {
				for (const { tenant, heard } of listeners) expect(heard.at(-1)).toContain(last(tenant));
			});
		}
		for (const { tenant, heard } of listeners) {
			for (const text of heard) {
				const [bid, slug] = [/"bid":"(\d)\./.exec(text)?.[1], /"description":"(\w+)"/.exec(text)?.[1]];
				expect([bid, slug]).toEqual([String(1 + tenants.indexOf(tenant)), tenant.slug]);
			}
		}
		expect(await metric('graphql_streams')).toBe(tenantCount * roles.length);
		await closeAll();
	});

	test('who may not listen at all is refused while the same is being told to others of the tenant', async () => {
		const [tenant] = tenants;
		if (tenant === undefined) throw new Error('there are tenants');
		await listen((await person(tenant.tenantId, 'TRADER')).token, quotes);
		const stranger = (await issueToken(it.env.authSecret, { userId: 1, tenantId: tenant.tenantId, role: 'TRADER', sessionId: 77 })).token;
		await expect(listen(stranger, quotes)).rejects.toThrow('4403 TOKEN_INVALID');
		// A session of one tenant, a token that names another.
		const { sessionId } = await person(tenants[1]?.tenantId ?? 0, 'TRADER');
		const [row] = await sql('SELECT user_id FROM platform.sessions WHERE id = $1', [sessionId]);
		const forged = { userId: Number(row?.user_id), tenantId: tenant.tenantId, role: 'TRADER' as const, sessionId };
		await expect(listen((await issueToken(it.env.authSecret, forged)).token, quotes)).rejects.toThrow('4403 TOKEN_INVALID');
		await closeAll();
	});

	test('every listener hears every order event of its own tenant, in order, though all of them share accounts’ and orders’ ids', async () => {
		const listeners = await Promise.all(
			tenants.flatMap((tenant) =>
				roles.map(async (role) => ({ tenant, ...(await listen((await person(tenant.tenantId, role)).token, events)) })),
			),
		);
		const toldOf = ({ heard }: { heard: string[] }) =>
			heard.map((text) => {
				const { seq, order } = z
					.object({
						payload: z.object({
							data: z.object({ orderEvents: z.object({ seq: z.string(), order: z.object({ clientOrderId: z.string() }) }) }),
						}),
					})
					.parse(JSON.parse(text)).payload.data.orderEvents;
				return `${order.clientOrderId} ${seq}`;
			});
		// Until all listen: what happened before they did is not theirs to hear.
		await vi.waitFor(async () => {
			await Promise.all(tenants.map(happen));
			for (const { heard } of listeners) expect(heard.length).toBeGreaterThan(0);
		});
		for (let n = 0; n < 15; n += 1) await Promise.all(tenants.map(happen));
		await vi.waitFor(() => {
			for (const listener of listeners)
				expect(toldOf(listener).at(-1)).toBe(`${listener.tenant.slug} ${seqs.get(listener.tenant.tenantId)}`);
		});
		for (const listener of listeners) {
			const told = toldOf(listener);
			const first = Number(told[0]?.split(' ')[1]);
			expect(told).toEqual(told.map((_, n) => `${listener.tenant.slug} ${first + n}`));
			expect(told.length).toBeGreaterThan(15);
		}
		await closeAll();
	});

	test('what cannot be read for a moment is told once it can be read again; nobody is sent away for it', async () => {
		const [tenant] = tenants;
		if (tenant === undefined) throw new Error('there are tenants');
		const listener = await listen((await person(tenant.tenantId, 'TRADER')).token, events);
		await vi.waitFor(async () => {
			await happen(tenant);
			expect(listener.heard.length).toBeGreaterThan(0);
		});
		const waited = async () => {
			const text = await (await fetch(`${it.url}/metrics`)).text();
			return Number(/^tenant_reads\{[^}]*what="waited"[^}]*\} (\S+)$/m.exec(text)?.[1]);
		};
		const before = await waited();
		await sql('ALTER TABLE platform.tenants RENAME TO tenants_away');
		let seq: string;
		try {
			// Asked for in vain: what is believed of the tenant is too old by then.
			await vi.waitFor(async () => {
				seq = await happen(tenant);
				expect(await waited()).toBeGreaterThan(before + 1);
			}, 10_000);
		} finally {
			await sql('ALTER TABLE platform.tenants_away RENAME TO tenants');
		}
		await vi.waitFor(() => expect(listener.heard.at(-1)).toContain(`"seq":"${seq}"`), 10_000);
		const told = listener.heard.map((text) => Number(/"seq":"(\d+)"/.exec(text)?.[1]));
		expect(told).toEqual(told.map((_, n) => (told[0] ?? 0) + n));
		expect(listener.seen.closed).toBeUndefined();
		await closeAll();
	});

	test('a reader that reads no more is cut off within two heartbeats, though the systems’ buffers still take all; its neighbour hears on', async () => {
		const [tenant] = tenants;
		if (tenant === undefined) throw new Error('there are tenants');
		const { token } = await person(tenant.tenantId, 'TRADER');
		const neighbour = await listen(token, quotes);
		const before = await metric('graphql_sockets_cut');
		const raw = await rawSubscriber({ port: it.api.port, token, asked: quotes });
		let bid = 150_000;
		const quoting = setInterval(() => void quote(tenant.tenantId, ++bid), 50);
		try {
			await vi.waitFor(() => expect(raw.bytes).toBeGreaterThan(500));
			raw.socket.pause();
			const pausedMs = performance.now();
			await vi.waitFor(async () => expect(await metric('graphql_sockets_cut')).toBe(before + 1), { timeout: 15_000, interval: 20 });
			// A tenth for the groups that are asked in turn, and some for a busy machine.
			expect(performance.now() - pausedMs).toBeLessThan(heartbeatMs * 2.1 + 3_000);
			await vi.waitFor(async () => expect(await metric('graphql_sockets')).toBe(1));
			raw.socket.resume();
			await vi.waitFor(() => expect(raw.ended).toBe(true));
			const heard = neighbour.heard.length;
			await vi.waitFor(() => expect(neighbour.heard.length).toBeGreaterThan(heard + 3));
			expect(neighbour.seen.closed).toBeUndefined();
		} finally {
			clearInterval(quoting);
			raw.socket.destroy();
		}
		await closeAll();
	});

	test('a socket ends with its session: at its expiry, and when it is revoked; others of the tenant stay', async () => {
		const [tenant] = tenants;
		if (tenant === undefined) throw new Error('there are tenants');
		const [expires, revoked, stays] = await Promise.all([1, 2, 3].map(() => person(tenant.tenantId, 'TRADER')));
		if (expires === undefined || revoked === undefined || stays === undefined) throw new Error('three people');
		const [one, two, three] = await Promise.all([expires, revoked, stays].map(({ token }) => listen(token, quotes)));
		await sql('UPDATE platform.sessions SET expires_at = now() WHERE id = $1', [expires.sessionId]);
		await sql('UPDATE platform.sessions SET revoked_at = now() WHERE id = $1', [revoked.sessionId]);
		await vi.waitFor(() => expect([one?.seen.closed, two?.seen.closed]).toEqual(['4403 TOKEN_INVALID', '4403 TOKEN_INVALID']));
		expect(three?.seen.closed).toBeUndefined();
		await expect(listen(expires.token, quotes)).rejects.toThrow('4403 TOKEN_INVALID');
		await closeAll();
	});

	test('a process that is stopped sends its subscribers to another, where they go on with the next event', async () => {
		const [tenant] = tenants;
		if (tenant === undefined) throw new Error('there are tenants');
		const [leaving, staying] = await Promise.all([1, 2].map(() => startApi({ ...it.env, port: 0 }, createLogger('test'))));
		if (leaving === undefined || staying === undefined) throw new Error('two processes');
		let target = leaving.port;
		const lines = new Set<Socket>();
		const proxy = createServer((near) => {
			const far = tcp(target, '127.0.0.1');
			for (const [from, to] of [
				[near, far],
				[far, near],
			] as const) {
				lines.add(from);
				from.pipe(to);
				from.on('error', () => to.destroy()).on('close', () => to.destroy());
			}
		});
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
		const address = z.object({ port: z.number() }).parse(proxy.address());
		const { token } = await person(tenant.tenantId, 'TRADER');
		const stopping = new AbortController();
		try {
			const watcher = await listen(token, quotes, leaving.port);
			const api = createApi({ url: `http://127.0.0.1:${address.port}`, token: () => token });
			const from = seqs.get(tenant.tenantId) ?? 1;
			const heard: string[] = [];
			const listening = (async () => {
				const asked = { accountId: globalId('Account', accountId), afterSeq: String(from), signal: stopping.signal };
				for await (const event of api.orderEvents(asked)) heard.push(event.seq);
			})();
			const told: string[] = [];
			for (let n = 0; n < 5; n += 1) told.push(await happen(tenant));
			await vi.waitFor(() => expect(heard).toEqual(told));
			target = staying.port;
			const stopped = leaving.stop();
			for (let n = 0; n < 5; n += 1) told.push(await happen(tenant));
			await stopped;
			expect(watcher.seen.closed).toBe('1012 connect again and resume');
			await expect(listen(token, quotes, leaving.port)).rejects.toThrow();
			told.push(await happen(tenant));
			await vi.waitFor(() => expect(heard).toEqual(told));
			stopping.abort();
			await listening;
		} finally {
			stopping.abort();
			for (const line of lines) line.destroy();
			proxy.close();
			await staying.stop();
		}
	});
}, 180_000);

/** A subscriber without a WebSocket library, which would read though its owner does not. */
async function rawSubscriber(input: { readonly port: number; readonly token: string; readonly asked: object }) {
	const socket = tcp(input.port, '127.0.0.1');
	const state = { socket, bytes: 0, ended: false };
	const masked = (text: string): Buffer => {
		const payload = Buffer.from(text);
		const head = Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0]);
		return Buffer.concat([head, payload]);
	};
	let text = '';
	await new Promise<void>((resolve, reject) => {
		socket.on('error', () => undefined);
		socket.on('close', () => {
			state.ended = true;
			reject(new Error('closed'));
		});
		socket.on('connect', () =>
			socket.write(
				'GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
			),
		);
		socket.on('data', (chunk) => {
			state.bytes += chunk.length;
			if (text.includes('connection_ack')) return;
			const before = text;
			text += chunk.toString('latin1');
			if (!before.includes('\r\n\r\n') && text.includes('\r\n\r\n'))
				socket.write(
					masked(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${input.token}` }, pad: ' '.repeat(126) })),
				);
			if (!text.includes('connection_ack')) return;
			socket.write(masked(JSON.stringify({ id: 'one', type: 'subscribe', payload: input.asked, pad: ' '.repeat(126) })));
			resolve();
		});
	});
	return state;
}
