import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase } from '@meridian/db/testing';
import { buildEmulator, compilerTool, findTool, stateRoot } from '@meridian/local';
import { loadNative } from '@meridian/native';
import { z } from 'zod';
import { databaseDesk, engineDesk } from './desk.ts';
import { ChaosFault } from './fault.ts';
import { nameOfKill, planWorld, type WorldKind, type WorldPlan } from './plan.ts';
import { openRows } from './rows.ts';
import { World } from './world.ts';

const count = z.int().nonnegative();
const counts = z.record(z.string(), count);
const shape = z.object({
	seed: count,
	/** The first world that is not finished. */
	world: count,
	kills: count,
	/** Kills by where they fell. */
	where: counts,
	/** Worlds by kind and durability. */
	worlds: counts,
	/** Orders by the life in which their world ended. */
	orders: counts,
	/** Order frames that crossed the wire. */
	frames: count,
	/** Answers to requests, and those among them to one sent before. */
	replies: count,
	resends: count,
	seconds: z.number().nonnegative(),
});
/** What a campaign has done so far: its file, from which it goes on. */
export type Tally = z.infer<typeof shape>;

export const newTally = (seed: number): Tally => ({
	...{ seed, world: 0, kills: 0, where: {}, worlds: {}, orders: {}, frames: 0, replies: 0, resends: 0, seconds: 0 },
});

export function readTally(file: string): Tally | undefined {
	return existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

export function writeTally(file: string, tally: Tally): void {
	writeFileSync(`${file}.new`, `${JSON.stringify(tally, undefined, '\t')}\n`);
	renameSync(`${file}.new`, file);
}

export type CampaignInput = {
	/** Where worlds live while they run, and one with a fault stays. */
	readonly dir: string;
	/** Gives DATABASE_ADMIN_URL and REDIS_URL; asked for only where a world is a whole gateway. */
	readonly services: () => Promise<Readonly<Record<string, string>>>;
	readonly say: (text: string) => void;
	readonly stopping?: AbortSignal;
};

/** A world and its round in which something was that must not be. */
export class CampaignFault extends Error {
	override readonly name = 'CampaignFault';
}

export const killsPerWorld = 25;

/** World after world until `until` kills are done. The tally after each world is told to `finished`. @throws CampaignFault */
export async function runCampaign(
	from: Tally,
	input: CampaignInput & { readonly until: number; readonly finished: (tally: Tally) => void },
): Promise<Tally> {
	let tally = from;
	while (tally.kills < input.until && input.stopping?.aborted !== true) {
		const kills = Math.min(killsPerWorld, input.until - tally.kills);
		tally = await runWorld(tally, { ...input, kills });
		input.finished(tally);
	}
	return tally;
}

/** @returns the tally with this world's share; without it where the campaign is stopped meanwhile. @throws CampaignFault */
export async function runWorld(tally: Tally, input: CampaignInput & { readonly kills: number; readonly kind?: WorldKind }): Promise<Tally> {
	const { kills, say } = input;
	const plan = planWorld({
		seed: tally.seed,
		world: tally.world,
		kills,
		accounts: 4,
		...(input.kind === undefined ? {} : { kind: input.kind }),
	});
	const startedMs = performance.now();
	const dir = join(input.dir, `world-${plan.world}`);
	rmSync(dir, { recursive: true, force: true });
	mkdirSync(dir, { recursive: true });
	const where = { ...tally.where };
	let round = 0;
	const { world, close } = await openWorld(plan, { ...input, dir });
	try {
		for (; round < kills; round++) {
			if (input.stopping?.aborted === true) return tally;
			add(where, await world.round(round));
		}
		await world.finish();
	} catch (error) {
		if (!(error instanceof ChaosFault)) throw error;
		const at = plan.rounds[round];
		const kill = at === undefined ? 'the last life' : `round ${round} (${nameOfKill(at.kill)}; ${at.disturbances.join(', ')})`;
		throw new CampaignFault(
			`world ${plan.world}, ${kill}:\n${error.message}\n\nIts journal and its brokers' books are in ${dir}.\n` +
				`The same again, as far as real time allows: npm run chaos -- kill --seed ${plan.seed} --world ${plan.world}`,
		);
	} finally {
		await close();
	}
	const orders = { ...tally.orders };
	let ordersHere = 0;
	for (const [life, number] of world.lives) {
		add(orders, life, number);
		ordersHere += number;
	}
	const worlds = { ...tally.worlds };
	add(worlds, `${plan.kind} ${plan.durability}`);
	rmSync(dir, { recursive: true, force: true });
	const seconds = (performance.now() - startedMs) / 1_000;
	say(`world ${plan.world}: ${plan.kind}, ${plan.durability}; ${kills} kills, ${ordersHere} orders, ${seconds.toFixed(1)} s`);
	const { replies, resends } = world.ledger;
	return {
		...{ seed: tally.seed, world: tally.world + 1, kills: tally.kills + kills, where, worlds, orders },
		...{ frames: tally.frames + world.frames, replies: tally.replies + replies, resends: tally.resends + resends },
		seconds: tally.seconds + seconds,
	};
}

async function openWorld(plan: WorldPlan, input: CampaignInput): Promise<{ world: World; close: () => Promise<void> }> {
	const compiler = await findTool(compilerTool, input.say);
	if ('missing' in compiler) throw new Error(compiler.missing);
	loadNative(); // compiled now where it must be, and not by an engine that is killed meanwhile
	const place = { dir: input.dir, terminal: await buildEmulator(compiler.path), codeCache: join(stateRoot, 'build/code-cache') };
	if (plan.kind === 'engine') {
		const world = await World.open(plan, { ...place, desk: engineDesk(), services: undefined });
		return { world, close: () => world.close() };
	}
	const env = await input.services();
	const database = await createTestDatabase({ adminUrl: env.DATABASE_ADMIN_URL ?? '' });
	const desk = await databaseDesk(database.url);
	const rows = openRows(database.url, desk.accounts);
	const services = { DATABASE_URL: database.url, REDIS_URL: env.REDIS_URL ?? '' };
	const world = await World.open(plan, { ...place, desk, services, rows: (books) => rows.differences(books) });
	return {
		world,
		async close() {
			await world.close();
			await rows.close();
			await database.close();
		},
	};
}

function add(to: Record<string, number>, key: string, number = 1): void {
	to[key] = (to[key] ?? 0) + number;
}
