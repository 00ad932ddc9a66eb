import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runDataCampaign } from '../src/data/campaign.ts';

/** A short campaign of the same kind that `npm run chaos -- data` runs by the hundred. */
const seed = Number(process.env.MERIDIAN_SEED ?? 6_100);
const dir = mkdtempSync(join(tmpdir(), 'meridian-chaos-data-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('killed while it ingests and while it imports, the store loses no acknowledged tick, doubles none, and its catalogue is right', async () => {
	const tally = await runDataCampaign({ dir, kills: 10, seed, say: (text) => console.log(`seed ${seed}, ${text}`) });
	expect(tally).toMatchObject({ ingestKills: 5, importKills: 5 });
	expect(tally.batches).toBeGreaterThan(50);
	expect(tally.imports).toBeGreaterThan(0);
}, 120_000);
