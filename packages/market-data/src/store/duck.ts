import { mkdirSync } from 'node:fs';
import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, UINTEGER } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { Rows, Table } from './tables.ts';
import { stageColumns } from './tables.ts';

/** DuckDB's own chunk. */
const chunkRows = 2048;

/** DuckDB as the store uses it: in memory, bounded, without network and without extensions that are fetched. */
export class Duck {
	readonly #instance: DuckDBInstance;

	private constructor(instance: DuckDBInstance) {
		this.#instance = instance;
	}

	/** @param tempDir where it spills what does not fit in `memoryMb` */
	static async open(input: { readonly tempDir: string; readonly memoryMb?: number; readonly threads?: number }): Promise<Duck> {
		mkdirSync(input.tempDir, { recursive: true });
		const instance = await DuckDBInstance.create(':memory:', {
			memory_limit: `${input.memoryMb ?? 512}MB`,
			threads: String(input.threads ?? 2),
			temp_directory: input.tempDir,
			autoinstall_known_extensions: 'false',
			autoload_known_extensions: 'false',
		});
		return new Duck(instance);
	}

	close(): void {
		this.#instance.closeSync();
	}

	/** A connection of its own for each piece of work: temporary tables and settings of one never meet another's. */
	async with<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
		const connection = await this.#instance.connect();
		try {
			return await work(connection);
		} finally {
			connection.closeSync();
		}
	}

	/** As `with`, for results that are handed on as they come. */
	async *streaming<Item>(work: (connection: DuckDBConnection) => AsyncGenerator<Item>): AsyncGenerator<Item> {
		const connection = await this.#instance.connect();
		try {
			yield* work(connection);
		} finally {
			connection.closeSync();
		}
	}
}

/** A temporary table `stage` of rows, in their order. */
export async function stage(connection: DuckDBConnection, table: Table, rows: Rows): Promise<void> {
	await connection.run(`CREATE OR REPLACE TEMP TABLE stage (${stageColumns(table)})`);
	const appender = await connection.createAppender('stage');
	const columns = table.columns.map(({ field }) => {
		const column = rows.columns[field];
		if (column === undefined) throw new Error(`the rows have no column ${field}`);
		return column;
	});
	const chunk = DuckDBDataChunk.create(table.columns.map(({ kind }) => (kind === 'f64' ? DOUBLE : UINTEGER)));
	for (let from = 0; from < rows.length; from += chunkRows) {
		const count = Math.min(chunkRows, rows.length - from);
		chunk.reset();
		chunk.rowCount = count;
		columns.forEach((column, index) => {
			const bytes = column.BYTES_PER_ELEMENT;
			const memory = column.buffer instanceof ArrayBuffer ? column.buffer : undefined;
			// The binding takes no shared memory: such a column is copied first.
			const source = memory ?? column.slice(from, from + count).buffer;
			const offset = memory === undefined ? 0 : column.byteOffset + from * bytes;
			if (!(source instanceof ArrayBuffer)) throw new Error('a copy of a column is shared memory');
			duckdb.copy_data_to_vector(duckdb.data_chunk_get_vector(chunk.chunk, index), 0, source, offset, count * bytes);
		});
		appender.appendDataChunk(chunk);
	}
	appender.closeSync();
}

/** Copies `rows` chunks of a query whose columns are the table's into `into(count)`, which says where they go. */
export async function* chunksOf(
	connection: DuckDBConnection,
	table: Table,
	sql: string,
): AsyncGenerator<{ readonly count: number; copy(into: Rows): void }> {
	const result = await connection.stream(sql);
	for (;;) {
		const chunk = await result.fetchChunk();
		if (chunk === null || chunk.rowCount === 0) return;
		const count = chunk.rowCount;
		yield {
			count,
			copy(into) {
				table.columns.forEach(({ field, kind }, index) => {
					const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
					const raw = duckdb.vector_get_data(vector, count * (kind === 'f64' ? 8 : 4));
					const values =
						kind === 'f64' ? new Float64Array(raw.buffer, raw.byteOffset, count) : new Uint32Array(raw.buffer, raw.byteOffset, count);
					into.columns[field]?.set(values, into.length);
				});
				into.length += count;
			},
		};
	}
}

/** Text in SQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
