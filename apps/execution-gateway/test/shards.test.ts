import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openTail } from '../src/journal/tail.ts';
import { shardDir, shardDirs } from '../src/shards/layout.ts';
import { Routes } from '../src/shards/routes.ts';
import { Rig, type TestCredential, trading, wait } from './direct/rig.ts';

const shards = 3;
/** One on each shard; all number their accounts alike. */
const tenants = [1, 2, 3];

/** The tenants that a shard's journal speaks of. */
function tenantsIn(rig: Rig, shard: number): Set<number> {
	const tail = openTail(join(shardDir(rig.stateDir, shard), 'journal'), 0);
	const records = tail.read({ max: Number.MAX_SAFE_INTEGER, untilSeq: Number.MAX_SAFE_INTEGER });
	tail.close();
	return new Set(records.flatMap(({ input }) => ('tenantId' in input ? [input.tenantId] : [])));
}

const ways = [
	{ name: 'sockets given from thread to thread', env: {} },
	{ name: 'sockets relayed, by Node alone', env: { MERIDIAN_NATIVE: 'off' } },
];
describe.each(ways)('three shards behind the same ports, with $name', ({ env }) => {
	const rig = new Rig({ segmentBytes: 256 * 1024 }, { shards, env });
	beforeAll(async () => {
		await rig.start();
		for (const tenantId of tenants) expect(await rig.configure(tenantId, [trading(tenantId)])).toBe('Done');
	}, 60_000);
	afterAll(() => rig.close(), 60_000);

	test('each terminal and each session reaches its tenant’s shard, and nothing of it any other', async () => {
		for (const tenantId of tenants) {
			const terminal = await rig.terminal(tenantId);
			const desk = await rig.session(`trade-${tenantId}`);
			desk.order({ clientOrderId: 'the-same-id' });
			await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toMatchObject([{ clientOrderId: 'the-same-id', life: 'SUBMITTED' }]), wait);
			await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(1), wait);
			desk.cut();
		}
		for (const tenantId of tenants) expect(tenantsIn(rig, tenantId % shards)).toEqual(new Set([tenantId]));
	});

	test('a wrong secret is refused by the shard that the credential belongs to, as an unknown one is', async () => {
		for (const credentialId of ['trade-2', 'nobody']) {
			const stranger = rig.institution(credentialId, { secret: 'ff'.repeat(32) });
			await vi.waitFor(() => expect(stranger.bodies('LogonReject')).toMatchObject([{ code: 'BAD_PROOF' }]), wait);
		}
	});

	test('a tenant is taken by no shard but its own', async () => {
		const config = {
			...{ tenantId: 9, version: 1, slug: 'x', baseCurrency: 'USD', active: true, shard: 1 },
			users: [],
			instruments: [],
			accounts: [],
		};
		const answer = await rig.clientOf(2)?.request('Configure', { tenantId: 9, version: 1, config: JSON.stringify(config) });
		expect(answer).toMatchObject({ message: { body: { message: 'tenant 9 belongs to shard 1, and this is shard 2' } } });
	});

	test('frames before the login, and a shard that is not there, are refused', async () => {
		const hasty = rig.institution('trade-1', { silent: true });
		hasty.order({ clientOrderId: 'before-the-logon' });
		await vi.waitFor(() => expect(hasty.bodies('Logout')).toMatchObject([{ code: 'UNEXPECTED' }]), wait);
		const broken = rig.institution('trade-1', { silent: true });
		broken.raw(Uint8Array.of(255, 255, 255, 255, 1));
		await vi.waitFor(() => expect(broken.closed).toBe(true), wait);
	});

	test('after a restart each shard brings back its own', async () => {
		await rig.stop();
		await rig.start(2);
		for (const tenantId of tenants) {
			await rig.configure(tenantId, [trading(tenantId)]);
			const desk = await rig.session(`trade-${tenantId}`, { logon: { resume: [{ accountId: 1, afterAccountSeq: 0 }] } });
			await vi.waitFor(() => expect(desk.bodies('OrderReport').map(({ clientOrderId }) => clientOrderId)).toContain('the-same-id'), wait);
		}
	});
});

