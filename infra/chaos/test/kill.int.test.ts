import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newTally, runWorld, type Tally } from '../src/campaign.ts';
import type { WorldKind } from '../src/plan.ts';

/** A short campaign of the same worlds that `npm run chaos -- kill` runs by the hundred. */
const seed = Number(process.env.MERIDIAN_SEED ?? 5_200);
const services = async () => ({ DATABASE_ADMIN_URL: process.env.DATABASE_ADMIN_URL ?? '', REDIS_URL: process.env.REDIS_URL ?? '' });
let dir: string;
const timeoutMs = 120_000;

beforeAll(() => {
	dir = mkdtempSync(join(tmpdir(), 'meridian-chaos-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const worldOf = (world: number, input: { readonly kills: number; readonly kind: WorldKind }): Promise<Tally> =>
	runWorld({ ...newTally(seed), world }, { dir, services, say: (text) => console.log(`seed ${seed}, ${text}`), ...input });

/** Every kill was one, orders were filled, and requests sent again found their orders. */
function expectWork(tally: Tally, kills: number): void {
	expect(Object.values(tally.where).reduce((sum, number) => sum + number, 0)).toBe(kills);
	expect(tally.orders.FILLED).toBeGreaterThan(0);
	expect(tally.frames).toBeGreaterThan(0);
	expect(tally.resends).toBeGreaterThan(0);
}

test(
	'killed again and again, the engine loses no acknowledged order and sends none twice',
	async () => {
		expectWork(await worldOf(0, { kind: 'engine', kills: 6 }), 6);
	},
	timeoutMs,
);

test(
	'with a journal that is synced to the disk too',
	async () => {
		expectWork(await worldOf(1, { kind: 'engine', kills: 6 }), 6);
	},
	timeoutMs,
);

test(
	'the whole gateway comes back with the same rows as its journal',
	async () => {
		expectWork(await worldOf(2, { kind: 'gateway', kills: 3 }), 3);
	},
	timeoutMs,
);
