import { afterAll, beforeAll, expect, test } from 'vitest';
import { asked } from './support/admin.ts';
import { createFleet, type Fleet } from './support/fleet.ts';
import { operations } from './support/operations.ts';

const tenantsCount = 10;
let fleet: Fleet;
beforeAll(async () => {
	fleet = await createFleet(tenantsCount, { poolSize: 4 });
}, 60_000);
afterAll(() => fleet?.close());

const random = (seed: number) => () => {
	seed = (seed + 0x6d2b79f5) | 0;
	let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/** The order in which tenants and methods come is random; the keys are the same for all; nobody waits for anybody. */
test('500 reads and writes of every method, started in one tick for ten tenants with the same keys, each touch their own tenant only', async () => {
	const seed = Number(process.env.MERIDIAN_TEST_SEED ?? Date.now() % 2 ** 31);
	console.log(`seed ${seed} (MERIDIAN_TEST_SEED=${seed} repeats it)`);
	const next = random(seed);
	const rounds = Math.ceil(500 / (operations.length * tenantsCount));
	const calls = Array.from({ length: rounds }, (_, round) =>
		operations.flatMap((operation, at) =>
			fleet.ids.map((_, tenant) => ({ operation, tenant, key: 1_000 + round * operations.length + at, order: next() })),
		),
	)
		.flat()
		.sort((a, b) => a.order - b.order);
	expect(calls.length).toBeGreaterThanOrEqual(500);

	const results = await Promise.allSettled(
		calls.map(({ operation, tenant, key }) => {
			const mark = fleet.schemas[tenant]?.slice('tenant_'.length) ?? '';
			return operation.run({ db: fleet.handle(tenant), mark, key });
		}),
	);
	const failures = results.flatMap((result, at) =>
		result.status === 'rejected' ? [`${calls[at]?.operation.name} of tenant ${calls[at]?.tenant}: ${result.reason}`] : [],
	);
	expect(failures.slice(0, 5)).toEqual([]);

	const expected = operations.reduce((sum, operation) => sum + operation.orders * rounds, 0);
	for (const [at, schema] of fleet.schemas.entries()) {
		const rows = await asked(
			fleet.database.adminUrl,
			`SELECT "type", count(*)::int AS n, count(DISTINCT "id")::int AS ids FROM "${schema}"."orders" GROUP BY 1`,
		);
		expect(rows, `tenant ${at}`).toEqual([{ type: schema.slice('tenant_'.length), n: expected, ids: expected }]);
	}
}, 60_000);