test('a TLS session of a tenant of another shard is served there', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'meridian-tls-'));
	const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')];
	const words =
		'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost';
	execFileSync('openssl', [...words.split(' '), '-keyout', keyFile, '-out', certFile], { stdio: 'pipe' });
	const rig = new Rig({}, { shards: 2 });
	try {
		await rig.start(1, { tls: { keyFile, certFile } });
		await rig.configure(1, [trading(1)]);
		const desk = await rig.session('trade-1', { ca: readFileSync(certFile, 'utf8') });
		desk.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toMatchObject([{ clientOrderId: 'a', life: 'DENIED' }]), wait);
		await rig.configure(1, []);
		await vi.waitFor(() => expect(desk.bodies('Logout')).toMatchObject([{ code: 'CREDENTIAL_REVOKED' }]), wait);
	} finally {
		await rig.close();
		rmSync(folder, { recursive: true, force: true });
	}
}, 60_000);

test('a flooding session has its turn and no more: another’s order on the same shard waits for a few of its orders, not for all', async () => {
	const rig = new Rig({ segmentBytes: 8 * 1024 * 1024 });
	const fast: Partial<TestCredential> = { ordersPerSecond: 1_000_000 };
	const flood = 4_000;
	try {
		await rig.start();
		for (const tenantId of [1, 2]) await rig.configure(tenantId, [trading(tenantId, fast)]);
		const noisy = await rig.session('trade-1');
		const quiet = await rig.session('trade-2');
		for (let n = 0; n < flood; n++) noisy.order({ clientOrderId: `noise-${n}` });
		await vi.waitFor(() => expect(noisy.all('OrderAnswer').length).toBeGreaterThan(0), wait);
		const journal = openTail(join(rig.stateDir, 'journal'), 0);
		quiet.order({ clientOrderId: 'quiet' });
		await vi.waitFor(() => expect(quiet.all('OrderAnswer')).toHaveLength(1), wait);
		await vi.waitFor(() => expect(noisy.all('OrderAnswer')).toHaveLength(flood), wait);
		const places = journal
			.read({ max: Number.MAX_SAFE_INTEGER, untilSeq: Number.MAX_SAFE_INTEGER })
			.flatMap(({ input }) => (input.kind === 'place' ? [input] : []));
		journal.close();
		// All that was sent before it was in the gateway's own socket by then; decided in the order of arrival it would be the last.
		const before = places.findIndex(({ tenantId }) => tenantId === 2);
		expect(places).toHaveLength(flood + 1);
		expect(before).toBeLessThan(flood / 2);
		// The noise is denied by its own account's limits, and takes nothing of another tenant's.
		expect(quiet.bodies('OrderAnswer')[0]?.denialCode).toBe('VENUE_LINK_DOWN');
	} finally {
		await rig.close();
	}
}, 60_000);

describe('the folders of shards', () => {
	let dir: string;
	beforeAll(() => {
		dir = mkdtempSync(join(tmpdir(), 'meridian-shards-'));
	});
	afterAll(() => rmSync(dir, { recursive: true, force: true }));

	test('can become more, and never fewer than hold a journal', () => {
		expect(shardDirs(dir, 2)).toEqual([dir, join(dir, 'shard-1')]);
		mkdirSync(join(dir, 'shard-1'));
		expect(shardDirs(dir, 3)).toHaveLength(3);
		expect(() => shardDirs(dir, 1)).toThrow(/holds the journal of shard 1, and MERIDIAN_SHARDS is 1. Start with at least 2/);
		expect(existsSync(join(dir, 'shard-2'))).toBe(false);
	});
});

describe('the routes', () => {
	test('what is one tenant’s is not given to another, and is free once that one gives it up', () => {
		const routes = new Routes();
		const login = { server: 'S', login: 7n };
		expect(routes.learn(1, { tenantId: 1, logins: [login], credentialIds: ['a'] })).toEqual([]);
		expect(routes.learn(2, { tenantId: 2, logins: [login], credentialIds: ['a', 'b'] })).toHaveLength(2);
		expect([routes.ofLogin('S', 7n), routes.ofCredential('a'), routes.ofCredential('b')]).toEqual([1, 1, 2]);
		routes.learn(1, { tenantId: 1, logins: [], credentialIds: undefined });
		expect([routes.ofLogin('S', 7n), routes.ofCredential('a')]).toEqual([undefined, 1]);
		expect(routes.learn(2, { tenantId: 2, logins: [login], credentialIds: undefined })).toEqual([]);
		expect(routes.ofLogin('S', 7n)).toBe(2);
	});
});
