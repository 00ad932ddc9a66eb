import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type GatewayProcess = {
	readonly entryPort: number;
	readonly terminalPort: number;
	readonly healthPort: number;
	readonly exited: Promise<string>;
	/** All it has logged. */
	log(): string;
	/** SIGTERM, and wait. */
	stop(): Promise<void>;
	/** SIGKILL, and wait. */
	kill(): Promise<void>;
	signal(signal: NodeJS.Signals): void;
};

const { NODE_COMPILE_CACHE } = process.env;
const main = join(import.meta.dirname, '../src/main.ts');

/** The gateway as a process of its own, on free ports. Its log is read for the ports, and shown where it dies early. */
export async function startGateway(
	env: Readonly<Record<string, string>>,
	/** A standby is up before it is ready. */
	isUp: (ports: { readonly entryPort?: number; readonly port?: number }) => boolean = ({ entryPort, port }) =>
		entryPort !== undefined && port !== undefined,
): Promise<GatewayProcess> {
	const child: ChildProcess = spawn(process.execPath, [main], {
		env: {
			PATH: process.env.PATH ?? '',
			...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }),
			MERIDIAN_ENTRY_PORT: '0',
			MERIDIAN_TERMINAL_PORT: '0',
			MERIDIAN_GATEWAY_HTTP_PORT: '0',
			...env,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output: string[] = [];
	const exited = new Promise<string>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? String(code))));
	child.stderr?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
	const ports: { entryPort?: number; terminalPort?: number; port?: number } = {};
	await new Promise<void>((resolve, reject) => {
		if (child.stdout === null) throw new Error('the gateway has no output');
		createInterface({ input: child.stdout }).on('line', (line) => {
			output.push(`${line}\n`);
			if (line.includes('"msg":"ready"') || line.includes('"msg":"health"')) Object.assign(ports, JSON.parse(line));
			if (isUp(ports)) resolve();
		});
		exited.then((how) => reject(new Error(`the gateway ended with ${how}:\n${output.join('')}`)));
	});
	const end = async (signal: NodeJS.Signals): Promise<void> => {
		child.kill(signal);
		await exited;
	};
	return {
		entryPort: ports.entryPort ?? 0,
		terminalPort: ports.terminalPort ?? 0,
		healthPort: ports.port ?? 0,
		exited,
		log: () => output.join(''),
		stop: () => end('SIGTERM'),
		kill: () => end('SIGKILL'),
		signal: (signal) => void child.kill(signal),
	};
}
