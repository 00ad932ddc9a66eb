import { createHash } from 'node:crypto';
import { DOUBLE, DuckDBDataChunk, FLOAT } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { type Duck, quoted } from './duck.ts';
import type { Manifest } from './manifest.ts';
import { parquetOptions } from './parts.ts';
import { partitionsIn, type Range } from './read.ts';

/** Columns of numbers by name, equally long; NaN where a value is missing. */
export type Frame = { readonly names: readonly string[]; readonly columns: readonly (Float32Array | Float64Array)[] };

/** DuckDB's own chunk. */
const chunkRows = 2048;
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** One Parquet file of a frame, rows in their order, every bit as it is. */
export async function writeFrame(duck: Duck, { file, frame }: { readonly file: string; readonly frame: Frame }): Promise<void> {
	const { names, columns } = frame;
	const isDouble = columns.map((column) => column instanceof Float64Array);
	await duck.with(async (connection) => {
		const shape = names.map((name, at) => `${quotedName(name)} ${isDouble[at] ? 'DOUBLE' : 'FLOAT'}`);
		await connection.run(`CREATE OR REPLACE TEMP TABLE frame (${shape.join(', ')})`);
		const appender = await connection.createAppender('frame');
		const chunk = DuckDBDataChunk.create(isDouble.map((double) => (double ? DOUBLE : FLOAT)));
		const rows = columns[0]?.length ?? 0;
		for (let from = 0; from < rows; from += chunkRows) {
			const count = Math.min(chunkRows, rows - from);
			chunk.reset();
			chunk.rowCount = count;
			columns.forEach((column, at) => {
				// A copy, since the binding takes no shared memory.
				const bytes = Uint8Array.from(
					new Uint8Array(column.buffer, column.byteOffset + from * column.BYTES_PER_ELEMENT, count * column.BYTES_PER_ELEMENT),
				);
				duckdb.copy_data_to_vector(duckdb.data_chunk_get_vector(chunk.chunk, at), 0, bytes.buffer, 0, bytes.length);
			});
			appender.appendDataChunk(chunk);
		}
		appender.closeSync();
		await connection.run(`COPY frame TO ${quoted(file)} (${parquetOptions})`);
	});
}

/** What a query gives, whose columns are all FLOAT or DOUBLE without nulls. @param setup run before it, on the same connection */
export async function readFrame(
	duck: Duck,
	{ sql, names, isDouble }: { readonly sql: string; readonly names: readonly string[]; readonly isDouble: readonly boolean[] },
): Promise<Frame> {
	return duck.with(async (connection) => {
		const parts: Uint8Array[][] = names.map(() => []);
		let rows = 0;
		const result = await connection.stream(sql);
		for (;;) {
			const chunk = await result.fetchChunk();
			if (chunk === null || chunk.rowCount === 0) break;
			rows += chunk.rowCount;
			names.forEach((_, at) => {
				const vector = duckdb.data_chunk_get_vector(chunk.chunk, at);
				parts[at]?.push(Uint8Array.from(duckdb.vector_get_data(vector, chunk.rowCount * (isDouble[at] ? 8 : 4))));
			});
		}
		const columns = parts.map((chunks, at) => {
			const bytes = new Uint8Array(rows * (isDouble[at] ? 8 : 4));
			let from = 0;
			for (const part of chunks) {
				bytes.set(part, from);
				from += part.length;
			}
			return isDouble[at] ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer);
		});
		return { names, columns };
	});
}

/** Of what a range of a series holds now, in hex: it changes when any of it does. */
export function contentOf(manifest: Manifest, range: Range): string {
	const hash = createHash('sha256');
	for (const parts of partitionsIn(manifest, range)) for (const { sha256 } of parts) hash.update(sha256);
	return hash.digest('hex');
}
