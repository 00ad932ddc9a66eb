import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const gatewayRoom = resolve(import.meta.dirname, '../../../apps/execution-gateway/src');
const logLines = 200;

export type EngineSettings = {
	readonly stateDir: string;
	readonly durability: 'process' | 'disk';
	readonly segmentBytes: number;
	readonly entryPort: number;
	readonly terminalPort: number;
	readonly gatewayKey: string;
	readonly terminalKey: string;
	readonly failpoint: string | undefined;
	/** Of the engine thread alone; the whole gateway takes its own from the database. */
	readonly epoch: number;
	/** Where Node keeps compiled code, written by those that are let end: a start costs a third with it. */
	readonly codeCache: string;
	/** DATABASE_URL and REDIS_URL: then it is the whole gateway process. */
	readonly services: Readonly<Record<string, string>> | undefined;
};

/** The process that is killed. */
export class EngineProcess {
	/** True once it takes orders, false where it ended before. */
	readonly ready: Promise<boolean>;
	/** The signal or exit code that ended it. */
	readonly ended: Promise<string>;
	end: string | undefined;
	readonly #child: ChildProcess;
	readonly #isGateway: boolean;
	readonly #log: string[] = [];

	constructor(settings: EngineSettings) {
		this.#isGateway = settings.services !== undefined;
		this.#child = settings.services === undefined ? spawnEngine(settings) : spawnGateway(settings, settings.services);
		this.ended = new Promise((done) => this.#child.once('exit', (code, signal) => done(signal ?? `exit code ${code}`)));
		this.ended.then((how) => {
			this.end = how;
		});
		this.#child.stdin?.on('error', () => undefined);
		this.ready = new Promise((done) => {
			for (const stream of [this.#child.stdout, this.#child.stderr])
				if (stream !== null)
					createInterface({ input: stream }).on('line', (line) => {
						this.#log.push(line);
						if (this.#log.length > logLines) this.#log.shift();
						if (line.startsWith('{"entryPort"') || line.includes('"msg":"ready"')) done(true);
					});
			this.ended.then(() => done(false));
		});
	}

	get lives(): boolean {
		return this.end === undefined;
	}

	get log(): string {
		return this.#log.join('\n');
	}

	/** As kill -9. */
	kill(): void {
		this.#child.kill('SIGKILL');
	}

	/** Asks it to end. @returns how it did */
	stop(): Promise<string> {
		if (this.#isGateway) this.#child.kill('SIGTERM');
		else this.#child.stdin?.end();
		return this.ended;
	}
}

function spawnEngine(settings: EngineSettings): ChildProcess {
	const { stateDir, durability, segmentBytes, entryPort, terminalPort, gatewayKey, terminalKey, failpoint, epoch, codeCache } = settings;
	const journal = { durability, segmentBytes, leaveFreeBytes: 0 };
	const engine = { stateDir, journal, epoch, gatewayKey, terminalKey, entryPort, terminalPort, spinUs: 0, failpoint };
	return spawn(process.execPath, [join(gatewayRoom, 'testing/engine-host.ts')], {
		env: {
			...{ PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: codeCache, MERIDIAN_LOG_LEVEL: 'warn' },
			MERIDIAN_ENGINE_SETTINGS: JSON.stringify(engine),
		},
		stdio: ['pipe', 'pipe', 'pipe'],
	});
}

function spawnGateway(settings: EngineSettings, services: Readonly<Record<string, string>>): ChildProcess {
	return spawn(process.execPath, [join(gatewayRoom, 'main.ts')], {
		env: {
			...services,
			PATH: process.env.PATH ?? '',
			NODE_COMPILE_CACHE: settings.codeCache,
			MERIDIAN_WATCH_PARENT: '1',
			MERIDIAN_GATEWAY_KEY: settings.gatewayKey,
			MERIDIAN_TERMINAL_KEY: settings.terminalKey,
			MERIDIAN_STATE_DIR: settings.stateDir,
			MERIDIAN_DURABILITY: settings.durability,
			MERIDIAN_JOURNAL_SEGMENT_BYTES: String(settings.segmentBytes),
			MERIDIAN_JOURNAL_LEAVE_FREE_BYTES: '0',
			MERIDIAN_ENTRY_PORT: String(settings.entryPort),
			MERIDIAN_TERMINAL_PORT: String(settings.terminalPort),
			MERIDIAN_GATEWAY_HTTP_PORT: '0',
			...(settings.failpoint === undefined ? {} : { MERIDIAN_FAILPOINT: settings.failpoint }),
		},
		stdio: ['pipe', 'pipe', 'pipe'],
	});
}
