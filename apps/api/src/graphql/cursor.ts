import { z } from 'zod';

/** Where a page ended: the time and the id of its last row. Both are needed, since rows share a time. */
export type Cursor = { readonly at: Date; readonly id: bigint };

const shape = z.tuple([z.int().min(0).max(8_640_000_000_000_000), z.string().regex(/^\d{1,40}$/)]);

/** Opaque to clients: they may only hand it back. */
export const encodeCursor = (cursor: Cursor): string =>
	Buffer.from(JSON.stringify([cursor.at.getTime(), cursor.id.toString()]), 'utf8').toString('base64url');

/** The cursor, or null where the text is not one of ours. */
export function decodeCursor(text: string): Cursor | null {
	if (text.length > 200) return null;
	try {
		const parsed = shape.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
		return parsed.success ? { at: new Date(parsed.data[0]), id: BigInt(parsed.data[1]) } : null;
	} catch {
		return null;
	}
}

export const defaultPage = 50;
export const maxPage = 200;
/** How many rows a page has: what was asked for, within 1 and the cap. */
export const pageSize = (first: number | null | undefined): number => Math.min(Math.max(first ?? defaultPage, 1), maxPage);

/**
 * Most ask for the last one's cursor alone, so it is made when it is asked for: by a getter of the class. One in a literal would be an old object of V8's for each edge,
 * which holds the node until the next full collection.
 */
class Edge<T> {
	readonly node: T;
	readonly #cursorOf: (row: T) => Cursor;

	constructor(node: T, cursorOf: (row: T) => Cursor) {
		this.node = node;
		this.#cursorOf = cursorOf;
	}

	get cursor(): string {
		return encodeCursor(this.#cursorOf(this.node));
	}
}

/** One row more than asked for was read, to know whether there is a next page. */
export function toConnection<T>(
	rows: readonly T[],
	input: { readonly size: number; readonly after: boolean; readonly cursorOf: (row: T) => Cursor },
) {
	const edges = rows.slice(0, input.size).map((node) => new Edge(node, input.cursorOf));
	return {
		edges,
		pageInfo: {
			hasNextPage: rows.length > input.size,
			hasPreviousPage: input.after,
			startCursor: edges[0]?.cursor ?? null,
			endCursor: edges.at(-1)?.cursor ?? null,
		},
	};
}
