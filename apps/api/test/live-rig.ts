import { issueToken, type Role } from '@meridian/auth';
import { accountLimits } from '@meridian/core/testing';
import { connectAdmin, openTestSession, provisionTenant, type TenantTemplate } from '@meridian/db/testing';
import { Redis } from 'ioredis';
import WebSocket from 'ws';
import { z } from 'zod';
import type { ApiEnv } from '../src/env.ts';
import { startTestApi, type TestApi } from './support.ts';

export type Asked = { readonly query: string; readonly variables: Record<string, unknown> };
export type Person = { readonly token: string; readonly sessionId: number };
/** Who listens over a socket of its own: every message after the acknowledgement, and the close, as `code reason`. */
export type Heard = { readonly socket: WebSocket; readonly heard: string[]; readonly seen: { closed?: string } };

/** As GraphQL knows a row of that type. */
export const globalId = (type: string, id: number): string => Buffer.from(`${type}:${id}`).toString('base64');

/** One instrument and accounts under the same ids in every tenant; what a tenant is called is in all of it that can be read. */
export function liveTemplate(
	slug: string,
	of: {
		readonly instrument: { readonly symbol: string; readonly baseCurrency: string; readonly quoteCurrency: string };
		readonly accounts: readonly string[];
	},
): TenantTemplate {
	return {
		...{ slug, name: slug, baseCurrency: 'EUR', users: [] },
		instruments: [{ ...of.instrument, description: slug, priceDigits: 5, qtyDigits: 2, contractSize: 100_000, brokerSymbols: [] }],
		accounts: of.accounts.map((name, index) => ({
			...{ name, mode: 'NETTING' as const, currency: 'EUR', currencyDigits: 2, server: 'S', login: BigInt(index + 1) },
			limits: accountLimits(),
		})),
	};
}

/** An API over a database and a Redis of its own, people of its tenants, their sockets, and what a gateway would publish. */
export class LiveRig {
	readonly it: TestApi;
	readonly redis: Redis;
	readonly #sockets = new Set<WebSocket>();
	readonly #prefix: string;
	#people = 0;

	/** @param input.firstTenantId channels are common to all databases of a Redis: other files' tenants are not these */
	static async start(input: {
		readonly redisDb: number;
		readonly firstTenantId: number;
		readonly prefix: string;
		readonly env?: Partial<ApiEnv>;
	}): Promise<LiveRig> {
		const it = await startTestApi({ redisDb: input.redisDb, env: input.env ?? {} });
		const rig = new LiveRig(it, input.prefix);
		await rig.redis.flushdb();
		await rig.sql("SELECT setval(pg_get_serial_sequence('platform.tenants', 'id'), $1)", [input.firstTenantId]);
		return rig;
	}

	private constructor(it: TestApi, prefix: string) {
		this.it = it;
		this.#prefix = prefix;
		this.redis = new Redis(it.env.redisUrl);
	}

	async sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
		const client = await connectAdmin(this.it.database.adminUrl);
		try {
			return (await client.query<Record<string, unknown>>(text, values)).rows;
		} finally {
			await client.end();
		}
	}

	async tenant(template: TenantTemplate): Promise<number> {
		return (await provisionTenant(this.it.database.adminUrl, template)).tenantId;
	}

	/** A new one of the tenant, logged in. */
	async person(tenantId: number, role: Role): Promise<Person> {
		this.#people += 1;
		const [user] = await this.sql("INSERT INTO platform.users (email, name, password_hash) VALUES ($1, 'Live', 'none') RETURNING id", [
			`${this.#prefix}${this.#people}@x.example`,
		]);
		const userId = Number(user?.id);
		await this.sql('INSERT INTO platform.memberships (tenant_id, user_id, role) VALUES ($1, $2, $3)', [tenantId, userId, role]);
		const sessionId = await openTestSession(this.it.database.adminUrl, { userId, tenantId });
		return { sessionId, token: (await issueToken(this.it.env.authSecret, { userId, tenantId, role, sessionId })).token };
	}

	/** Listens, from the moment it resolves. @throws where it is closed before: `closed: code reason` */
	async listen(
		token: string,
		asked: Asked,
		input: { readonly port?: number; readonly onMessage?: (text: string) => void } = {},
	): Promise<Heard> {
		const socket = new WebSocket(`ws://127.0.0.1:${input.port ?? this.it.api.port}/graphql`, 'graphql-transport-ws');
		this.#sockets.add(socket);
		const heard: string[] = [];
		const seen: { closed?: string } = {};
		socket.on('error', () => undefined);
		socket.on('close', (code, reason) => {
			seen.closed = `${code} ${reason}`;
		});
		await new Promise<void>((resolve, reject) => {
			socket.once('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
			socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })));
			socket.on('message', (data) => {
				const text = String(data);
				if (!text.includes('"connection_ack"')) {
					heard.push(text);
					return input.onMessage?.(text);
				}
				socket.send(JSON.stringify({ id: 'one', type: 'subscribe', payload: asked }));
				resolve();
			});
		});
		return { socket, heard, seen };
	}

	/** A price as the gateway publishes it, ten points wide. */
	async quote(tenantId: number, bid: number, instrumentId = 1): Promise<void> {
		const one = { instrumentId, bid, ask: bid + 10, atMs: Date.now(), venueAtMs: Date.now() };
		await this.redis.hset(`t:${tenantId}:last`, String(instrumentId), JSON.stringify(one));
		await this.redis.publish(`t:${tenantId}:quotes`, JSON.stringify([one]));
	}

	/** As the gateway tells that rows of an account are written. */
	async wake(tenantId: number, of: { readonly accountId: number; readonly seq: number }): Promise<void> {
		await this.redis.publish(
			`t:${tenantId}:events`,
			JSON.stringify({ accountId: of.accountId, accountSeq: String(of.seq), journalSeq: String(of.seq) }),
		);
	}

	/** As the gateway tells that the row of a kill switch is written. */
	async switched(tenantId: number): Promise<void> {
		await this.redis.publish(`t:${tenantId}:halts`, JSON.stringify({ journalSeq: 2 }));
	}

	hangUp(): void {
		for (const socket of this.#sockets) socket.terminate();
		this.#sockets.clear();
	}

	async close(): Promise<void> {
		this.hangUp();
		this.redis.disconnect();
		await this.it.close();
	}
}

const next = z.object({ type: z.literal('next'), payload: z.object({ data: z.unknown() }) });

/** What a message of a subscription says. @throws where it says that it was refused */
export const dataOf = (text: string): unknown => next.parse(JSON.parse(text)).payload.data;
