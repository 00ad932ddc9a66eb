import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFleet, type Fleet } from './support/fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
	fleet = await createFleet(2, { poolSize: 3 });
}, 60_000);
afterAll(() => fleet?.close());

const at = new Date('2026-03-04T05:06:07.089Z');
const rowsOf = (mark: string, count: number) =>
	Array.from({ length: count }, (_, n) => ({
		id: `p-${n}`,
		modelName: `{"${mark}", NULL}`,
		version: n + 1,
		subject: n % 2 === 0 ? null : `,\\"${mark} ${n}`,
		at: new Date(at.getTime() + n),
		answer: n === 3 ? Number.MAX_VALUE : n / 7,
	}));

test('predictions are written as given, of two tenants with the same ids at the same time, over more than one statement', async () => {
	const count = 1_203;
	const tenants = [0, 1].map((n) => ({ db: fleet.handle(n), rows: rowsOf(`t${n}`, count) }));
	await Promise.all(tenants.map(({ db, rows }) => db.writePredictions(rows)));
	for (const { db, rows } of tenants) {
		const found = await db.mlPrediction.findMany({ orderBy: { version: 'asc' } });
		expect(found).toEqual(rows.map((row) => ({ ...row, outcome: null, outcomeAt: null })));
	}
});

test('an id that is there already is refused', async () => {
	const db = fleet.handle(0);
	const [row] = rowsOf('again', 1);
	if (row === undefined) throw new Error('no row');
	await db.writePredictions([{ ...row, id: 'again' }]);
	await expect(db.writePredictions([{ ...row, id: 'again' }])).rejects.toThrow('ml_predictions_pkey');
	expect(await db.mlPrediction.count({ where: { id: 'again' } })).toBe(1);
});
