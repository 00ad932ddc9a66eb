import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { GatewaySide } from './gateway-side.ts';

const build = resolve(import.meta.dirname, '../../mt5/emulator/build.ts');
const outDir = resolve(import.meta.dirname, '../../../../.state/build');
export const key = 'ab'.repeat(32);
const booksShape = z.object({
	balanceCents: z.number(),
	creditCents: z.number(),
	marginCents: z.number(),
	marginCall: z.boolean(),
	deals: z.number(),
	orders: z.number(),
	positions: z.array(
		z.object({
			...{ ticket: z.string(), identifier: z.string(), buy: z.boolean(), volume: z.number() },
			...{ openNum: z.number(), openDen: z.number(), swapCents: z.number(), comment: z.string() },
		}),
	),
});

/** The emulated terminal's binary; compiled where it is not. MERIDIAN_SANITIZE=1: with address and undefined-behaviour checks. */
export function binary(): string {
	mkdirSync(outDir, { recursive: true });
	const flags = process.env.MERIDIAN_SANITIZE === '1' ? ['--sanitize'] : [];
	return (
		execFileSync(process.execPath, [build, outDir, ...flags], { encoding: 'utf8' })
			.trim()
			.split('\n')
			.at(-1) ?? ''
	);
}

/** A quote every 250 ms from 2024-01-02 00:00 UTC: `bid,ask` texts. */
export const quotes = (...pairs: readonly (readonly [string, string])[]): string =>
	pairs.map(([bid, ask], i) => `EURUSD,${1_704_153_600_000 + i * 250},${bid},${ask}\n`).join('');
/** Quotes of any symbol at moments of UTC: `symbol, iso time, bid, ask`. */
export const rows = (...lines: readonly (readonly [string, string, string, string])[]): string =>
	lines.map(([symbol, at, bid, ask]) => `${symbol},${Date.parse(at)},${bid},${ask}\n`).join('');
export const steady = (count: number): string => quotes(...Array.from({ length: count }, () => ['1.10000', '1.10010'] as const));

/** One emulated terminal in lockstep with the test, and the gateway's side of its line. Both go when the test is over. */
export class Terminal {
	readonly gateway: GatewaySide;
	readonly folder = mkdtempSync(join(tmpdir(), 'meridian-terminal-'));
	output = '';
	readonly #args: readonly string[];
	readonly #key: string;
	#child: ChildProcess | undefined;
	#control: Socket | undefined;
	readonly #waiting: ((line: string) => void)[] = [];

	private constructor(gateway: GatewaySide, input: { args: readonly string[]; key: string }) {
		this.gateway = gateway;
		this.#args = input.args;
		this.#key = input.key;
	}

	/** Up, logged in, with a first quote and a first picture unless `greet` is false. */
	static async start(
		input: { ticks?: string; args?: readonly string[]; greet?: boolean; eaKey?: string; symbols?: readonly string[] } = {},
	): Promise<Terminal> {
		const gateway = await GatewaySide.listen(key);
		const terminal = new Terminal(gateway, { args: input.args ?? [], key: input.eaKey ?? key });
		onTestFinished(async () => {
			await terminal.kill();
			await gateway.close();
			rmSync(terminal.folder, { recursive: true, force: true });
		});
		writeFileSync(join(terminal.folder, 'ticks.csv'), input.ticks ?? steady(50));
		await terminal.run();
		if (input.greet !== false) {
			await gateway.snapshot(input.symbols);
			await terminal.ticks(1);
			await gateway.heard('Tick');
		}
		return terminal;
	}

	/** Starts the process, or starts it again on the same state. */
	async run(): Promise<void> {
		const settings = ['--server', 'Test', '--login', '7001', '--gateway', `127.0.0.1:${this.gateway.port}`];
		const files = ['--state', join(this.folder, 'state'), '--ticks', join(this.folder, 'ticks.csv')];
		this.output = '';
		const child = spawn(binary(), [...settings, ...files, '--lockstep', '--control', '0', ...this.#args], {
			env: { MERIDIAN_EA_KEY: this.#key },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.#child = child;
		for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
		const port = await vi.waitFor(
			() => {
				const found = /control port (\d+)/.exec(this.output)?.[1];
				if (found === undefined) throw new Error(`no control port (exit ${child.exitCode}): ${this.output}`);
				return Number(found);
			},
			{ timeout: 15_000, interval: 5 },
		);
		this.#control = connect(port, '127.0.0.1');
		this.#control.on('error', () => undefined);
		const lines = createInterface({ input: this.#control });
		lines.on('line', (line) => this.#waiting.shift()?.(line)).on('error', () => undefined);
	}

	ask(command: string): Promise<string> {
		return new Promise((resolve) => {
			this.#waiting.push(resolve);
			this.#control?.write(`${command}\n`);
		});
	}
	/** Lets the market move. @returns how many ticks have been delivered in all */
	async ticks(count: number): Promise<number> {
		return Number((await this.ask(`ticks ${count}`)).replace('ok ', ''));
	}
	async books(): Promise<z.infer<typeof booksShape>> {
		return booksShape.parse(JSON.parse(await this.ask('state')));
	}
	/** Without warning, as a crash. */
	async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		const child = this.#child;
		this.#control?.destroy();
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const gone = once(child, 'exit');
		child.kill(signal);
		await gone;
	}
	async exited(): Promise<number | null> {
		const child = this.#child;
		if (child !== undefined && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
		return child?.exitCode ?? null;
	}
}
