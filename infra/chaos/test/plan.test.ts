import { failpoints } from '@meridian/execution-gateway/testing';
import { expect, test } from 'vitest';
import { disturbances, nameOfKill, planWorld } from '../src/plan.ts';

const plan = (seed: number, world: number) => planWorld({ seed, world, kills: 25, accounts: 4 });
const campaign = Array.from({ length: 40 }, (_, world) => plan(7, world));

test('the same seed and world give the same plan, another seed or world another', () => {
	expect(plan(7, 3)).toEqual(plan(7, 3));
	expect(plan(8, 3).rounds).not.toEqual(plan(7, 3).rounds);
	expect(plan(7, 5).rounds).not.toEqual(plan(7, 3).rounds);
});

test('a world that is cut short has the same first rounds', () => {
	expect(planWorld({ seed: 7, world: 3, kills: 4, accounts: 4 }).rounds).toEqual(plan(7, 3).rounds.slice(0, 4));
});

test('a campaign of a thousand kills visits every failpoint, every way to die, every disturbance, both durabilities and the whole gateway', () => {
	const rounds = campaign.flatMap((world) => world.rounds);
	const points = new Set(rounds.flatMap(({ kill }) => (kill.at === 'failpoint' ? [kill.point] : [])));
	expect([...points].toSorted()).toEqual([...failpoints].toSorted());
	expect(new Set(rounds.map(({ kill }) => kill.at))).toEqual(new Set(['failpoint', 'load', 'ready', 'start']));
	expect(new Set(rounds.flatMap((round) => round.disturbances))).toEqual(new Set(disturbances));
	const kinds = new Set(campaign.map(({ kind, durability }) => `${kind} ${durability}`));
	expect(kinds.size).toBe(4);
});

test('only a whole gateway is killed inside its projection: the engine alone has none', () => {
	for (const { kind, rounds } of campaign)
		if (kind === 'engine') expect(rounds.map(({ kill }) => nameOfKill(kill)).join(' ')).not.toContain('insideProjection');
});
