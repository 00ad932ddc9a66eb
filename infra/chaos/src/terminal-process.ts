import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { terminalKey } from '@meridian/auth';
import { type DeskAccount, server } from './desk.ts';
import { ChaosFault } from './fault.ts';

export type TerminalSettings = {
	readonly binary: string;
	readonly dir: string;
	readonly account: DeskAccount;
	readonly masterKey: string;
	readonly linePort: number;
	readonly brokerDelayMs: number;
	/** Whether it tells transactions in any order. */
	readonly shuffle: boolean;
	readonly marketSeed: number;
};

/** The Expert Advisor's own source in its emulated terminal, with the account's broker in the same process. */
export class TerminalProcess {
	readonly stateFile: string;
	wasKilled = false;
	readonly #settings: TerminalSettings;
	#child: ChildProcess | undefined;

	constructor(settings: TerminalSettings) {
		this.#settings = settings;
		this.stateFile = join(settings.dir, `${settings.account.login}.state`);
	}

	get login(): string {
		return String(this.#settings.account.login);
	}

	get end(): string | undefined {
		const child = this.#child;
		return child === undefined ? undefined : (child.signalCode ?? (child.exitCode === null ? undefined : `exit code ${child.exitCode}`));
	}

	start(): void {
		const { binary, account, masterKey, linePort, brokerDelayMs, shuffle, marketSeed } = this.#settings;
		const settings = {
			...{ server, login: account.login, gateway: `127.0.0.1:${linePort}`, currency: account.currency, mode: account.mode.toLowerCase() },
			...{ balance: 100_000, leverage: 100, state: this.stateFile, seed: marketSeed, 'broker-delay-ms': brokerDelayMs },
		};
		const key = terminalKey(masterKey, { server, login: account.login });
		const switches = ['--parent-pipe', ...(shuffle ? ['--shuffle-transactions'] : [])];
		this.#child = spawn(binary, [...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]), ...switches], {
			env: { MERIDIAN_EA_KEY: key },
			stdio: ['pipe', 'ignore', 'ignore'],
		});
		this.#child.stdin?.on('error', () => undefined);
	}

	/** Its broker's books are there. @throws ChaosFault where it ends before */
	async opened(): Promise<void> {
		while (!existsSync(this.stateFile)) {
			if (this.end !== undefined) throw new ChaosFault(`terminal ${this.login} ended with ${this.end} before it opened its books`);
			await delay(5);
		}
	}

	/** Without warning, as a crash: what it had taken and not yet passed to its broker is gone. */
	async kill(): Promise<void> {
		this.wasKilled = true;
		const child = this.#child;
		if (child === undefined || this.end !== undefined) return;
		const gone = once(child, 'exit');
		child.kill('SIGKILL');
		await gone;
	}
}
