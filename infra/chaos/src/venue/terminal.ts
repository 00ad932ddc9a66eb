import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { terminalKey } from '@meridian/auth';
import { type End, masterKey, type SimAccount, type SimNet, type SimProcess, startedAtMs } from '@meridian/execution-gateway/testing';
import { FrameReader } from '@meridian/protocol';
import { z } from 'zod';
import { Puppet, type PuppetEvent } from './puppet.ts';

const whole = z.int();
const books = z.object({
	...{ balanceCents: whole, creditCents: whole, deals: whole, orders: whole },
	positions: z.array(
		z.object({
			...{ ticket: z.coerce.number(), identifier: z.coerce.bigint(), symbol: z.string(), buy: z.boolean(), volume: whole },
			...{ openNum: whole, openDen: whole, swapCents: whole },
		}),
	),
});
export type Books = z.infer<typeof books>;

/** The broker's clock is a day ahead, and its day ends ten seconds after the beginning: swaps are charged on the way. */
const aheadMs = 86_400_000 - 10_000;

export type VenueInput = {
	readonly binary: string;
	readonly dir: string;
	readonly account: SimAccount;
	readonly net: SimNet;
	/** How often the terminal runs when nothing wakes it, ms of simulated time: its timer. */
	readonly everyMs: number;
	/** The broker's terms and the terminal's traits, as options of the emulator. */
	readonly options: readonly string[];
};

/** The Expert Advisor's own source in its emulated terminal, with its broker, on the simulation's time and network. */
export class VenueTerminal {
	readonly account: SimAccount;
	readonly stateFile: string;
	process: SimProcess | undefined;
	readonly #input: VenueInput;
	#puppet: Puppet | undefined;
	#end: End | undefined;
	#reader = new FrameReader();
	#bornMs = 0;

	constructor(input: VenueInput) {
		this.#input = input;
		this.account = input.account;
		mkdirSync(input.dir, { recursive: true });
		this.stateFile = join(input.dir, 'state');
	}

	/** @param quotes the market as it stands, in points, by symbol */
	start(process: SimProcess, quotes: ReadonlyMap<string, { readonly bid: number; readonly ask: number }>): void {
		const { account, binary, options, everyMs } = this.#input;
		const { server, login, currency, mode } = account;
		this.process = process;
		this.#bornMs = process.schedule.nowMs;
		const settings = {
			...{ server, login, gateway: '127.0.0.1:1', currency, mode: mode.toLowerCase(), balance: 1_000_000, leverage: 100 },
			...{ state: this.stateFile, 'timer-ms': everyMs, 'start-ms': Math.round(startedAtMs + aheadMs + this.#bornMs) },
		};
		const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
		const key = terminalKey(masterKey, { server, login });
		this.#puppet = new Puppet({ binary, args: [...args, '--puppet', '--no-dedup', ...options], key, log: `${this.stateFile}.out` });
		for (const [symbol, quote] of quotes) this.tick(symbol, quote);
		process.host.every(everyMs, () => this.#do(...this.#now()));
	}

	tick(symbol: string, { bid, ask }: { readonly bid: number; readonly ask: number }): void {
		this.#do(...this.#now(), `tick ${symbol} ${bid} ${ask}`);
	}

	/** A command of the control port. @returns its answer; empty while the terminal is down */
	ask(command: string): string {
		return this.#do(...this.#now(), command);
	}

	/** Commands at one moment: the Expert Advisor does not run in between. */
	askAtOnce(commands: readonly string[]): void {
		this.#do(...commands);
	}

	kill(): void {
		this.#puppet?.kill();
		this.#puppet = undefined;
		this.#end = undefined;
		this.process?.kill();
	}

	get isUp(): boolean {
		return this.#puppet !== undefined;
	}

	get books(): Books | undefined {
		const text = this.ask('state');
		return text === '' ? undefined : books.parse(JSON.parse(text));
	}

	/** Time goes on in the terminal as far as it has gone here. */
	#now(): readonly string[] {
		return this.process === undefined ? [] : [`now ${Math.floor(this.process.schedule.nowMs - this.#bornMs)}`];
	}

	#do(...commands: readonly string[]): string {
		if (this.#puppet === undefined || commands.length === 0) return '';
		const { answer, events } = this.#puppet.command(...commands);
		for (const event of events) this.#happened(event);
		return answer;
	}

	#happened(event: PuppetEvent): void {
		const { process } = this;
		if (event.kind === 'close') {
			this.#end?.destroy();
			this.#end = undefined;
		} else if (event.kind === 'tx') {
			// A send of several frames is one for each here, so that the network may do with each what it likes.
			for (const frame of this.#reader.push(event.bytes)) this.#end?.write(frame);
		} else if (process !== undefined) {
			const end = this.#input.net.connect('terminal', process);
			this.#end = end;
			this.#reader = new FrameReader();
			end.on('data', (chunk: Buffer) => {
				if (this.#end === end) this.ask(`rx ${chunk.toString('hex')}`);
			});
			end.on('close', () => {
				if (this.#end === end) this.ask('closed');
			});
		}
	}
}
