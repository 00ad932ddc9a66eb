import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { terminalKey } from '@meridian/auth';
import { type DeskAccount, server } from './desk.ts';

export type TerminalSettings = {
	readonly binary: string;
	readonly dir: string;
	readonly account: DeskAccount;
	readonly masterKey: string;
	readonly linePort: number;
	readonly brokerDelayMs: number;
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

	get end(): string | undefined {
		const child = this.#child;
		return child === undefined ? undefined : (child.signalCode ?? (child.exitCode === null ? undefined : `exit code ${child.exitCode}`));
	}

	start(): void {
		const { binary, account, masterKey, linePort, brokerDelayMs, marketSeed } = this.#settings;
		const settings = {
			...{ server, login: account.login, gateway: `127.0.0.1:${linePort}`, currency: account.currency, mode: account.mode.toLowerCase() },
			...{ balance: 100_000, leverage: 100, state: this.stateFile, seed: marketSeed, 'broker-delay-ms': brokerDelayMs },
		};
		const key = terminalKey(masterKey, { server, login: account.login });
		this.#child = spawn(binary, [...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]), '--parent-pipe'], {
			env: { MERIDIAN_EA_KEY: key },
			stdio: ['pipe', 'ignore', 'ignore'],
		});
		this.#child.stdin?.on('error', () => undefined);
	}

	/** Without warning, as a crash: what it had taken and not yet passed to its broker is gone. */
	async kill(): Promise<void> {
		this.wasKilled = true;
		await this.#stop('SIGKILL');
	}

	stop(): Promise<void> {
		return this.#stop('SIGTERM');
	}

	async #stop(signal: NodeJS.Signals): Promise<void> {
		const child = this.#child;
		if (child === undefined || this.end !== undefined) return;
		const gone = once(child, 'exit');
		child.kill(signal);
		await gone;
	}
}
