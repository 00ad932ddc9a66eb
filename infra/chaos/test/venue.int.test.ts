import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildEmulator, compilerTool, findTool } from '@meridian/local';
import { beforeAll, describe, expect, test } from 'vitest';
import { SchedulePool } from '../src/venue/pool.ts';
import { runSchedule } from '../src/venue/schedule.ts';
import { differencesOf } from '../src/venue/verdict.ts';
import { VenueWorld } from '../src/venue/world.ts';

let binary = '';
beforeAll(async () => {
	const compiler = await findTool(compilerTool, () => undefined);
	if ('missing' in compiler) throw new Error(compiler.missing);
	binary = await buildEmulator(compiler.path);
}, 600_000);

/** `npm run chaos -- venue` runs thousands of these, as here on several threads. */
test('whatever fails between gateway and broker, both sides’ books are the same within two pictures, and nothing is doubled or lost', {
	timeout: 600_000,
}, async () => {
	const pool = new SchedulePool({ threads: 4, binary });
	try {
		const results = await Promise.all(Array.from({ length: 24 }, (_, i) => pool.run(7_000 + i)));
		for (const { seed, faults } of results) expect(faults, `npm run chaos -- venue --seed ${seed} --n 1`).toEqual([]);
		expect(Math.max(...results.map(({ passes }) => passes))).toBeLessThanOrEqual(2);
		// Whichever thread runs it, and whatever ran there before.
		expect(results[5]).toEqual(runSchedule({ seed: 7_005, binary }));
	} finally {
		await pool.close();
	}
});

test('a seed does the same again', () => {
	expect(runSchedule({ seed: 7_101, binary })).toEqual(runSchedule({ seed: 7_101, binary }));
});

/** Three hundred trades by hand at once: more transactions than the terminal's queue of 1,024 holds. @returns what differs half a minute later, the line never cut */
function burst(options: readonly string[]): readonly string[] {
	const dir = mkdtempSync(join(tmpdir(), 'meridian-burst-'));
	const world = new VenueWorld({ seed: 5, dir, binary, options });
	const runUntil = (untilMs: number): void => {
		while (world.schedule.step(untilMs));
	};
	try {
		world.liberties.probability = 0;
		world.begin();
		if (world.client !== undefined) world.client.isResting = true;
		world.isMarketOpen = false;
		runUntil(5_000);
		const venue = world.venues.get('1:2');
		venue?.askAtOnce(Array.from({ length: 300 }, (_, i) => `hand ${i % 2 === 0 ? 'buy' : 'sell'} EURUSD 0.01`));
		runUntil(35_000);
		const { memory, witness } = world;
		return memory === undefined || venue === undefined ? ['gone'] : differencesOf({ memory, venue, witness });
	} finally {
		world.end();
		rmSync(dir, { recursive: true, force: true });
	}
}

test('what a terminal lost of its own queue is found by its hash, while the line lives', () => {
	expect(burst(['--hash-ms', '0']), 'without the hash').not.toEqual([]);
	expect(burst([])).toEqual([]);
});

describe('a planted mistake is noticed', () => {
	const firstFault = (mutation: NonNullable<Parameters<typeof runSchedule>[0]['mutation']>): string => {
		for (let seed = 7_200; seed < 7_212; seed++) {
			const { faults, told } = runSchedule({ seed, binary, mutation });
			const [fault] = [...faults, ...told];
			if (fault !== undefined) return fault;
		}
		return 'nothing in twelve schedules';
	};

	test('an order that is sent twice', () => {
		const fault = firstFault({
			lineTo: (plain) => (tenantId, accountId) => {
				const line = plain(tenantId, accountId);
				return (
					line && {
						order(send) {
							line.order(send);
							line.order(send);
						},
					}
				);
			},
		});
		expect(fault).toMatch(/crossed the wire twice|asked twice/);
	});

	test('a deal whose commission is forgotten', () => {
		const fault = firstFault({
			venueShard: (shard) => ({
				...shard,
				configs: shard.configs,
				submit: (input, answered) =>
					shard.submit(
						input.kind === 'venue' && input.event === 'deal' ? { ...input, deal: { ...input.deal, commissionMinor: 0 } } : input,
						answered,
					),
			}),
		});
		expect(fault).toMatch(/balance|commission|deal/);
	});
});
