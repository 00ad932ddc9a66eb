import { writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { randomFrom } from './support/random.ts';
import { playSchedule, type Step, stepKinds } from './support/schedule.ts';

const schedules = Number(process.env.MERIDIAN_SCHEDULES ?? 1_000_000);
/** The first schedule's seed: each schedule is its own. */
const firstSeed = Number(process.env.MERIDIAN_SEED ?? 1);
const toldEvery = 50_000;

function stepsOf(seed: number): readonly Step[] {
	const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b);
	for (let i = 0; i < 8; i++) random(2); // neighbouring seeds begin alike
	return Array.from({ length: 5 + random(66) }, () => ({ do: stepKinds[random(stepKinds.length)] ?? 'tick', pick: random(1_000_001) }));
}

test(`${schedules} random venue schedules lose nothing, end nothing without evidence, send nothing twice`, { timeout: 36_000_000 }, () => {
	const reached = new Map<string, number>();
	for (let seed = firstSeed; seed < firstSeed + schedules; seed++) {
		try {
			for (const place of playSchedule({ netting: seed % 2 === 0, steps: stepsOf(seed) }))
				reached.set(place, (reached.get(place) ?? 0) + 1);
		} catch (error) {
			throw new Error(`MERIDIAN_SCHEDULES=1 MERIDIAN_SEED=${seed} npm test -- long schedules`, { cause: error });
		}
		const done = seed - firstSeed + 1;
		// Not by the console, which is heard only once this loop has ended.
		if (done % toldEvery === 0 || done === schedules) writeSync(2, `${done} schedules from seed ${firstSeed}\n`);
	}
	console.log(JSON.stringify(Object.fromEntries([...reached].sort())));
	expect(reached.size).toBeGreaterThan(schedules > 1_000 ? 25 : 0);
});
