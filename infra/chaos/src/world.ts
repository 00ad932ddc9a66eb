import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createEntryClient, type EntryClient } from '@meridian/protocol/client';
import { type Evidence, faultsOf, openQuestionsOf } from './check.ts';
import type { Desk } from './desk.ts';
import { EngineBooks } from './engine-books.ts';
import { EngineProcess } from './engine-process.ts';
import { ChaosFault, throwFaults } from './fault.ts';
import { Ledger } from './ledger.ts';
import { ask, trade } from './load.ts';
import { type RoundPlan, type WorldPlan, whereOf } from './plan.ts';
import { freePorts } from './ports.ts';
import { seeded } from './random.ts';
import { Venues } from './venues.ts';

export type WorldPlace = {
	readonly desk: Desk;
	readonly dir: string;
	/** The emulated terminal's binary. */
	readonly terminal: string;
	readonly codeCache: string;
	readonly services: Readonly<Record<string, string>> | undefined;
	/** Of the whole gateway: what its rows say, compared with the journal. @returns what differs */
	readonly rows?: (books: EngineBooks) => Promise<readonly string[]>;
};

type Gateway = {
	readonly gatewayKey: string;
	readonly terminalKey: string;
	readonly entryPort: number;
	readonly terminalPort: number;
};

const readyWithinMs = 60_000;
const settleWithinMs = 30_000;
const pollMs = 15;

/** One gateway's life through many deaths, between its clients and its terminals, with witnesses on the wire and at the brokers. */
export class World {
	readonly ledger = new Ledger();
	readonly #plan: WorldPlan;
	readonly #place: WorldPlace;
	readonly #gateway: Gateway;
	readonly #venues: Venues;
	readonly #books: EngineBooks;
	#engine: EngineProcess | undefined;
	#client: EntryClient | undefined;
	#epoch = 0;
	#configured = false;

	private constructor(input: { plan: WorldPlan; place: WorldPlace; gateway: Gateway; venues: Venues }) {
		this.#plan = input.plan;
		this.#place = input.place;
		this.#gateway = input.gateway;
		this.#venues = input.venues;
		this.#books = new EngineBooks(join(input.place.dir, 'state/journal'));
	}

	static async open(plan: WorldPlan, place: WorldPlace): Promise<World> {
		mkdirSync(join(place.dir, 'state'), { recursive: true });
		const [entryPort, terminalPort] = await freePorts();
		const keys = { gatewayKey: randomBytes(32).toString('hex'), terminalKey: randomBytes(32).toString('hex') };
		const { dir, terminal, desk } = place;
		const venues = await Venues.open({
			...{ plan, accounts: desk.accounts, dir, terminal, masterKey: keys.terminalKey, gatewayPort: terminalPort },
		});
		return new World({ plan, place, venues, gateway: { ...keys, entryPort, terminalPort } });
	}

