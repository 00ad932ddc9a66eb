import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createLine, type Line } from '@meridian/execution-gateway/testing';
import { createEntryClient, type EntryClient } from '@meridian/protocol/client';
import { readBrokerBooks } from './broker-books.ts';
import { type Evidence, faultsOf, openQuestionsOf } from './check.ts';
import type { Desk, DeskAccount } from './desk.ts';
import { EngineBooks } from './engine-books.ts';
import { EngineProcess } from './engine-process.ts';
import { Ledger } from './ledger.ts';
import { ask, trade } from './load.ts';
import { type Disturbance, type RoundPlan, type WorldPlan, whereOf } from './plan.ts';
import { freePorts } from './ports.ts';
import { seeded } from './random.ts';
import { TerminalProcess } from './terminal-process.ts';

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

type Keys = { readonly gatewayKey: string; readonly terminalKey: string };
type Ports = { readonly entry: number; readonly terminal: number };

/** Something that must not be; the message says what, and the campaign which world and round. */
export class ChaosFault extends Error {
	override readonly name = 'ChaosFault';
}

const settleWithinMs = 30_000;
const pollMs = 15;

/** One gateway's life through many deaths, between its clients and its terminals, with witnesses on the wire and at the broker. */
export class World {
	readonly ledger = new Ledger();
	readonly #plan: WorldPlan;
	readonly #place: WorldPlace;
	readonly #books: EngineBooks;
	readonly #line: Line;
	readonly #terminals: ReadonlyMap<DeskAccount, TerminalProcess>;
	readonly #keys: Keys;
	readonly #ports: Ports;
	#engine: EngineProcess | undefined;
	#client: EntryClient | undefined;
	#epoch = 0;
	#configured = false;

