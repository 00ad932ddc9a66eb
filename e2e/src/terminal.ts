import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Stack } from '@meridian/local';
import { until } from './wait.ts';

export type TerminalAccount = {
	readonly login: string;
	readonly currency: string;
	readonly mode: 'NETTING' | 'HEDGING';
	readonly balance: string;
};
export type LockstepTerminal = {
	/** Lets the market move by `count` ticks; resolves when the terminal has handled them. @returns ticks delivered in all. */
	ticks(count: number): Promise<number>;
	/** The broker's own books. */
	state(): Promise<unknown>;
	stop(): Promise<void>;
};

const server = 'Meridian-Sim';

/** The real Expert Advisor in its emulator, on a market that moves only when told to. */
export async function startLockstepTerminal(
	stack: Stack,
	input: { binary: string; account: TerminalAccount; ticksFile: string; controlPort: number },
): Promise<LockstepTerminal> {
	const { account } = input;
	const key = createHmac('sha256', Buffer.from(stack.env.MERIDIAN_TERMINAL_KEY ?? '', 'hex'))
		.update(`${server}:${account.login}`)
		.digest('hex');
	const args = [
		['--server', server],
		['--login', account.login],
		['--key', key],
		['--gateway', `127.0.0.1:${stack.ports.line}`],
		['--currency', account.currency],
		['--mode', account.mode.toLowerCase()],
		['--balance', account.balance],
		['--leverage', '100'],
		['--state', join(stack.stateDir, 'terminals', `${account.login}.state`)],
		['--ticks', input.ticksFile],
		['--speed', 'max'],
		['--control', String(input.controlPort)],
		['--broker-delay-ms', '0'],
		['--label', 'Emulated broker: recorded market in lockstep'],
	].flat();
	const child: ChildProcess = spawn(input.binary, [...args, '--lockstep'], { stdio: ['ignore', 'pipe', 'pipe'] });
	const output: string[] = [];
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
	const socket = await until(`the control port of ${account.login}`, () => open(input.controlPort), 15_000).catch((error: unknown) => {
		throw new Error(`${error instanceof Error ? error.message : error}\n${output.join('')}`);
	});
	const waiting: ((line: string) => void)[] = [];
	createInterface({ input: socket }).on('line', (line) => waiting.shift()?.(line));
	const ask = (command: string): Promise<string> =>
		new Promise((resolve, reject) => {
			if (child.exitCode !== null) reject(new Error(`terminal ${account.login} exited with ${child.exitCode}\n${output.join('')}`));
			waiting.push(resolve);
			socket.write(`${command}\n`);
		});
	return {
		async ticks(count) {
			const line = await ask(`ticks ${count}`);
			const [word, total] = line.split(' ');
			if (word !== 'ok') throw new Error(`terminal ${account.login}: ${line}`);
			return Number(total);
		},
		state: async () => JSON.parse(await ask('state')),
		async stop() {
			const gone = new Promise((resolve) => child.once('exit', resolve));
			if (child.exitCode !== null) return;
			socket.write('quit\n');
			child.kill('SIGTERM');
			await gone;
		},
	};
}

function open(port: number): Promise<Socket | undefined> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => resolve(socket));
		socket.once('error', () => resolve(undefined));
	});
}
