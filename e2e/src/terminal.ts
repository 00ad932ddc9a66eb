import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { terminalKey } from '@meridian/auth';
import { demoServer, type Stack } from '@meridian/local';
import { until } from './wait.ts';

export type TerminalAccount = {
	readonly login: string;
	readonly currency: string;
	readonly mode: 'NETTING' | 'HEDGING';
	readonly balance: string;
};
export type LockstepTerminal = {
	/** Lets the market move on until `total` ticks are delivered; resolves when the terminal has handled them. @throws where the file ends before. */
	ticksTo(total: number): Promise<void>;
	/** The broker's own books. */
	state(): Promise<unknown>;
	stop(): Promise<void>;
};

/** The real Expert Advisor in its emulator, on a market that moves only when told to. */
export async function startLockstepTerminal(
	stack: Stack,
	input: { binary: string; account: TerminalAccount; ticksFile: string },
): Promise<LockstepTerminal> {
	const { account } = input;
	const settings = {
		server: demoServer,
		login: account.login,
		gateway: `127.0.0.1:${stack.ports.line}`,
		currency: account.currency,
		mode: account.mode.toLowerCase(),
		balance: account.balance,
		leverage: '100',
		state: join(stack.stateDir, 'terminals', `${account.login}.state`),
		ticks: input.ticksFile,
		control: '0',
		label: 'Emulated broker: recorded market in lockstep',
	};
	const key = terminalKey(stack.env.MERIDIAN_TERMINAL_KEY ?? '', { server: demoServer, login: BigInt(account.login) });
	const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
	const child: ChildProcess = spawn(input.binary, [...args, '--lockstep', '--parent-pipe'], {
		env: { MERIDIAN_EA_KEY: key },
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const socket = await until(`the control port of ${account.login}`, () => open(/control port (\d+)/.exec(output)?.[1]), 15_000).catch(
		(error: unknown) => {
			child.kill('SIGKILL');
			throw new Error(`${error instanceof Error ? error.message : error}\n${output}`);
		},
	);
	const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
	// An error is followed by 'close'.
	const lines = createInterface({ input: socket.on('error', () => undefined) });
	lines.on('line', (line) => waiting.shift()?.resolve(line)).on('error', () => undefined);
	socket.once('close', () => {
		for (const each of waiting.splice(0)) each.reject(new Error(`terminal ${account.login} is gone (exit ${child.exitCode})\n${output}`));
	});
	const ask = (command: string): Promise<string> =>
		new Promise((resolve, reject) => {
			if (socket.destroyed) return reject(new Error(`terminal ${account.login} is gone (exit ${child.exitCode})\n${output}`));
			waiting.push({ resolve, reject });
			socket.write(`${command}\n`);
		});
	let delivered = 0;
	return {
		async ticksTo(total) {
			const line = await ask(`ticks ${total - delivered}`);
			if (line !== `ok ${total}`) throw new Error(`terminal ${account.login}: asked for ${total} ticks in all, got "${line}"`);
			delivered = total;
		},
		state: async () => JSON.parse(await ask('state')),
		async stop() {
			if (child.exitCode !== null) return;
			const gone = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGTERM');
			await gone;
			socket.destroy();
		},
	};
}

function open(port: string | undefined): Promise<Socket | undefined> {
	if (port === undefined) return Promise.resolve(undefined);
	return new Promise((resolve) => {
		const socket = connect(Number(port), '127.0.0.1');
		socket.once('connect', () => resolve(socket));
		socket.once('error', () => resolve(undefined));
	});
}
