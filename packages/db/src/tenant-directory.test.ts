import { describe, expect, test, vi } from 'vitest';
import { minimumTenantVersion } from './migrate/versions.ts';
import { TenantDirectory } from './tenant-directory.ts';
import type { PlatformDb } from './types.ts';

const row = {
	slug: 'a',
	cell: 'main',
	schemaName: 'tenant_a',
	roleName: 'tenant_a',
	schemaVersion: minimumTenantVersion,
	status: 'ACTIVE',
	configVersion: 1,
	baseCurrency: 'EUR',
	settings: {},
	mark: '1',
};

const directoryOver = (input: { read: () => unknown; ttlMs?: number; serveSuspended?: boolean }) => {
	let reads = 0;
	/** The statement's pieces, and its one value. */
	const $queryRaw = async ([text = '']: readonly string[], ids: readonly number[]) => {
		const areMarks = text.includes('AS "marks"');
		if (!areMarks) reads += 1;
		const found = (await input.read()) as typeof row | null;
		if (areMarks) return [{ marks: found === null ? null : Object.fromEntries(ids.map((id) => [id, found.mark])) }];
		return found === null ? [] : ids.map((id) => ({ ...found, id }));
	};
	const platform = { $queryRaw } as unknown as PlatformDb;
	return {
		directory: new TenantDirectory(platform, {
			ttlMs: input.ttlMs ?? 60_000,
			serveSuspended: input.serveSuspended ?? false,
			cells: new Set(['main']),
		}),
		reads: () => reads,
	};
};

describe('where a tenant is', () => {
	test('many questions at once are one query, and the answer is kept', async () => {
		const { directory, reads } = directoryOver({ read: () => row });
		const places = await Promise.all(Array.from({ length: 50 }, () => directory.require(1)));
		expect(places[49]).toEqual({
			...{ tenantId: 1, slug: 'a', cell: 'main', schemaName: 'tenant_a', roleName: 'tenant_a' },
			...{ configVersion: 1, baseCurrency: 'EUR', settings: {} },
		});
		await directory.require(1);
		expect(reads()).toBe(1);
	});
	test.each([
		['absent', null, 'TENANT_ABSENT'],
		['deleted', { ...row, status: 'DELETED' }, 'TENANT_ABSENT'],
		['suspended', { ...row, status: 'SUSPENDED' }, 'TENANT_SUSPENDED'],
		['being made', { ...row, status: 'PROVISIONING' }, 'TENANT_ABSENT'],
		['in a database that this process does not know', { ...row, cell: 'far' }, 'CELL_UNKNOWN'],
		['too old', { ...row, schemaVersion: minimumTenantVersion - 1 }, 'TENANT_SCHEMA_TOO_OLD'],
	])('a tenant that is %s is refused by that name', async (_name, found, code) => {
		const { directory } = directoryOver({ read: () => found });
		await expect(directory.require(1)).rejects.toMatchObject({ name: 'TenantRefused', code, tenantId: 1 });
	});
	test('a suspended tenant is served where that was asked for, a deleted one is not', async () => {
		const { directory } = directoryOver({ read: () => ({ ...row, status: 'SUSPENDED' }), serveSuspended: true });
		await expect(directory.require(1)).resolves.toMatchObject({ tenantId: 1 });
		const gone = directoryOver({ read: () => ({ ...row, status: 'DELETED' }), serveSuspended: true });
		await expect(gone.directory.require(1)).rejects.toMatchObject({ code: 'TENANT_ABSENT' });
	});
	test.each([0, -1, 1.5, Number.NaN, 2 ** 31])('an id that can’t be one is absent without a query: %s', async (id) => {
		const { directory, reads } = directoryOver({ read: () => row });
		await expect(directory.require(id)).rejects.toMatchObject({ code: 'TENANT_ABSENT' });
		expect(reads()).toBe(0);
	});
	test('after the time to live it asks again', async () => {
		const { directory, reads } = directoryOver({ read: () => row, ttlMs: 0 });
		await directory.require(1);
		await directory.require(1);
		expect(reads()).toBe(2);
	});
	test('an answer from before a change is not kept', async () => {
		let answer: (value: unknown) => void = () => undefined;
		const { directory, reads } = directoryOver({ read: () => new Promise((resolve) => (answer = resolve)) });
		const early = directory.require(1);
		await new Promise((resolve) => setImmediate(resolve));
		directory.forget(1);
		answer(row);
		await early;
		const late = directory.require(1);
		await new Promise((resolve) => setImmediate(resolve));
		answer({ ...row, status: 'SUSPENDED' });
		await expect(late).rejects.toMatchObject({ code: 'TENANT_SUSPENDED' });
		expect(reads()).toBe(2);
	});
	test('a row that is as it was is not read anew and gives the same object, each tenant its own; one that has changed is refused in time', async () => {
		let now = row;
		const { directory, reads } = directoryOver({ read: () => ({ ...now }), ttlMs: 40 });
		const [first, other] = [await directory.require(1), await directory.require(2)];
		const beginMs = performance.now();
		await vi.waitFor(() => expect(performance.now() - beginMs).toBeGreaterThan(100));
		expect(await directory.require(1)).toBe(first);
		expect(await directory.require(2)).toBe(other);
		expect([other.tenantId, reads()]).toEqual([2, 2]);
		now = { ...row, status: 'SUSPENDED', mark: '2' };
		await vi.waitFor(() => expect(directory.require(1)).rejects.toMatchObject({ code: 'TENANT_SUSPENDED' }));
		directory.stop();
	});
	test('a failed query is told and not kept', async () => {
		let fails = true;
		const { directory } = directoryOver({
			read: () => {
				if (fails) throw new Error('database is down');
				return row;
			},
		});
		await expect(directory.require(1)).rejects.toThrow('database is down');
		fails = false;
		await expect(directory.require(1)).resolves.toMatchObject({ tenantId: 1 });
	});
});
