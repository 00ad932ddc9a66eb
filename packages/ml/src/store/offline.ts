import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Frame, quotedName, readFrame, type TickStore, writeFrame } from '@meridian/market-data/store';
import { z } from 'zod';
import { type FeatureSetDefinition, featureName } from '../features/definition.ts';
import type { FeatureRows } from '../jobs/table.ts';

/** Which rows: of whose ticks, over which time, by which features. */
export type FeatureKey = {
	readonly owner: string;
	readonly venue: string;
	readonly instrument: string;
	readonly fromMs: number;
	readonly toMs: number;
	/** Of the ticks in the range: rows of ticks that have changed since are no more. */
	readonly content: string;
	readonly definition: FeatureSetDefinition;
};

const about = z.strictObject({ quotes: z.int(), sha256: z.string(), rows: z.int() });
const own = ['time_ms', 'mid'];
const textOf = (path: string): string => `'${path.replaceAll("'", "''")}'`;

/** Feature rows in Parquet, beside the ticks that they were computed from. A version of a set is found by what it computes, not by its name alone. */
export class OfflineFeatures {
	readonly #store: TickStore;

	constructor(store: TickStore) {
		this.#store = store;
	}

	/** The words about it come last: rows without them do not exist. */
	async write(key: FeatureKey, rows: FeatureRows): Promise<void> {
		const folder = await mkdtemp(join(this.#store.workDir, 'features-'));
		try {
			const file = join(folder, 'rows.parquet');
			const frame: Frame = { names: [...own, ...rows.names], columns: [rows.times, rows.mids, ...rows.columns] };
			await writeFrame(this.#store.duck, { file, frame });
			const path = pathOf(key);
			await this.#store.objects.putFile(`${path}.parquet`, file);
			const { quotes, sha256 } = rows;
			await this.#store.objects.putText(`${path}.json`, JSON.stringify({ quotes, sha256, rows: rows.times.length }));
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	}

	/** Rows as they were written, to the bit; undefined where there are none of these ticks and features. */
	async read(key: FeatureKey): Promise<FeatureRows | undefined> {
		const known = await this.#about(key);
		if (known === undefined) return undefined;
		const names = namesOf(key);
		const file = await this.#store.objects.localFile(`${pathOf(key)}.parquet`);
		const all = [...own, ...names];
		const { columns } = await readFrame(this.#store.duck, {
			sql: `SELECT ${all.map(quotedName).join(', ')} FROM read_parquet(${textOf(file)}, file_row_number = true) ORDER BY file_row_number`,
			names: all,
			isDouble: all.map((_, at) => at < own.length),
		});
		const [times, mids, ...features] = columns;
		if (!(times instanceof Float64Array && mids instanceof Float64Array) || times.length !== known.rows) return undefined;
		const { quotes, sha256 } = known;
		return { names, times, mids, columns: features.flatMap((column) => (column instanceof Float32Array ? [column] : [])), quotes, sha256 };
	}

	/**
	 * For each time the newest row that was known by then: a join that never looks ahead. NaN where there was none yet.
	 *
	 * @param times ascending
	 * @returns columns as long as `times`; undefined as `read`
	 */
	async asOf(key: FeatureKey, times: Float64Array): Promise<readonly Float32Array[] | undefined> {
		if ((await this.#about(key)) === undefined) return undefined;
		const names = namesOf(key);
		const rows = await this.#store.objects.localFile(`${pathOf(key)}.parquet`);
		const folder = await mkdtemp(join(this.#store.workDir, 'features-'));
		try {
			const spine = join(folder, 'times.parquet');
			const n = Float64Array.from(times.keys());
			await writeFrame(this.#store.duck, { file: spine, frame: { names: ['t', 'n'], columns: [times, n] } });
			const picked = names.map((name) => `coalesce(r.${quotedName(name)}, 'nan'::FLOAT)`).join(', ');
			const { columns } = await readFrame(this.#store.duck, {
				sql: `SELECT ${picked} FROM read_parquet(${textOf(spine)}) s ASOF LEFT JOIN read_parquet(${textOf(rows)}) r ON s.t >= r.time_ms ORDER BY s.n`,
				names,
				isDouble: names.map(() => false),
			});
			return columns.flatMap((column) => (column instanceof Float32Array ? [column] : []));
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	}

	async #about(key: FeatureKey): Promise<z.output<typeof about> | undefined> {
		const text = await this.#store.objects.getText(`${pathOf(key)}.json`);
		return text === undefined ? undefined : about.parse(JSON.parse(text));
	}
}

const namesOf = ({ definition }: FeatureKey): string[] => definition.features.map(featureName);

/** Owner first, so that a tenant's rows lie together; the rest is a hash: names of instruments and sets are the users' own. */
function pathOf({ owner, definition, ...of }: FeatureKey): string {
	const hash = createHash('sha256')
		.update(JSON.stringify({ ...of, definition }))
		.digest('hex');
	return `features/${owner}/${hash}`;
}
