import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { allTime, Ingest, readTicks, TickStore } from '@meridian/market-data/store';
import { seeded } from '../random.ts';
import { checkCatalogue, checkIngest } from './check.ts';
import { batchOf, seriesAt } from './ticks.ts';

export type DataTally = {
	readonly seed: number;
	ingestKills: number;
	importKills: number;
	imports: number;
	batches: number;
	ticks: number;
	rows: number;
};
type Input = {
	readonly dir: string;
	readonly kills: number;
	readonly seed: number;
	readonly say: (text: string) => void;
	readonly stopping?: AbortSignal;
};

const fileRows = 15_000;
const batchesAhead = 1_500;

/**
 * Kills processes that ingest, and processes that import, in turns, at drawn moments, and after each kill holds the store against what
 * was acknowledged. @throws Error for the first tick that is lost or doubled
 */
export async function runDataCampaign(input: Input): Promise<DataTally> {
	rmSync(input.dir, { recursive: true, force: true });
	mkdirSync(input.dir, { recursive: true });
	const tally: DataTally = { seed: input.seed, ingestKills: 0, importKills: 0, imports: 0, batches: 0, ticks: 0, rows: 0 };
	const ingest = new IngestWorld(input);
	const imports = new ImportWorld(input);
	for (let kill = 0; kill < input.kills && input.stopping?.aborted !== true; kill++) {
		if (kill % 2 === 0) {
			tally.batches = await ingest.killOnce(kill);
			tally.ingestKills++;
		} else {
			tally.imports = await imports.killOnce(kill);
			tally.importKills++;
		}
		if (kill % 10 === 9) input.say(`${kill + 1} kills: ${tally.batches} batches stored, ${tally.imports} imports ended`);
	}
	for (let sequence = 1; sequence <= tally.batches; sequence++) tally.ticks += batchOf(input.seed, sequence).ticks.length;
	tally.imports = await imports.finish();
	tally.rows = tally.imports * fileRows;
	return tally;
}

/** Lets a process live for a drawn time, then kills it with everything in its hands. @returns whether it had ended by itself */
async function killAfter(child: ChildProcess, ms: number): Promise<boolean> {
	const ended = once(child, 'exit');
	await Promise.race([delay(ms), ended]);
	const alone = child.exitCode !== null;
	child.kill('SIGKILL');
	if (child.exitCode === null && child.signalCode === null) await ended;
	if (alone && child.exitCode !== 0) throw new Error(`the process ended with exit code ${child.exitCode} by itself`);
	return alone;
}

const run = (script: string, args: readonly string[]): ChildProcess =>
	spawn(process.execPath, [join(import.meta.dirname, script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });

/** The first sign of work, so that short lives are not all spent on starting. */
async function untilGrown(file: string, child: ChildProcess): Promise<void> {
	const before = existsSync(file) ? readFileSync(file).length : 0;
	while (child.exitCode === null && (existsSync(file) ? readFileSync(file).length : 0) === before) await delay(2);
}

class IngestWorld {
	readonly #input: Input;
	readonly #dir: string;
	readonly #acks: string;

	constructor(input: Input) {
		this.#input = input;
		this.#dir = join(input.dir, 'ingest');
		this.#acks = join(input.dir, 'acknowledged');
	}

	/** @returns the batches that are stored */
	async killOnce(kill: number): Promise<number> {
		const { seed } = this.#input;
		const random = seeded(seed, kill);
		const until = this.#acknowledged() + batchesAhead;
		const child = run('ingest-process.ts', [this.#dir, String(seed), String(until), this.#acks]);
		// One of five dies while it starts, perhaps while it converts what the one before left.
		if (random.chance(80)) await untilGrown(this.#acks, child);
		await killAfter(child, random.below(random.chance(50) ? 60 : 500));
		const acknowledged = this.#acknowledged();
		const store = await TickStore.open(this.#dir, { memoryMb: 256, threads: 1 });
		const ingest = await Ingest.open(store);
		const known = ingest.acknowledged('chaos');
		await ingest.close();
		store.close();
		if (known < acknowledged)
			throw new Error(`kill ${kill}: ${acknowledged} batches were acknowledged, ${known} are known after the start`);
		return checkIngest(this.#dir, { seed, acknowledged, known });
	}

	#acknowledged(): number {
		if (!existsSync(this.#acks)) return 0;
		const lines = readFileSync(this.#acks, 'utf8').split('\n').slice(0, -1);
		return Number(lines.at(-1) ?? 0);
	}
}

/** One file after another, each killed until it is in. */
class ImportWorld {
	readonly #input: Input;
	#file = '';
	#ended = 0;

	constructor(input: Input) {
		this.#input = input;
		this.#next();
	}

	/** @returns imports that have ended */
	async killOnce(kill: number): Promise<number> {
		const random = seeded(this.#input.seed, kill);
		const child = run('import-process.ts', [this.#dir, this.#file]);
		await delay(random.chance(30) ? 0 : 150);
		if (await killAfter(child, random.below(2_500))) {
			await this.#checkWhole();
			this.#next();
		} else await this.#checkNothingHalf();
		return this.#ended;
	}

	/** The import that is under way goes on to its end, and once more, which changes nothing. */
	async finish(): Promise<number> {
		for (const status of ['imported', 'already']) {
			const child = run('import-process.ts', [this.#dir, this.#file]);
			let text = '';
			child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
				text += chunk;
			});
			const [code] = await once(child, 'close');
			if (code !== 0 || (status === 'already' && !text.includes('"already"'))) throw new Error(`the import ended with ${code}: ${text}`);
			await this.#checkWhole();
			this.#ended--;
		}
		return ++this.#ended;
	}

	get #dir(): string {
		return join(this.#input.dir, 'import');
	}

	#next(): void {
		const random = seeded(this.#input.seed, 99, this.#ended);
		const lines = Array.from(
			{ length: fileRows },
			(_, row) => `${row * 5_000},1.${10_000 + random.below(80_000)},1.9${row % 97 === 0 ? 'x' : ''}`,
		);
		this.#file = join(this.#input.dir, `file-${this.#ended}.csv`);
		writeFileSync(this.#file, `${lines.join('\n')}\n`);
		rmSync(this.#dir, { recursive: true, force: true });
	}

	/** Killed before its end: the store has all of it or nothing. */
	async #checkNothingHalf(): Promise<void> {
		const rows = await this.#rows();
		if (rows !== 0 && rows !== good) throw new Error(`${rows} rows of an import of ${good} can be seen`);
	}

	async #checkWhole(): Promise<void> {
		const rows = await this.#rows();
		if (rows !== good) throw new Error(`${rows} rows are in the store, ${good} were in the file`);
		this.#ended++;
	}

	async #rows(): Promise<number> {
		const key = { ...seriesAt(0), venue: 'FILE' };
		const store = await TickStore.open(this.#dir, { memoryMb: 256, threads: 1 });
		try {
			let rows = 0;
			for await (const batch of readTicks(store, key, allTime)) rows += batch.length;
			await checkCatalogue(store, key);
			return rows;
		} finally {
			store.close();
		}
	}
}

const good = fileRows - Math.ceil(fileRows / 97);