	private constructor(input: { plan: WorldPlan; place: WorldPlace; line: Line; keys: Keys; ports: Ports }) {
		const { plan, place, line, keys, ports } = input;
		this.#plan = plan;
		this.#place = place;
		this.#line = line;
		this.#keys = keys;
		this.#ports = ports;
		this.#books = new EngineBooks(join(place.dir, 'state/journal'));
		const { brokerDelayMs, seed } = plan;
		const settings = { binary: place.terminal, dir: place.dir, masterKey: keys.terminalKey, linePort: line.port, brokerDelayMs };
		this.#terminals = new Map(
			place.desk.accounts.map((account) => [account, new TerminalProcess({ ...settings, account, marketSeed: seed })]),
		);
	}

	static async open(plan: WorldPlan, place: WorldPlace): Promise<World> {
		mkdirSync(join(place.dir, 'state'), { recursive: true });
		const [entry, terminal] = await freePorts();
		const line = await createLine({ port: 0, gateway: { host: '127.0.0.1', port: terminal } });
		const keys = { gatewayKey: randomBytes(32).toString('hex'), terminalKey: randomBytes(32).toString('hex') };
		const world = new World({ plan, place, line, keys, ports: { entry, terminal } });
		for (const process of world.#terminals.values()) process.start();
		return world;
	}

	/** One life of the engine, to its death. @returns where it died. @throws ChaosFault */
	async round(number: number): Promise<string> {
		const round = this.#plan.rounds[number];
		if (round === undefined) throw new Error(`world ${this.#plan.world} has no round ${number}`);
		const { kill } = round;
		const engine = this.#spawn(kill.at === 'failpoint' ? `${kill.point}:${kill.count}` : undefined);
		const late = engine.ready.then(() => this.#late(number));
		if (kill.at === 'start') await Promise.race([delay(kill.delayMs), engine.ended]);
		else if (await engine.ready) {
			if (kill.at === 'ready') await Promise.race([delay(kill.delayMs), engine.ended]);
			else if (await this.#settle(engine)) await this.#underLoad(engine, { number, round });
		}
		const where = !engine.lives && kill.at === 'failpoint' ? kill.point : whereOf(kill);
		engine.kill();
		const how = await engine.ended;
		this.#client?.close();
		if (how !== 'SIGKILL') throw new ChaosFault(`the engine was to be killed and ended by itself with ${how}:\n${engine.log}`);
		this.#throwFaults(this.ledger.faults);
		await late;
		await this.#afterDeath(round);
		return where;
	}

	/** A last life without a death: everything is settled, and every order that anybody ever asked for is asked for again. */
	async finish(): Promise<void> {
		const engine = this.#spawn(undefined);
		if (!(await engine.ready)) throw new ChaosFault(`the engine does not start any more:\n${engine.log}`);
		await this.#late(this.#plan.rounds.length);
		const client = await this.#settle(engine);
		if (client === undefined) throw new ChaosFault(`the engine ended by itself with ${engine.end}:\n${engine.log}`);
		const { ledger } = this;
		for (const account of this.#place.desk.accounts)
			await Promise.all(
				ledger
					.of(account)
					.filter(({ sent }) => sent > 0)
					.map((entry) => ask({ client, ledger }, entry)),
			);
		await this.#settle(engine);
		this.#client?.close();
	}

	/** How many orders, in the end, are in each life. */
	get lives(): ReadonlyMap<string, number> {
		const lives = new Map<string, number>();
		for (const account of this.#place.desk.accounts)
			for (const { life } of this.#books.of(account).orders.values()) lives.set(life, (lives.get(life) ?? 0) + 1);
		return lives;
	}

	/** How many order frames reached the terminals' side of the line. */
	get frames(): number {
		return this.#line.lines().reduce((sum, { orderFrames }) => sum + orderFrames.length, 0);
	}

	async close(): Promise<void> {
		this.#client?.close();
		if (this.#engine?.lives === true) {
			this.#engine.kill();
			await this.#engine.ended;
		}
		await Promise.all([...this.#terminals.values()].map((terminal) => terminal.kill()));
		await this.#line.close();
	}

	#spawn(failpoint: string | undefined): EngineProcess {
		const { dir, codeCache, services } = this.#place;
		const { durability, segmentBytes } = this.#plan;
		this.#epoch += 1;
		const engine = new EngineProcess({
			...{ stateDir: join(dir, 'state'), durability, segmentBytes, ...this.#keys, failpoint, epoch: this.#epoch, codeCache, services },
			...{ entryPort: this.#ports.entry, terminalPort: this.#ports.terminal },
		});
		this.#engine = engine;
		return engine;
	}

	/** Terminals that come back only after the engine. */
	async #late(number: number): Promise<void> {
		const before = this.#plan.rounds[number - 1]?.disturbances ?? [];
		const random = seeded(this.#plan.seed, this.#plan.world, number, 1);
		await Promise.all(
			this.#place.desk.accounts.map(async (account, index) => {
				if (before[index] !== 'terminalLate') return;
				await delay(random.below(400));
				this.#terminals.get(account)?.start();
			}),
		);
	}

	/** What befalls terminals and lines when the engine has died. */
	async #afterDeath(round: RoundPlan): Promise<void> {
		await Promise.all(
			this.#place.desk.accounts.map(async (account, index) => {
				const terminal = this.#terminals.get(account);
				const disturbance = round.disturbances[index];
				this.#line.set(String(account.login), 'up');
				if (terminal === undefined || terminal.end !== undefined)
					throw new ChaosFault(`terminal ${account.login} ended with ${terminal?.end}`);
				if (disturbance === 'terminalKilled' || disturbance === 'terminalLate') await terminal.kill();
				if (disturbance === 'terminalKilled') terminal.start();
			}),
		);
	}

	async #underLoad(engine: EngineProcess, input: { readonly number: number; readonly round: RoundPlan }): Promise<void> {
		const { number, round } = input;
		const { kill } = round;
		const { accounts } = this.#place.desk;
		const client = this.#client;
		if (client === undefined) return;
		for (const [index, account] of accounts.entries()) this.#disturbLine(account, round.disturbances[index] ?? 'none');
		let replies = 0;
		const onReply = (): void => {
			replies += 1;
			if (kill.at === 'load' && replies === kill.afterReplies) setTimeout(() => engine.kill(), kill.delayMs);
		};
		await Promise.all(
			accounts.map((account, index) =>
				trade(account, {
					...{ client, ledger: this.ledger, books: this.#books, onReply, lives: () => engine.lives },
					...{ random: seeded(this.#plan.seed, this.#plan.world, number, 2, index), prefix: `r${number}` },
				}),
			),
		);
	}

	#disturbLine(account: DeskAccount, disturbance: Disturbance): void {
		if (disturbance === 'lineCut') this.#line.set(String(account.login), 'down');
		if (disturbance === 'cutAfterOrder' || disturbance === 'cutBeforeOrder') this.#line.set(String(account.login), disturbance);
	}

	/** Waits until every account is reconciled and no question is open. @returns undefined where the engine died meanwhile. @throws ChaosFault */
	async #settle(engine: EngineProcess): Promise<EntryClient | undefined> {
		const client = await this.#connect(engine);
		const untilMs = performance.now() + settleWithinMs;
		for (;;) {
			const evidence = client === undefined ? undefined : await this.#evidence(client);
			if (evidence === undefined) {
				if (!engine.lives) return undefined;
			} else {
				this.#throwFaults([...this.ledger.faults, ...evidence.flatMap(faultsOf)]);
				const open = [...evidence.flatMap(openQuestionsOf), ...((await this.#place.rows?.(this.#books)) ?? [])];
				if (open.length === 0) return client;
				if (performance.now() > untilMs)
					throw new ChaosFault(`after ${settleWithinMs} ms:\n${open.slice(0, 20).join('\n')}\n${engine.log}`);
			}
			if (!engine.lives) return undefined;
			await delay(pollMs);
		}
	}

	async #connect(engine: EngineProcess): Promise<EntryClient | undefined> {
		this.#client?.close();
		const client = createEntryClient({
			...{ host: '127.0.0.1', port: this.#ports.entry, key: Buffer.from(this.#keys.gatewayKey, 'hex'), clientName: 'chaos' },
		});
		this.#client = client;
		while (client.status !== 'up' && engine.lives) await delay(2);
		if (this.#configured || !engine.lives) return client;
		const answers = await Promise.all(
			this.#place.desk.tenants.map(({ tenantId, config }) => client.request('Configure', { tenantId, version: 1, config })),
		);
		this.#configured = answers.every(({ kind }) => kind === 'reply');
		return client;
	}

	/** Read in this order: what is on the wire is in the journal, and what is booked is at the broker. */
	async #evidence(client: EntryClient): Promise<Evidence[] | undefined> {
		const lines = new Map(this.#line.lines().map(({ login, orderFrames }) => [login, [...orderFrames]]));
		const entries = new Map(this.#place.desk.accounts.map((account) => [account, this.ledger.of(account)]));
		const status = await client.request('Status', { tenantId: 0 });
		if (status.kind !== 'reply' || status.message.name !== 'StatusReply') return undefined;
		this.#books.follow(status.message.body.journalSeq);
		return this.#place.desk.accounts.flatMap((account) => {
			const terminal = this.#terminals.get(account);
			if (terminal === undefined) return [];
			return {
				...{ account, engine: this.#books.of(account), broker: readBrokerBooks(terminal.stateFile), terminalWasKilled: terminal.wasKilled },
				...{ frames: lines.get(String(account.login)) ?? [], entries: entries.get(account) ?? [] },
			};
		});
	}

	#throwFaults(faults: readonly string[]): void {
		if (faults.length > 0) throw new ChaosFault(faults.slice(0, 20).join('\n'));
	}
}
