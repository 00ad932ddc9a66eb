import type { Db } from '@meridian/db';
import type { EntryResult } from '@meridian/protocol/client';
import { createLogger } from '@meridian/telemetry';
import { expect, test, vi } from 'vitest';
import { startConfigurer } from '../src/gateway/configure.ts';
import type { GatewayLink } from '../src/gateway/link.ts';

let status = 'ACTIVE';
vi.mock('@meridian/db', () => ({
	loadTenantConfig: async (_db: unknown, tenantId: number) => ({
		tenantId,
		version: 4,
		slug: `t${tenantId}`,
		baseCurrency: 'EUR',
		active: status === 'ACTIVE',
		halted: false,
		users: [
			{ userId: 1, active: true, role: 'TRADER', email: 'a@t.example' },
			{ userId: 2, active: false, role: 'TRADER', email: 'b@t.example' },
		],
		instruments: [],
		accounts: [],
		credentials: [],
		quotas: { accounts: 10, strategies: 10 },
		strategies: [],
		policies: '',
		terminalKeys: [],
	}),
}));
const db = {
	platform: {
		tenant: { findMany: async () => [1, 2].map((id) => ({ id, slug: `t${id}`, configVersion: 4, status: id === 1 ? status : 'ACTIVE' })) },
	},
} as unknown as Db;
vi.stubEnv('MERIDIAN_LOG_LEVEL', 'silent');
const log = createLogger('test');
vi.unstubAllEnvs();

const done = (requestId: number): EntryResult =>
	({ kind: 'reply', message: { name: 'Done', body: { requestId, journalSeq: 1 } } }) as unknown as EntryResult;
function fakeGateway(answer: (tenantId: number) => EntryResult) {
	const asked: number[] = [];
	/** Whether each tenant is active, as last told. */
	const told = new Map<number, boolean>();
	const link = {
		status: 'up',
		request: async (_name: string, body: { tenantId: number; config: string }) => {
			asked.push(body.tenantId);
			told.set(body.tenantId, (JSON.parse(body.config) as { active: boolean }).active);
			return answer(body.tenantId);
		},
	} as unknown as GatewayLink;
	return { link, asked, told };
}

test('every active tenant is pushed at each login of the gateway, and nothing is missing then', async () => {
	const { link, asked } = fakeGateway(done);
	const configurer = startConfigurer({ db, link: () => link, sealKeys: async () => [], log, intervalMs: 60_000 });
	expect(configurer.missing).not.toBeNull();
	configurer.pushAll();
	await vi.waitUntil(() => configurer.missing === null);
	expect(asked).toEqual([1, 2]);
	configurer.pushAll();
	await vi.waitUntil(() => asked.length === 4);
	await configurer.stop();
});

test('how much a tenant has is metered with each configuration, what is not in use left out', async () => {
	const { link } = fakeGateway(done);
	const metered: unknown[] = [];
	const metering = { max: (...told: unknown[]) => void metered.push(told) };
	const configurer = startConfigurer({ db, link: () => link, sealKeys: async () => [], metering, log, intervalMs: 60_000 });
	configurer.pushAll();
	await vi.waitUntil(() => configurer.missing === null);
	expect(metered).toEqual(
		[1, 2].flatMap((tenantId) => [
			[tenantId, 'usersMax', 1],
			[tenantId, 'accountsMax', 0],
			[tenantId, 'strategiesMax', 0],
		]),
	);
	await configurer.stop();
});

test('a tenant that the gateway refuses is named and tried again; one that it already knows is fine', async () => {
	let broken = true;
	const { link, asked } = fakeGateway((tenantId) => {
		const code = tenantId === 1 ? 'STALE_CONFIG' : 'INVALID_REQUEST';
		if (tenantId === 2 && !broken) return done(0);
		return { kind: 'reply', message: { name: 'Refused', body: { requestId: 0, code, message: 'no' } } } as unknown as EntryResult;
	});
	const configurer = startConfigurer({ db, link: () => link, sealKeys: async () => [], log, intervalMs: 5 });
	configurer.pushAll();
	await vi.waitUntil(() => configurer.missing === 'not configured at the gateway: t2');
	broken = false;
	await vi.waitUntil(() => configurer.missing === null);
	expect(asked.filter((tenantId) => tenantId === 1)).toEqual([1]);
	await configurer.stop();
});

test('a tenant that is suspended is told to the gateway as inactive, and as active when it is resumed, once each', async () => {
	const { link, asked, told } = fakeGateway(done);
	const configurer = startConfigurer({ db, link: () => link, sealKeys: async () => [], log, intervalMs: 5 });
	configurer.pushAll();
	await vi.waitUntil(() => configurer.missing === null);
	expect(told.get(1)).toBe(true);
	status = 'SUSPENDED';
	await vi.waitUntil(() => told.get(1) === false);
	status = 'ACTIVE';
	await vi.waitUntil(() => told.get(1) === true);
	expect(asked).toEqual([1, 2, 1, 1]);
	await configurer.stop();
});