	/** One life of the engine, to its death. @returns where it died. @throws ChaosFault */
	async round(number: number): Promise<string> {
		const round = this.#plan.rounds[number];
		if (round === undefined) throw new Error(`world ${this.#plan.world} has no round ${number}`);
		const { kill } = round;
		const engine = this.#spawn(kill.at === 'failpoint' ? `${kill.point}:${kill.count}` : undefined);
		const late = engine.ready.then(() => this.#venues.comeLate(number));
		if (kill.at === 'start') await Promise.race([delay(kill.delayMs), engine.ended]);
		else if (await isReady(engine)) {
			if (kill.at === 'ready') await Promise.race([delay(kill.delayMs), engine.ended]);
			else if (await this.#settle(engine)) await this.#underLoad(engine, { number, round });
		}
		const where = !engine.lives && kill.at === 'failpoint' ? kill.point : whereOf(kill);
		engine.kill();
		const how = await engine.ended;
		this.#client?.close();
		if (how !== 'SIGKILL') throw new ChaosFault(`the engine was to be killed and ended by itself with ${how}:\n${engine.log}`);
		throwFaults(this.ledger.faults);
		await late;
		await this.#venues.afterDeath(round);
		return where;
	}

	/** A last life without a sudden death: everything is settled, every order that anybody asked for is asked for again, and it may stop. */
	async finish(): Promise<void> {
		const engine = this.#spawn(undefined);
		if (!(await isReady(engine))) throw new ChaosFault(`the engine does not start any more:\n${engine.log}`);
		await this.#venues.comeLate(this.#plan.rounds.length);
		const client = await this.#settle(engine);
		if (client !== undefined) {
			const { ledger } = this;
			const asked = ledger.entries.filter(({ sent }) => sent > 0);
			await Promise.all(asked.map((entry) => ask({ client, ledger }, entry)));
			throwFaults(asked.filter(({ answers }) => answers === 0).map(({ clientOrderId }) => `${clientOrderId} never had an answer`));
		}
		if ((await this.#settle(engine)) === undefined) throw new ChaosFault(`the engine ended by itself with ${engine.end}:\n${engine.log}`);
		this.#client?.close();
		const how = await engine.stop();
		if (how !== 'exit code 0') throw new ChaosFault(`the engine was asked to stop and ended with ${how}:\n${engine.log}`);
	}

	/** How many orders, in the end, are in each life. */
	get lives(): ReadonlyMap<string, number> {
		const lives = new Map<string, number>();
		for (const account of this.#place.desk.accounts)
			for (const { life } of this.#books.of(account).orders.values()) lives.set(life, (lives.get(life) ?? 0) + 1);
		return lives;
	}

	/** How many order frames crossed the line. */
	get frames(): number {
		return this.#venues.frames().flat().length;
	}

	async close(): Promise<void> {
		this.#client?.close();
		if (this.#engine?.lives === true) {
			this.#engine.kill();
			await this.#engine.ended;
		}
		await this.#venues.close();
	}

	#spawn(failpoint: string | undefined): EngineProcess {
		const { dir, codeCache, services } = this.#place;
		const { durability, segmentBytes } = this.#plan;
		this.#epoch += 1;
		this.#engine = new EngineProcess({
			...{ stateDir: join(dir, 'state'), durability, segmentBytes, ...this.#gateway },
			...{ failpoint, epoch: this.#epoch, codeCache, services },
		});
		return this.#engine;
	}

	async #underLoad(engine: EngineProcess, input: { readonly number: number; readonly round: RoundPlan }): Promise<void> {
		const { number, round } = input;
		const { kill } = round;
		const client = this.#client;
		if (client === undefined) return;
		this.#venues.disturb(round);
		let replies = 0;
		const onReply = (): void => {
			replies += 1;
			if (kill.at === 'load' && replies === kill.afterReplies) setTimeout(() => engine.kill(), kill.delayMs);
		};
		await Promise.all(
			this.#place.desk.accounts.map((account, index) =>
				trade(account, {
					...{ client, ledger: this.ledger, books: this.#books, onReply, lives: () => engine.lives },
					...{ random: seeded(this.#plan.seed, this.#plan.world, number, 2, index), prefix: `r${number}` },
				}),
			),
		);
	}

	/** Waits until every account is reconciled and no question is open. @returns undefined where the engine died meanwhile. @throws ChaosFault */
	async #settle(engine: EngineProcess): Promise<EntryClient | undefined> {
		const client = await this.#connect(engine);
		const untilMs = performance.now() + settleWithinMs;
		while (engine.lives) {
			const evidence = await this.#evidence(client);
			throwFaults([...this.ledger.faults, ...evidence.flatMap(faultsOf)]);
			const open = evidence.length === 0 ? ['no answer'] : evidence.flatMap(openQuestionsOf);
			if (open.length === 0) open.push(...((await this.#place.rows?.(this.#books)) ?? []));
			if (open.length === 0) return client;
			if (performance.now() > untilMs) throwFaults([`not settled after ${settleWithinMs} ms:`, ...open, engine.log]);
			await delay(pollMs);
		}
		return undefined;
	}

	async #connect(engine: EngineProcess): Promise<EntryClient> {
		this.#client?.close();
		const { entryPort, gatewayKey } = this.#gateway;
		const key = Buffer.from(gatewayKey, 'hex');
		const client = createEntryClient({ host: '127.0.0.1', port: entryPort, key, clientName: 'chaos' });
		this.#client = client;
		const untilMs = performance.now() + settleWithinMs;
		while (client.status !== 'up' && engine.lives && performance.now() < untilMs) await delay(2);
		if (this.#configured) return client;
		const answers = await Promise.all(
			this.#place.desk.tenants.map(({ tenantId, config }) => client.request('Configure', { tenantId, version: 1, config })),
		);
		this.#configured = answers.every(({ kind }) => kind === 'reply');
		return client;
	}

	/** Read in this order: what is on the wire is in the journal, and what is booked is at the broker. Empty where the engine does not answer. */
	async #evidence(client: EntryClient): Promise<Evidence[]> {
		const frames = this.#venues.frames();
		const status = await client.request('Status', { tenantId: 0 });
		if (status.kind !== 'reply' || status.message.name !== 'StatusReply') return [];
		this.#books.follow(status.message.body.journalSeq);
		const venues = this.#venues.books();
		return this.#place.desk.accounts.flatMap((account, index) => {
			const venue = venues[index];
			if (venue === undefined) return [];
			return { account, engine: this.#books.of(account), entries: this.ledger.of(account), frames: frames[index] ?? [], ...venue };
		});
	}
}

/** @throws ChaosFault where it neither gets ready nor ends. */
async function isReady(engine: EngineProcess): Promise<boolean> {
	const waited = new AbortController();
	const late = delay(readyWithinMs, 'late' as const, { signal: waited.signal }).catch(() => false);
	const ready = await Promise.race([engine.ready, late]);
	waited.abort();
	if (ready === 'late') throw new ChaosFault(`the engine is not ready after ${readyWithinMs} ms:\n${engine.log}`);
	return ready;
}
