import { setTimeout as delay } from 'node:timers/promises';
import { createLine, type Line, type OrderFrame } from '@meridian/execution-gateway/testing';
import { type BrokerBooks, readBrokerBooks } from './broker-books.ts';
import type { DeskAccount } from './desk.ts';
import { ChaosFault } from './fault.ts';
import type { RoundPlan, WorldPlan } from './plan.ts';
import { seeded } from './random.ts';
import { TerminalProcess } from './terminal-process.ts';

export type VenuesSettings = {
	readonly plan: WorldPlan;
	readonly accounts: readonly DeskAccount[];
	readonly dir: string;
	/** The emulated terminal's binary. */
	readonly terminal: string;
	readonly masterKey: string;
	/** Where the gateway listens for terminals. */
	readonly gatewayPort: number;
};

/** The terminals with their brokers, the line between them and the gateway, and what befalls them. */
export class Venues {
	readonly #plan: WorldPlan;
	readonly #accounts: readonly DeskAccount[];
	readonly #line: Line;
	readonly #terminals: readonly TerminalProcess[];

	private constructor(line: Line, { plan, accounts, dir, terminal, masterKey }: VenuesSettings) {
		this.#plan = plan;
		this.#accounts = accounts;
		this.#line = line;
		const { brokerDelayMs, shuffle, seed } = plan;
		const settings = { binary: terminal, dir, masterKey, linePort: line.port, brokerDelayMs, shuffle, marketSeed: seed };
		this.#terminals = accounts.map((account) => new TerminalProcess({ ...settings, account }));
	}

	/** All up, with their books open. */
	static async open(settings: VenuesSettings): Promise<Venues> {
		const line = await createLine({ port: 0, gateway: { host: '127.0.0.1', port: settings.gatewayPort } });
		const venues = new Venues(line, settings);
		for (const terminal of venues.#terminals) terminal.start();
		await Promise.all(venues.#terminals.map((terminal) => terminal.opened()));
		return venues;
	}

	/** Before the load: lines that are cut now, or with the next order. */
	disturb(round: RoundPlan): void {
		for (const [index, account] of this.#accounts.entries()) {
			const disturbance = round.disturbances[index];
			if (disturbance === 'lineCut') this.#line.set(String(account.login), 'down');
			if (disturbance === 'cutAfterOrder' || disturbance === 'cutBeforeOrder') this.#line.set(String(account.login), disturbance);
		}
	}

	/** When the engine has died: lines are mended, and terminals that were to die with it do. @throws ChaosFault where one had died by itself */
	async afterDeath(round: RoundPlan): Promise<void> {
		await Promise.all(
			this.#terminals.map(async (terminal, index) => {
				const disturbance = round.disturbances[index];
				this.#line.set(terminal.login, 'up');
				if (terminal.end !== undefined) throw new ChaosFault(`terminal ${terminal.login} ended by itself with ${terminal.end}`);
				if (disturbance === 'terminalKilled' || disturbance === 'terminalLate') await terminal.kill();
				if (disturbance === 'terminalKilled') terminal.start();
			}),
		);
	}

	/** Some time after an engine's start: the terminals that come back only then. */
	async comeLate(number: number): Promise<void> {
		const before = this.#plan.rounds[number - 1]?.disturbances ?? [];
		const random = seeded(this.#plan.seed, this.#plan.world, number, 1);
		await Promise.all(
			this.#terminals.map(async (terminal, index) => {
				if (before[index] !== 'terminalLate') return;
				await delay(random.below(400));
				terminal.start();
			}),
		);
	}

	/** The order frames of each account that crossed the line so far. */
	frames(): OrderFrame[][] {
		const lines = new Map(this.#line.lines().map(({ login, orderFrames }) => [login, orderFrames]));
		return this.#accounts.map(({ login }) => [...(lines.get(String(login)) ?? [])]);
	}

	/** The books of each account's broker, and whether its terminal was ever killed. */
	books(): { readonly broker: BrokerBooks; readonly terminalWasKilled: boolean }[] {
		return this.#terminals.map(({ stateFile, wasKilled }) => ({ broker: readBrokerBooks(stateFile), terminalWasKilled: wasKilled }));
	}

	async close(): Promise<void> {
		await Promise.all(this.#terminals.map((terminal) => terminal.kill()));
		await this.#line.close();
	}
}
